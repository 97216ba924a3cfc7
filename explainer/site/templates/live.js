/* The preview's own script, put into pages by `explainer/site/live_server.py` when it serves them: the page is loaded
   again where the reader stands, and what is wrong lies over the last good page. */
(() => {
  "use strict";
  const { version } = document.currentScript.dataset;
  const PLACE = "preview: place";
  const MARKS = "article [id], article p, article figure, article table, article pre, article li";

  /* Where the reader stands: the first piece of the page in view, by its number, and how far it is from the top. */
  const keep = () => {
    const all = [...document.querySelectorAll(MARKS)];
    const at = all.findIndex((one) => one.getBoundingClientRect().bottom > 0);
    const top = at < 0 ? 0 : all[at].getBoundingClientRect().top;
    sessionStorage.setItem(PLACE, JSON.stringify({ path: location.pathname, at, top, y: scrollY, count: all.length }));
  };
  const restore = () => {
    const kept = JSON.parse(sessionStorage.getItem(PLACE) || "null");
    sessionStorage.removeItem(PLACE);
    if (!kept || kept.path !== location.pathname || location.hash) return;
    let going = true;
    for (const move of ["wheel", "touchmove", "keydown", "pointerdown"]) {
      addEventListener(move, () => { going = false; }, { once: true, passive: true });
    }
    const put = () => {
      if (!going) return;
      const all = document.querySelectorAll(MARKS);
      const mark = all.length === kept.count && all[kept.at];
      const y = mark ? scrollY + mark.getBoundingClientRect().top - kept.top : kept.y;
      if (Math.abs(y - scrollY) > 1) scrollTo({ top: y, behavior: "instant" });
    };
    put();
    addEventListener("load", () => { for (const wait of [0, 50, 200, 500]) setTimeout(put, wait); });
  };
  if ("scrollRestoration" in history) history.scrollRestoration = "auto";
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", restore); else restore();

  let box = null;
  const tell = (fault, busy) => {
    if (!fault) {
      if (box) box.remove();
      box = null;
      return;
    }
    if (!box) {
      box = document.createElement("div");
      box.id = "preview-fault";
      const root = box.attachShadow({ mode: "open" });
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(`
        section { position: fixed; inset: auto 0 0 0; z-index: 2147483647; max-height: 60vh; overflow: auto;
          box-sizing: border-box; padding: 1rem 1.5rem 1.25rem; color: #fff; background: #3b0d0d;
          border-top: 4px solid #ff8a80; font: 15px/1.5 system-ui, sans-serif; }
        h2 { margin: 0 0 .4rem; font-size: 1rem; } p { margin: 0 0 .3rem; white-space: pre-wrap; overflow-wrap: anywhere; }
        p:first-of-type { font: 14px/1.5 ui-monospace, monospace; } small { opacity: .85; }`);
      root.adoptedStyleSheets = [sheet];
      const section = document.createElement("section");
      section.setAttribute("role", "alert");
      root.append(section);
      document.body.append(box);
    }
    const section = box.shadowRoot.querySelector("section");
    const written = (name, text) => Object.assign(document.createElement(name), { textContent: text });
    section.replaceChildren(
      written("h2", "Not built"), ...fault.map((text) => written("p", text)),
      written("small", busy ? "Building again …" : "This page is the last good one. It is loaded again when the fault is mended."));
  };

  const news = new EventSource(`/.live/news?page=${encodeURIComponent(location.pathname)}`);
  news.onmessage = (event) => {
    const said = JSON.parse(event.data);
    if (said.version !== version) {
      news.close();
      keep();
      location.reload();
    } else if (document.body) tell(said.fault, said.busy);
    else addEventListener("DOMContentLoaded", () => tell(said.fault, said.busy));
  };
  addEventListener("pagehide", () => news.close());
})();
