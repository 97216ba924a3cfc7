/* Color mode, search box, side panels and the mark in the table of contents: what the stock theme's scripts do on these
   pages, without Bootstrap, without storage beyond the color mode, and without measuring the page element by element. */
window.SPHINX_HIGHLIGHT_ENABLED = false; // the search page would store the words looked for

/* Where a chart stands near the head of a page, the script that draws charts is asked for while the page is laid out:
   the style sheets have come by then, and the network has nothing else to do. */
(({ charts }) => {
  if (!charts) return;
  const script = Object.assign(document.createElement("script"), { id: "chart-runtime", fetchPriority: "low", src: charts });
  script.onerror = () => script.remove(); // charts.js asks again and says so
  document.head.append(script);
})(document.currentScript.dataset);

addEventListener("DOMContentLoaded", () => {
  "use strict";
  const root = document.documentElement;
  const $ = (selector) => document.querySelector(selector);

  const night = matchMedia("(prefers-color-scheme: dark)");
  const paint = () => {
    const mode = root.dataset.mode;
    root.dataset.theme = mode === "auto" ? (night.matches ? "dark" : "light") : mode;
    for (const button of document.querySelectorAll(".theme-switch-button")) {
      button.setAttribute("aria-label", `Color mode: ${mode}`);
      button.title = `Color mode: ${mode}`;
    }
  };
  night.addEventListener("change", paint);
  for (const button of document.querySelectorAll(".theme-switch-button")) {
    button.addEventListener("click", () => {
      const order = night.matches ? ["auto", "light", "dark"] : ["auto", "dark", "light"];
      root.dataset.mode = order[(order.indexOf(root.dataset.mode) + 1) % order.length];
      try { localStorage.setItem("mode", root.dataset.mode); } catch (error) { /* barred: it holds for this page */ }
      paint();
    });
  }
  paint();

  const outside = (dialog) => dialog.addEventListener("click", (event) => {
    const box = dialog.getBoundingClientRect();
    const inside = event.clientX >= box.left && event.clientX <= box.right
      && event.clientY >= box.top && event.clientY <= box.bottom;
    if (!inside && event.target === dialog) dialog.close();
  });

  const search = $("#pst-search-dialog");
  const ask = () => {
    const field = $(".bd-search-container input[name=q]");
    if (field) field.focus(); else if (search.open) search.close(); else search.showModal();
  };
  if (search) {
    outside(search);
    for (const button of document.querySelectorAll(".search-button__button")) button.addEventListener("click", ask);
    const mac = /^(Mac|iP)/.test(navigator.platform);
    if (mac) for (const key of document.querySelectorAll(".kbd-shortcut__modifier")) {
      if (key.textContent === "Ctrl") key.textContent = "⌘";
    }
    addEventListener("keydown", (event) => {
      if (!event.key || event.key.toLowerCase() !== "k" || event.shiftKey || event.altKey) return;
      if (mac ? !event.metaKey || event.ctrlKey : !event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      ask();
    });
  }

  const move = (from, to) => {
    to.append(...from.childNodes);
    to.classList.add(...from.classList);
    from.className = "";
  };
  for (const name of ["primary", "secondary"]) {
    const [button, bar, dialog] = [$(`.${name}-toggle`), $(`#pst-${name}-sidebar`), $(`#pst-${name}-sidebar-modal`)];
    if (!button || !bar || !dialog) continue;
    outside(dialog);
    button.addEventListener("click", () => {
      if (name === "primary" && matchMedia("(min-width: 992px)").matches) {
        button.setAttribute("aria-expanded", String(!bar.classList.toggle("pst-sidebar-hidden")));
        return;
      }
      move(bar, dialog);
      dialog.showModal();
    });
    dialog.addEventListener("click", (event) => { if (event.target.closest("a[href^='#']")) dialog.close(); });
    dialog.addEventListener("close", () => move(dialog, bar));
  }

  const entries = new Map();
  for (const link of document.querySelectorAll("#pst-page-toc-nav a[href^='#']")) {
    const id = link.getAttribute("href").slice(1); // as the generator wrote it: an id, not an address to decode
    const part = document.getElementById(id);
    if (part) entries.set(part, link);
  }
  const inView = new Set();
  const seen = new IntersectionObserver((changes) => {
    for (const { target, isIntersecting } of changes) if (isIntersecting) inView.add(target); else inView.delete(target);
    const last = [...entries.keys()].filter((part) => inView.has(part)).pop();
    for (const [part, link] of entries) {
      link.classList.toggle("active", part === last);
      link.closest(".toc-entry").classList.toggle("active", part === last);
      if (part === last) link.setAttribute("aria-current", "true"); else link.removeAttribute("aria-current");
    }
  }, { rootMargin: "0px 0px -70% 0px" });
  for (const part of entries.keys()) seen.observe(part);
});
