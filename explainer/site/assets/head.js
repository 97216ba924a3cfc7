/* Runs before the first paint: says that scripts work, applies the reader's theme without a flash, and asks for the
   type at once, before any style sheet names it (a preload would be refused on file://). */
(() => {
  const root = document.documentElement;
  for (const weight of ["400", "700"]) {
    const source = `url("${new URL(`type/latin-${weight}.woff2`, document.currentScript.src).href}") format("woff2")`;
    const face = new FontFace("Explainer Sans", source, { weight });
    document.fonts.add(face);
    face.load().catch(() => { /* then the system's type stands in */ });
  }
  // signs that stand in folded texts are asked for when the reader moves: they are there when a text opens or is printed
  const more = () => {
    for (const face of document.fonts) if (face.family.includes("Explainer Sans East")) face.load().catch(() => {});
  };
  const later = () => { setTimeout(more, 4000); }; // what the reader waits for comes first
  for (const move of ["scroll", "pointerdown", "keydown"]) addEventListener(move, later, { passive: true, once: true });
  let mode = null;
  try { mode = localStorage.getItem("mode"); } catch (error) { /* storage may be barred on file:// */ }
  if (!["light", "dark", "auto"].includes(mode)) mode = "auto";
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  root.classList.add("js");
  root.dataset.mode = mode;
  root.dataset.theme = mode === "auto" ? (dark ? "dark" : "light") : mode;
})();
