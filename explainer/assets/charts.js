/* Brings charts to life when they come near the viewport. The static picture stays until the live chart is ready.
   Specs were compiled to Vega when the book was built; each step runs in a task of its own, so that the page answers. */
(() => {
  "use strict";
  const here = document.currentScript.src;
  const BREAK = 540;
  let loading = null;

  const breath = () => new Promise((resolve) => { setTimeout(resolve); });

  const runtime = () => {
    loading = loading || new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = new URL("vega.js", here).href;
      script.onload = resolve;
      script.onerror = () => reject(new Error("vega.js cannot be loaded"));
      document.head.append(script);
    });
    return loading;
  };

  const sizeOf = (figure) => (figure.clientWidth < BREAK ? "narrow" : "wide");

  const connect = (figure, view) => {
    for (const input of figure.querySelectorAll("[data-signal]")) {
      const name = input.dataset.signal;
      const read = () => (input.type === "checkbox" ? input.checked : input.type === "range" ? +input.value : input.value);
      const echo = () => {
        const out = figure.querySelector(`output[data-for="${input.id}"]`);
        if (out) out.textContent = input.value + (out.dataset.unit || "");
      };
      input.disabled = false;
      view.signal(name, read());
      input.oninput = () => { echo(); view.signal(name, read()).runAsync(); };
    }
    for (const button of figure.querySelectorAll("[data-reset]")) {
      button.disabled = false;
      button.onclick = () => {
        for (const input of figure.querySelectorAll("[data-signal]")) {
          if (input.tagName === "SELECT") {
            input.selectedIndex = [...input.options].findIndex((o) => o.defaultSelected);
            if (input.selectedIndex < 0) input.selectedIndex = 0;
          } else if (input.type === "checkbox") input.checked = input.defaultChecked;
          else input.value = input.defaultValue;
          input.dispatchEvent(new Event("input"));
        }
      };
    }
    const said = [...figure.querySelectorAll("[data-sentence]")].map((place) => {
      const name = place.dataset.sentence;
      const write = (_, text) => { if (text) place.textContent = text; };
      view.addSignalListener(name, write);
      return () => write(name, view.signal(name));
    });
    return view.runAsync().then(() => { for (const now of said) now(); });
  };

  const viewOf = async (packed, size, host) => {
    const { View, parse, expressionInterpreter, Handler } = window.vega;
    const spec = packed[size];
    for (const set of spec.data) if (typeof set.values === "number") set.values = packed.rows[set.values];
    const flow = parse(spec, {}, { ast: true });
    await breath();
    const view = new View(flow, { renderer: "svg", expr: expressionInterpreter });
    view.tooltip(new Handler({ theme: "page", disableDefaultStyle: true }).call);
    view.initialize(host);
    if (!matchMedia("(prefers-reduced-motion: reduce)").matches) view.hover();
    await breath();
    return view;
  };

  const hydrate = async (figure) => {
    const size = sizeOf(figure);
    if (figure._size === size) return;
    figure._size = size;
    const live = figure.querySelector(".xf-live");
    const host = document.createElement("div");
    host.className = "xf-host";
    try {
      await runtime();
      await breath();
      const packed = JSON.parse(figure.querySelector(".xf-spec").textContent);
      live.append(host);
      if (figure._view) figure._view.finalize();
      figure._view = await viewOf(packed, size, host);
      await connect(figure, figure._view);
      await breath();
      live.replaceChildren(host);
      figure.dataset.size = size;
      const picture = figure.querySelector(".xf-picture");
      const svg = host.querySelector("svg");
      host.setAttribute("role", "img");
      host.setAttribute("aria-label", picture.getAttribute("aria-label"));
      if (svg) svg.setAttribute("aria-hidden", "true");
      live.hidden = false;
      picture.hidden = true;
      figure.classList.add("is-live");
    } catch (error) {
      host.remove();
      console.error(`chart ${figure.id}: ${error.message}`);
    }
  };

  let queue = Promise.resolve();
  const wake = (figure) => { queue = queue.then(() => hydrate(figure)); };

  const figures = [...document.querySelectorAll("figure.xf:not(.xf-copy)")];
  const near = new IntersectionObserver((entries) => {
    for (const entry of entries) if (entry.isIntersecting) wake(entry.target);
  }, { rootMargin: "300px 0px" });
  const resized = new ResizeObserver((entries) => {
    for (const entry of entries) if (entry.target.classList.contains("is-live")) wake(entry.target);
  });
  const begin = () => { for (const figure of figures) { near.observe(figure); resized.observe(figure); } };
  requestAnimationFrame(() => setTimeout(begin)); // the still pictures are painted before anything is asked for
})();
