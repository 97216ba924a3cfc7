/* Brings charts to life when they come near the viewport. The static picture stays until the live chart is ready.
   Specs were compiled to Vega when the book was built; each step runs in a task of its own, so that the page answers. */
(() => {
  "use strict";
  const here = document.currentScript.src;
  const BREAK = parseFloat(getComputedStyle(document.documentElement).getPropertyValue("--x-break"));
  let loading = null;

  const breath = () => new Promise((resolve) => { setTimeout(resolve); });

  const runtime = () => {
    loading = loading || new Promise((resolve, reject) => {
      if (window.vega) { resolve(); return; }
      const asked = document.getElementById("chart-runtime"); // page.js has asked for it already
      const script = asked || document.createElement("script");
      script.addEventListener("load", resolve);
      script.addEventListener("error", () => reject(new Error("vega.js cannot be loaded")));
      if (asked) return;
      script.src = new URL("vega.js", here).href;
      document.head.append(script);
    });
    return loading;
  };

  /* The specs of a chart, `figures/<id>.js`: a script, which a page on a disk may load too. */
  const specs = {};
  const specOf = (id) => {
    specs[id] = specs[id] || new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.onload = () => resolve(window.bookCharts[id]);
      script.onerror = () => reject(new Error(`figures/${id}.js cannot be loaded`));
      script.src = new URL(`../figures/${id}.js`, here).href;
      document.head.append(script);
    });
    specs[id].catch(() => {}); // said when the chart is wanted
    return specs[id];
  };

  const sizeOf = (figure) => (figure.clientWidth < BREAK ? "narrow" : "wide");

  /* Inputs: what they say, what they said at first, and how they are set; a value that an input cannot have is let be. */
  const inputsOf = (figure) => [...figure.querySelectorAll("[data-signal]")];
  const opening = (input) => {
    if (input.tagName === "SELECT") return ([...input.options].find((o) => o.defaultSelected) || input.options[0]).value;
    return input.type === "checkbox" ? String(input.defaultChecked) : input.defaultValue;
  };
  const now = (input) => (input.type === "checkbox" ? String(input.checked) : input.value);
  const put = (input, text) => {
    if (input.type === "checkbox") input.checked = text === "true";
    else if (input.tagName === "SELECT") {
      if ([...input.options].some((o) => o.value === text)) input.value = text;
    } else if (text.trim() !== "" && Number.isFinite(+text)) input.value = text; // the browser keeps it in its range
  };
  /* The present setting in the permalink and at the presets; `write` puts it into the page's address too. */
  const keep = (figure, write) => {
    const changed = inputsOf(figure).filter((i) => now(i) !== opening(i)).map((i) => [i.dataset.signal, now(i)]);
    const view = new URLSearchParams(changed);
    for (const link of figure.querySelectorAll(".xf-foot a")) {
      const to = link.getAttribute("href");
      if (to === `#${figure.id}` || to.startsWith(`#${figure.id}?`)) link.href = `#${figure.id}${changed.length ? `?${view}` : ""}`;
    }
    for (const button of figure.querySelectorAll("[data-state]")) {
      button.setAttribute("aria-pressed", String(button.dataset.state === String(view)));
    }
    if (write) window.bookViews.keep(figure.id, view);
  };
  const set = (figure, values, write) => { // inputs that are not named go back to their opening value
    for (const input of inputsOf(figure)) {
      put(input, opening(input));
      const text = values.get(input.dataset.signal);
      if (text !== null) put(input, text);
      if (input.oninput) input.oninput({ write: false });
    }
    keep(figure, write);
    figure.dispatchEvent(new Event("set")); // lists that follow the figure's inputs
  };

  const connect = (figure, view) => {
    const inputs = inputsOf(figure);
    const named = inputs.length && !figure._read && window.bookViews.of(figure.id);
    figure._read = true;
    for (const input of inputs) {
      const name = input.dataset.signal;
      const read = () => (input.type === "checkbox" ? input.checked : input.type === "range" ? +input.value : input.value);
      const echo = () => {
        const out = figure.querySelector(`output[data-for="${input.id}"]`);
        if (out) out.textContent = input.value + (out.dataset.unit || "");
      };
      input.disabled = false;
      view.signal(name, read());
      input.oninput = (event) => {
        echo();
        view.signal(name, read()).runAsync();
        if (event.write !== false) keep(figure, true);
      };
    }
    if (named) set(figure, named, false);
    for (const button of figure.querySelectorAll("[data-reset], [data-state]")) {
      button.disabled = false;
      button.onclick = () => set(figure, new URLSearchParams(button.dataset.state || ""), true);
    }
    const said = [...figure.querySelectorAll("[data-sentence]")].map((place) => {
      const name = place.dataset.sentence;
      const write = (_, text) => { if (text) place.textContent = text; };
      view.addSignalListener(name, write);
      return () => write(name, view.signal(name));
    });
    return view.runAsync().then(() => { for (const now of said) now(); });
  };

  /* One box for all charts: over the pointer or the finger, never off the screen. Once the pointer has rested on a mark
     the box stands still and stays while the pointer is in it; before, it lets a passing pointer through to the marks
     under it. Escape, a scroll or a tap elsewhere puts it away. */
  const [EDGE, REST] = [8, 300];
  let writer = null, box = null, shown = null, before = null, refused = null, timer = 0, rest = 0, touch = false;
  const hide = () => {
    clearTimeout(timer);
    clearTimeout(rest);
    shown = null;
    if (box) box.classList.remove("visible", "solid");
  };
  const leave = () => { clearTimeout(timer); timer = setTimeout(hide, 250); };
  const place = (x, y) => {
    const [wide, high] = [document.documentElement.clientWidth, innerHeight];
    const gap = touch ? 24 : 10;
    const within = (value, most) => Math.max(EDGE, Math.min(value, most - EDGE));
    box.style.left = box.style.top = "0px"; // measured where it has the whole width
    const { width, height } = box.getBoundingClientRect();
    const over = y - height - gap;
    const under = y + gap + height + EDGE > high ? within(y < high / 2 ? y + gap : over, high - height) : y + gap;
    box.style.left = `${within(x - width / 2, wide - width)}px`;
    box.style.top = `${over < EDGE ? under : over}px`;
  };
  const tell = (handler, event, item, value) => {
    if (value == null || value === "") {
      refused = null;
      if (!touch && !(box && box.matches(":hover"))) leave();
      return;
    }
    if (item === refused) return;
    if (event.pointerType) touch = event.pointerType === "touch";
    clearTimeout(timer);
    if (item === shown) {
      if (!box.classList.contains("solid")) place(event.clientX, event.clientY);
      return;
    }
    writer = writer || new window.vega.Handler({ theme: "page", disableDefaultStyle: true });
    writer.call(handler, event, item, value);
    if (!box) {
      box = document.getElementById("vg-tooltip-element");
      box.addEventListener("pointerenter", () => clearTimeout(timer));
      box.addEventListener("pointerleave", (left) => { if (left.pointerType !== "touch") leave(); });
    }
    shown = item;
    clearTimeout(rest);
    box.classList.remove("solid");
    rest = setTimeout(() => box.classList.add("solid"), REST);
    place(event.clientX, event.clientY);
  };
  const marked = (target) => {
    const item = target && target.__data__;
    return Array.isArray(item) ? item[0] : item;
  };
  const tapped = (host, event) => { // the mark under the finger, or the nearest one beside it
    for (const reach of [0, 8, 16]) for (let turn = 0; turn < (reach ? 8 : 1); turn += 1) {
      const [x, y] = [reach * Math.cos(turn * Math.PI / 4), reach * Math.sin(turn * Math.PI / 4)];
      const target = document.elementFromPoint(event.clientX + x, event.clientY + y);
      const item = target && host.contains(target) && marked(target);
      if (item && item.tooltip != null) return item;
    }
    return null;
  };
  const tap = (host) => (event) => {
    const item = touch && tapped(host, event);
    if (!item || item === before) return; // a second tap follows the link of a mark
    event.preventDefault();
    event.stopPropagation();
    tell(null, event, item, item.tooltip);
  };
  addEventListener("pointerdown", (event) => {
    touch = event.pointerType === "touch";
    if (!touch || (box && box.contains(event.target))) return;
    before = shown;
    hide();
  }, true);
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !shown) return;
    refused = shown;
    hide();
  });
  addEventListener("scroll", (event) => { if (event.target !== box) hide(); }, { capture: true, passive: true });

  /* Rows of a data set, of which the spec has columns. */
  const rowsOf = (columns, places) => {
    const fields = Object.keys(places);
    return columns[places[fields[0]]].map((_, row) => {
      const made = {};
      for (const field of fields) made[field] = columns[places[field]][row];
      return made;
    });
  };
  /* A part of a spec, with what it shares with other parts in its place. */
  const whole = (part, shared) => {
    if (part === null || typeof part !== "object") return part;
    if (Array.isArray(part)) return part.map((one) => whole(one, shared));
    if ("$" in part) return whole(shared[part.$], shared);
    return Object.fromEntries(Object.entries(part).map(([key, one]) => [key, whole(one, shared)]));
  };
  /* On a figure's own page a place of its chapter, such as `#ev-1`, is an address that leads there. */
  const lead = (view, page) => {
    const loader = view.loader();
    const sanitize = loader.sanitize;
    loader.sanitize = (to, options) => sanitize.call(loader, page && to.startsWith("#") ? page + to : to, options);
  };

  const viewOf = async (packed, size, host, page) => {
    const { View, parse, expressionInterpreter } = window.vega;
    const spec = whole(packed[size], packed.shared);
    for (const set of spec.data) {
      if (set.values && !Array.isArray(set.values)) set.values = rowsOf(packed.columns, set.values);
    }
    const flow = parse(spec, {}, { ast: true });
    await breath();
    const view = new View(flow, { renderer: "svg", expr: expressionInterpreter });
    lead(view, page);
    await breath();
    await view.runAsync(); // works out what is drawn, without a place to draw it
    await breath();
    view.tooltip(tell);
    host.addEventListener("click", tap(host), true);
    view.initialize(host);
    if (!matchMedia("(prefers-reduced-motion: reduce)").matches) view.hover();
    await breath();
    return view;
  };

  const hydrate = async (figure) => {
    if (figure._size === sizeOf(figure)) return;
    const live = figure.querySelector(".xf-live");
    const host = document.createElement("div");
    host.className = "xf-host";
    try {
      const [text] = await Promise.all([specOf(figure.id), runtime()]);
      await breath();
      const size = sizeOf(figure);
      figure._size = size;
      const packed = JSON.parse(text);
      live.append(host);
      if (figure._view) { hide(); figure._view.finalize(); }
      figure._view = await viewOf(packed, size, host, live.dataset.page);
      await connect(figure, figure._view);
      await breath();
      live.replaceChildren(host);
      figure.dataset.size = size;
      const picture = figure.querySelector(".xf-picture");
      const svg = host.querySelector("svg");
      const still = picture.querySelector(`.xf-${size} svg`);
      if (svg && still) svg.style.maxWidth = still.style.maxWidth;
      host.setAttribute("role", "img");
      host.setAttribute("aria-label", picture.getAttribute("aria-label"));
      if (svg) svg.setAttribute("aria-hidden", "true");
      live.hidden = false;
      picture.hidden = true;
      figure.classList.add("is-live");
      if (sizeOf(figure) !== size) wake(figure); // it was made wider or narrower meanwhile
    } catch (error) {
      host.remove();
      console.error(`chart ${figure.id}: ${error.message}`);
    }
  };

  let queue = Promise.resolve();
  const wake = (figure) => {
    specOf(figure.id);
    queue = queue.then(() => hydrate(figure));
  };

  const figures = [...document.querySelectorAll("figure.xf")];
  const near = new IntersectionObserver((entries) => {
    for (const entry of entries) if (entry.isIntersecting) wake(entry.target);
  }, { rootMargin: "300px 0px" });
  const soon = new IntersectionObserver((entries) => {
    for (const entry of entries) if (entry.isIntersecting) specOf(entry.target.id);
  }, { rootMargin: "1500px 0px" });
  const resized = new ResizeObserver((entries) => {
    for (const entry of entries) if (entry.target.classList.contains("is-live")) wake(entry.target);
  });
  const begin = () => {
    for (const figure of figures) { near.observe(figure); resized.observe(figure); }
    // a reader who moves will come to a chart: its script is there before
    const moves = ["scroll", "pointerdown", "keydown"];
    const ready = () => {
      for (const move of moves) removeEventListener(move, ready);
      runtime().catch(() => {}); // said when a chart wants it
      for (const figure of figures) soon.observe(figure);
    };
    if (figures.length) for (const move of moves) addEventListener(move, ready, { passive: true });
  };
  addEventListener("hashchange", () => {
    for (const figure of figures) {
      const view = figure._read && window.bookViews.of(figure.id);
      if (view) set(figure, view, false);
    }
  });
  requestAnimationFrame(() => setTimeout(begin)); // the still pictures are painted before anything is asked for
})();
