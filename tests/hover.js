/* Hovers the middle of each mark that has something to tell, as the pointer would find it, `most` marks a figure at most.
   Returns [marks, those that tell nothing, boxes off the screen, boxes with what is no word]. */
(most) => {
    const [silent, off, odd] = [[], [], []];
    let marks = 0;
    for (const figure of document.querySelectorAll('figure.xf.is-live')) {
        const items = [...figure.querySelectorAll('.xf-live svg .role-mark path')].filter((e) => {
            const item = Array.isArray(e.__data__) ? null : e.__data__;
            const { width, height } = e.getBoundingClientRect();
            if (width < 1 || height < 1) return false; // a bar of nothing
            return item && item.tooltip != null && item.opacity !== 0 && !['rule', 'line', 'area'].includes(item.mark.marktype);
        });
        const step = Math.max(1, Math.ceil(items.length / most));
        for (let i = 0; i < items.length; i += step) {
            const place = () => {
                const b = items[i].getBoundingClientRect();
                return [b.x + b.width / 2, b.y + b.height / 2];
            };
            if (place()[1] < 120 || place()[1] > innerHeight - 120) {
                scrollBy({ top: place()[1] - innerHeight / 2, behavior: 'instant' });
            }
            const [x, y] = place();
            const box = document.getElementById('vg-tooltip-element');
            if (box) {
                dispatchEvent(new Event('scroll')); // puts the box away
                box.style.visibility = 'hidden';
            }
            const found = document.elementFromPoint(x, y);
            if (!found) continue;
            marks += 1;
            const at = { bubbles: true, clientX: x, clientY: y, pointerType: 'mouse' };
            found.dispatchEvent(new PointerEvent('pointermove', at));
            const now = document.getElementById('vg-tooltip-element');
            if (now) now.style.visibility = '';
            if (!now || !now.classList.contains('visible')) { silent.push(`${figure.id} ${i}`); continue; }
            const r = now.getBoundingClientRect();
            if (r.left < 0 || r.top < 0 || r.right > document.documentElement.clientWidth || r.bottom > innerHeight
                || now.scrollWidth > now.clientWidth + 1) {
                off.push(`${figure.id} ${Math.round(r.left)} ${Math.round(r.top)} ${Math.round(r.width)}`);
            }
            const text = now.innerText;
            const wrong = /null|undefined|NaN|Invalid|\w_\w|\d{4}-\d\d-\d\d|\d\.\d{4}/;
            if (wrong.test(text)) odd.push(`${figure.id}: ${text}`);
        }
    }
    return [marks, silent, off, odd];
}
