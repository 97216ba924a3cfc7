/* For every text of every live chart: its contrast with what is painted under its middle. Returns [count, faults]. */
() => {
  const parse = (text) => { const m = text.match(/[\d.]+/g).map(Number); return [m.slice(0, 3), m[3] ?? 1]; };
  const over = (top, alpha, under) => under.map((u, i) => top[i] * alpha + u * (1 - alpha));
  const light = (color) => {
    const [r, g, b] = color.map((v) => v / 255).map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one, two) => {
    const [high, low] = [light(one), light(two)].sort((p, q) => q - p);
    return (high + 0.05) / (low + 0.05);
  };
  const opacity = (element) => {
    let whole = 1;
    for (let e = element; e && e.tagName !== "svg"; e = e.parentElement) whole *= +getComputedStyle(e).opacity;
    return whole;
  };
  const ground = parse(getComputedStyle(document.body).backgroundColor)[0];
  const faults = [];
  let count = 0;
  for (const figure of document.querySelectorAll("figure.xf.is-live")) {
    const painted = [];
    for (const element of figure.querySelectorAll(".xf-live svg :is(path, rect, circle, text)")) {
      const style = getComputedStyle(element);
      if (style.fill === "none" || style.visibility === "hidden") continue;
      const [fill, clear] = parse(style.fill);
      const alpha = clear * +style.fillOpacity * opacity(element);
      const box = element.getBoundingClientRect();
      if (alpha < 0.02) continue;
      if (element.tagName !== "text") {
        painted.push({ element, fill, alpha, box, back: element.getScreenCTM().inverse() });
        continue;
      }
      if (!element.textContent.trim() || !box.width) continue;
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
      let under = ground;
      for (const one of painted) {
        if (x < one.box.left || x > one.box.right || y < one.box.top || y > one.box.bottom) continue;
        if (one.element.isPointInFill(new DOMPoint(x, y).matrixTransform(one.back))) under = over(one.fill, one.alpha, under);
      }
      const found = contrast(over(fill, alpha, under), under);
      const [size, bold] = [parseFloat(style.fontSize), +style.fontWeight >= 700];
      count += 1;
      if (found < (size >= 24 || (bold && size >= 18.66) ? 3 : 4.5)) {
        faults.push(`${figure.id}: "${element.textContent.slice(0, 40)}" ${found.toFixed(2)}`);
      }
    }
  }
  return [count, faults];
}
