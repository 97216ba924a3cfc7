/* Tables that sort and filter; everything they show is in the page without this script. */
(() => {
  "use strict";
  const number = (text) => {
    const value = Number(text.replace(/[,\s%]/g, ""));
    return text.trim() !== "" && Number.isFinite(value) ? value : null;
  };

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

  const reveal = () => {
    const id = decodeURIComponent(location.hash.slice(1));
    const target = id && document.getElementById(id);
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
    document.querySelectorAll("figure.xf .xf-more").forEach((d) => { d.open = true; });
  });
  addEventListener("afterprint", () => { if (shown) root.dataset.theme = shown; });
})();
