/* Runs before the first paint: says that scripts work and applies the reader's theme without a flash. */
(() => {
  const root = document.documentElement;
  let mode = null;
  try { mode = localStorage.getItem("mode"); } catch (error) { /* storage may be barred on file:// */ }
  if (!["light", "dark", "auto"].includes(mode)) mode = "auto";
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  root.classList.add("js");
  root.dataset.mode = mode;
  root.dataset.theme = mode === "auto" ? (dark ? "dark" : "light") : mode;
})();
