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

  // either apostrophe and either quotation mark finds both
  const plain = (text) => text.toLowerCase().replace(/[\u2018\u2019]/g, "'").replace(/[\u201c\u201d]/g, '"');
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
      const words = plain(input.value).split(/\s+/).filter(Boolean);
      let count = 0;
      for (const row of rows) {
        const text = plain(row.textContent);
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

  /* Choices that the style sheet alone makes work, such as a language: with a script the address keeps them too. */
  for (const group of document.querySelectorAll("fieldset[data-keep]")) {
    const [figure, name] = [group.closest("figure[id]"), group.dataset.keep];
    const all = figure ? [...group.querySelectorAll("input[type=radio]")] : [];
    const link = figure && figure.querySelector("a.xf-here");
    const view = () => new URLSearchParams(all.filter((one) => one.checked && !one.defaultChecked).map((one) => [name, one.value]));
    const point = () => { if (link) link.href = `#${figure.id}${String(view()) && `?${view()}`}`; };
    const restore = () => {
      const kept = all.length && window.bookViews.of(figure.id);
      const wanted = kept && all.find((one) => one.value === kept.get(name));
      if (wanted) wanted.checked = true;
      point();
    };
    for (const one of all) one.addEventListener("change", () => { window.bookViews.keep(figure.id, view()); point(); });
    addEventListener("hashchange", restore);
    restore();
  }

  const reveal = () => {
    const target = named(location.hash);
    for (let part = target; part; part = part.parentElement) if (part.tagName === "DETAILS") part.open = true;
    if (target) target.scrollIntoView();
  };
  addEventListener("hashchange", reveal);
  reveal();
  const root = document.documentElement;
  let shown = null;
  let folded = [];
  addEventListener("beforeprint", () => {
    shown = root.dataset.theme;
    root.dataset.theme = "light"; // paper is white
    folded = [...document.querySelectorAll("details.xc-rest:not([open]), details.xd:not([open])")];
    for (const fold of folded) fold.open = true; // and hides nothing
  });
  addEventListener("afterprint", () => {
    if (shown) root.dataset.theme = shown;
    for (const fold of folded) fold.open = false;
  });

  /* A list of cards and the chart whose marks they stand for: one choice of filters, in whichever place it is made. */
  const decks = new Map();
  const tie = (deck) => {
    const figure = deck.dataset.of ? document.getElementById(deck.dataset.of) : null;
    const cards = [...deck.querySelectorAll(".xc-card")];
    const own = [...deck.querySelectorAll("select[data-signal]")];
    const [words, said, rest] = ["input[type=search]", "output", ".xc-rest"].map((name) => deck.querySelector(name));
    let before = null; // whether the fold was open before a filter opened it
    const apply = () => {
      const terms = plain(words.value).split(/\s+/).filter(Boolean);
      const chosen = own.filter((select) => select.selectedIndex > 0);
      const filtered = terms.length > 0 || chosen.length > 0;
      let count = 0;
      for (const card of cards) {
        const text = terms.length ? plain(card.textContent) : "";
        const keep = chosen.every((select) => card.dataset[select.dataset.signal] === select.value)
          && terms.every((term) => text.includes(term));
        card.hidden = !keep;
        count += keep;
      }
      for (const group of deck.querySelectorAll(".xc-group")) group.hidden = !group.querySelector(".xc-card:not([hidden])");
      if (rest && filtered !== (before !== null)) {
        if (filtered) [before, rest.open] = [rest.open, true]; else [rest.open, before] = [before, null];
      }
      deck.toggleAttribute("data-filtered", filtered);
      const { one, many } = deck.dataset;
      said.textContent = !filtered ? `${count} ${many}`
        : count ? `${count} of ${cards.length} ${many}` : `No ${one} matches. Widen a filter to see ${many} again.`;
    };
    for (const select of own) {
      const twin = figure && figure.querySelector(`select[data-signal="${select.dataset.signal}"]`);
      select.disabled = false;
      select.addEventListener("input", () => {
        if (twin) { twin.value = select.value; twin.dispatchEvent(new Event("input")); }
        apply();
      });
      const follow = () => { select.value = twin.value; apply(); };
      if (twin) { twin.addEventListener("input", follow); figure.addEventListener("set", follow); }
    }
    words.addEventListener("input", apply);
    decks.set(deck.id, () => cards.filter((card) => !card.hidden));
  };
  for (const deck of document.querySelectorAll(".xc")) tie(deck);

  /* A mark opens its card below the chart, where the reader stays; from there the others that are shown can be read. */
  const button = (text, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = text;
    made.addEventListener("click", act);
    return made;
  };
  const point = (figure, id) => { // the chart marks what is read, if it has a parameter for it
    if (!figure._view) return;
    try { figure._view.signal("pick", id).runAsync(); } catch (error) { /* it has none */ }
  };
  const open = (figure, first) => {
    const old = figure.querySelector(".xf-card");
    if (old) old.remove();
    const all = decks.get(first.closest(".xc").id)();
    const box = document.createElement("div");
    box.className = "xf-card";
    box.tabIndex = -1;
    box.setAttribute("role", "region");
    box.setAttribute("aria-label", "The entry that was chosen");
    const [text, foot] = [document.createElement("div"), document.createElement("p")];
    text.setAttribute("aria-live", "polite");
    const place = document.createElement("span");
    const link = document.createElement("a");
    link.textContent = "In the list";
    let at = all.indexOf(first);
    const tell = () => {
      const card = all[at] || first;
      text.replaceChildren(...[...card.children].map((part) => part.cloneNode(true)));
      place.textContent = at < 0 ? "" : ` ${at + 1} of ${all.length} `;
      [back.disabled, on.disabled] = [at <= 0, at < 0 || at + 1 >= all.length];
      link.href = `#${card.id}`;
      box.style.cssText = card.style.cssText;
      point(figure, card.id);
    };
    const step = (by) => () => { at += by; tell(); };
    const [back, on] = [button("Previous", step(-1)), button("Next", step(1))];
    const close = button("Close", () => { box.remove(); point(figure, ""); });
    foot.className = "foot";
    foot.append(back, place, on, link, close);
    box.append(text, foot);
    tell();
    figure.querySelector(".xf-live").after(box);
    box.focus({ preventScroll: true });
    box.scrollIntoView({ block: "nearest" });
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
    const card = figure && mark && typeof mark.href === "string" && mark.href.startsWith("#") ? named(mark.href) : null;
    if (!card || !card.classList.contains("xc-card")) return;
    event.stopPropagation();
    event.preventDefault();
    open(figure, card);
  }, true);
  for (const walk of document.querySelectorAll("[data-walk]")) {
    const left = decks.get(walk.dataset.walk);
    if (!left) continue;
    walk.disabled = false;
    walk.addEventListener("click", () => { const [first] = left(); if (first) open(walk.closest("figure.xf"), first); });
  }
})();

/* The lines that embed a figure name the site; where it was built without its address, that is where it is open. */
for (const place of document.querySelectorAll("[data-site]")) {
  place.textContent = new URL(place.dataset.site || ".", location.href.split(/[?#]/)[0]).href;
}
