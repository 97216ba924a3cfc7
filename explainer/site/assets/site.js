/* Tables that sort and filter; everything they show is in the page without this script. */
(() => {
  "use strict";
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
    function apply() {
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
  };

  for (const table of document.querySelectorAll("table[data-sortable]")) setTimeout(sortable, 0, table);

  // a fragment is anything that a reader may type: `#100%` is no text that could be decoded
  const named = (hash) => {
    const id = hash.slice(1);
    let decoded = id;
    try { decoded = decodeURIComponent(id); } catch (error) { /* then it stands for itself */ }
    return id ? document.getElementById(id) || document.getElementById(decoded) : null;
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
  // the lines that embed a figure name the site; where it was built without its address, that is where it is open
  for (const place of document.querySelectorAll("[data-site]")) {
    place.textContent = new URL(place.dataset.site || ".", location.href.split(/[?#]/)[0]).href;
  }
})();
