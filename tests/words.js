/* Texts of the page and of its figures that stand out less than 3:1 from the ground they stand on. */
(measure) => {
    const parse = (text) => text.match(/[\d.]+/g).map(Number);
    const light = (c) => { const [r, g, b] = c.map((v) => v / 255).map(
        (v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)); return .2126 * r + .7152 * g + .0722 * b; };
    const ground = (e) => {
        for (let one = e; one; one = one.parentElement) {
            const color = parse(getComputedStyle(one).backgroundColor);
            if (color.length < 4 || color[3] > 0.9) return color.slice(0, 3);
        }
        return matchMedia('(prefers-color-scheme: dark)').matches ? [18, 18, 18] : [255, 255, 255];
    };
    const faults = [];
    const wanted = 'main :is(.xf-title, .xf-subtitle, .xf-foot p, p, li, h1, h2, h3, td, th, a, code, pre span)';
    for (const e of document.querySelectorAll(wanted)) {
        if (e.matches('.headerlink')) continue;
        const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
        if (!own || !e.getBoundingClientRect().width) continue;
        const [high, low] = [light(parse(getComputedStyle(e).color).slice(0, 3)), light(ground(e))].sort((a, b) => b - a);
        const found = (high + .05) / (low + .05);
        if (found < 3) faults.push(`${e.tagName} "${e.textContent.trim().slice(0, 30)}" ${found.toFixed(2)}`);
    }
    return faults;
}
