/* A figure on a page of its own: its color mode (`?theme=dark` where the page around it has one), and, in a frame, its
   height, told to that page whenever it changes and whenever it asks. Nothing but the height is told. */
(() => {
  "use strict";
  const root = document.documentElement;
  const night = matchMedia("(prefers-color-scheme: dark)");
  const asked = new URLSearchParams(location.search).get("theme");
  if (asked === "light" || asked === "dark") root.dataset.mode = root.dataset.theme = asked;
  night.addEventListener("change", () => {
    if (root.dataset.mode === "auto") root.dataset.theme = night.matches ? "dark" : "light";
  });
  if (parent === window) return;
  root.classList.add("framed");
  document.querySelector("base").target = "_blank"; // the article stays open
  addEventListener("DOMContentLoaded", () => {
    const tell = () => parent.postMessage({ figureHeight: Math.ceil(document.body.getBoundingClientRect().height) }, "*");
    new ResizeObserver(tell).observe(document.body);
    addEventListener("message", (event) => { if (event.source === parent && event.data === "figureHeight") tell(); });
  });
})();
