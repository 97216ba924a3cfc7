/* Tables that sort and filter, and views that an address names; all they show is in the page without this script. */
(() => {
  "use strict";
  /* What a reader has set stands in the address, so that a view can be shared: `#id?name=value&name=value`, further
     views after `;`. The first id says where the page opens. A view at its opening values is not named. */
  const views = () => new Map(location.hash.slice(1).split(";").filter((part) => part.includes("?"))
    .map((part) => [part.slice(0, part.indexOf("?")), new URLSearchParams(part.slice(part.indexOf("?") + 1))]));
  const waiting = new Map();
  let writing = 0;
  const write = () => {
    const now = views();
    for (const [id, values] of waiting) {
      now.delete(id);
      if (String(values)) now.set(id, values);
    }
    const last = [...waiting.keys()].pop();
    waiting.clear();
    const order = [...now.keys()].sort((a, b) => (b === last) - (a === last));
    const hash = order.map((id) => `${id}?${now.get(id)}`).join(";") || last;
    history.replaceState(history.state, "", `#${hash}`); // no step back for each step of a slider
  };
  window.bookViews = {
    of: (id) => views().get(id),
    keep: (id, values) => {
      waiting.set(id, values);
      clearTimeout(writing);
      writing = setTimeout(write, 150); // browsers refuse an address that changes too often
    },
  };

  const number = (text) => {
    const value = Number(text.replace(/[,\s%]/g, ""));
    return text.trim() !== "" && Number.isFinite(value) ? value : null;
  };

  let counted = 0;
  const sortable = (table) => {
    const body = table.tBodies[0];
    const rows = [...body.rows];
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "xt-sort";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") === "ascending";
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const key = (row) => row.cells[column].textContent.trim();
        const order = [...body.rows].sort((a, b) => {
          const [x, y] = [key(a), key(b)];
          const [m, n] = [number(x), number(y)];
          const way = m !== null && n !== null ? m - n : x.localeCompare(y);
          return down ? -way : way;
        });
        body.append(...order);
      });
    });
    const box = document.createElement("div");
    box.className = "xt-tools";
    const label = document.createElement("label");
    const input = document.createElement("input");
    const said = document.createElement("output");
    input.type = "search";
    input.id = `filter-${++counted}`;
    said.htmlFor = input.id;
    const place = table.id || table.parentElement.id || input.id; // what an address calls this table
    label.append("Filter rows ", input);
    box.append(label, said);
    const selects = (table.dataset.filters || "").split(",").filter(Boolean).map((name) => {
      const column = heads.findIndex((head) => head.textContent.trim() === name);
      const holder = document.createElement("label");
      const select = document.createElement("select");
      const values = [...new Set(rows.map((row) => row.cells[column].textContent.trim()))].sort();
      select.append(new Option("all", ""), ...values.map((value) => new Option(value, value)));
      holder.append(`${name} `, select);
      box.insertBefore(holder, label);
      select.addEventListener("input", apply);
      return [column, select];
    });
    const fields = () => [["rows", input], ...selects.map(([column, select]) => [heads[column].textContent.trim(), select])];
    function apply(event) {
      if (event) window.bookViews.keep(place, new URLSearchParams(fields().map(([name, field]) => [name, field.value])
        .filter(([, value]) => value)));
      const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      let count = 0;
      for (const row of rows) {
        const text = row.textContent.toLowerCase();
        const keep = words.every((word) => text.includes(word))
          && selects.every(([column, select]) => !select.value || row.cells[column].textContent.trim() === select.value);
        row.hidden = !keep;
        count += keep;
      }
      said.textContent = count ? `${count} of ${rows.length} rows` : "No row matches this filter. Clear it to see all rows.";
    }
    input.addEventListener("input", apply);
    table.parentElement.parentElement.insertBefore(box, table.parentElement);
    said.textContent = `${rows.length} rows`;
    const restore = () => {
      const view = window.bookViews.of(place);
      if (!view) return;
      for (const [name, field] of fields()) {
        field.value = view.get(name) || "";
        if (field.selectedIndex < 0) field.selectedIndex = 0;
      }
      apply();
    };
    addEventListener("hashchange", restore);
    restore();
  };

  for (const table of document.querySelectorAll("table[data-sortable]")) setTimeout(sortable, 0, table);
  setTimeout(() => { if (location.hash.startsWith("#filter-")) reveal(); }); // the box of a filter is made by now

  // a fragment is anything that a reader may type: `#100%` is no text that could be decoded
  const named = (hash) => {
    const id = hash.slice(1);
    let decoded = id;
    try { decoded = decodeURIComponent(id); } catch (error) { /* then it stands for itself */ }
    const names = [id, decoded, id.split(/[?;]/)[0]].filter(Boolean);
    return names.map((name) => document.getElementById(name)).find(Boolean) || null;
  };

  const reveal = () => {
    const target = named(location.hash);
    for (let part = target; part; part = part.parentElement) if (part.tagName === "DETAILS") part.open = true;
    if (target) target.scrollIntoView();
  };
  addEventListener("hashchange", reveal);
  reveal();
  const root = document.documentElement;
  let shown = null;
  addEventListener("beforeprint", () => {
    shown = root.dataset.theme;
    root.dataset.theme = "light"; // paper is white
  });
  addEventListener("afterprint", () => { if (shown) root.dataset.theme = shown; });

  /* A mark that stands for a row of a table of this page opens it in a card below its chart; the reader stays there. */
  const line = (name, ...parts) => {
    const element = document.createElement("p");
    element.className = name;
    element.append(...parts);
    return element;
  };
  const show = (figure, row) => {
    const old = figure.querySelector(".xf-card");
    if (old) old.remove();
    const card = document.createElement("div");
    card.className = "xf-card";
    card.tabIndex = -1;
    card.setAttribute("role", "region");
    card.setAttribute("aria-label", "The event that was chosen");
    const cells = [...row.cells];
    const longest = cells.reduce((a, b) => (b.textContent.length > a.textContent.length ? b : a));
    const link = document.createElement("a");
    link.href = `#${row.id}`;
    link.textContent = "Row in the table";
    const close = document.createElement("button");
    close.type = "button";
    close.textContent = "Close";
    close.addEventListener("click", () => card.remove());
    const facts = cells.filter((cell) => cell !== longest).map((cell) => cell.textContent.trim()).filter(Boolean);
    card.append(line("meta", facts.join(" · ")), line("", ...longest.cloneNode(true).childNodes), line("", link, " ", close));
    figure.querySelector(".xf-live").after(card);
    card.focus({ preventScroll: true });
    card.scrollIntoView({ block: "nearest" });
  };
  /* A number in the text that stands for a mark lights it in its figure, and dims the others, while the pointer or the
     focus is on it. Marks are known by the rows they were drawn from, exhibits in words by `data-key`. */
  const is = (value, wanted) => String(value) === wanted // days are kept as moments in a drawn row
    || (/^\d{4}-\d\d-\d\d$/.test(wanted) && (value instanceof Date || typeof value === "number")
      && new Date(value).toISOString().startsWith(wanted));
  const holds = (row, wanted) => wanted.every(([column, value]) => (
    column ? is(row[column], value) : Object.values(row).some((one) => is(one, value))
  ));
  const rowOf = (element) => {
    const item = Array.isArray(element.__data__) ? element.__data__[0] : element.__data__;
    return item && item.datum;
  };
  const lights = (link, on) => {
    const figure = document.getElementById(link.hash.slice(1));
    if (!figure) return;
    const wanted = link.dataset.mark.split(",").map((part) => {
      const at = part.lastIndexOf("=");
      return [part.slice(0, Math.max(at, 0)), part.slice(at + 1)];
    });
    const keyed = [...figure.querySelectorAll("[data-key]")].map((e) => [e, { key: e.dataset.key }]);
    const drawn = [...figure.querySelectorAll(".xf-live svg .role-mark > :not(g)")].map((e) => [e, rowOf(e)]);
    const marks = [...keyed, ...drawn].filter(([, row]) => row);
    const hit = new Set(marks.filter(([, row]) => holds(row, wanted)).map(([e]) => e));
    if (!hit.size) return;
    const columns = new Set(wanted.map(([column]) => column).filter(Boolean));
    const alike = (row) => ([...columns].every((column) => column in row)); // what has no such column is no rival
    for (const [element, row] of marks) element.classList.toggle("dim", on && !hit.has(element) && alike(row));
    for (const element of hit) element.classList.toggle("is-lit", on);
  };
  for (const link of document.querySelectorAll("a.lit")) {
    for (const [on, names] of [[true, ["pointerenter", "focus"]], [false, ["pointerleave", "blur"]]]) {
      for (const name of names) link.addEventListener(name, () => lights(link, on));
    }
    link.addEventListener("keydown", (event) => { if (event.key === "Escape") lights(link, false); });
  }

  addEventListener("click", (event) => {
    const item = event.target.__data__; // what Vega drew the mark from; its link is followed outside the page's reach
    const mark = Array.isArray(item) ? item[0] : item;
    const figure = event.target.closest && event.target.closest("figure.xf");
    const row = figure && mark && typeof mark.href === "string" && mark.href.startsWith("#") ? named(mark.href) : null;
    if (!row || row.tagName !== "TR") return;
    event.stopPropagation();
    event.preventDefault();
    show(figure, row);
  }, true);
})();
