/* For an article that shows figures of this book in frames: each frame takes the height of its figure. It reads nothing
   else of the page and sends nothing but the question for the height. */
(() => {
  "use strict";
  if (window.figureFrames) return; // the line may stand under each of several figures
  window.figureFrames = true;
  const frames = () => [...document.querySelectorAll("iframe")].filter((one) => /\/figures\/[\w-]+\//.test(one.src));
  addEventListener("message", (event) => {
    const height = event.data && event.data.figureHeight;
    if (!(height > 0 && height < 20000)) return;
    for (const frame of frames()) if (frame.contentWindow === event.source) frame.style.height = `${height}px`;
  });
  const ask = () => { for (const frame of frames()) frame.contentWindow.postMessage("figureHeight", "*"); };
  ask();
  addEventListener("load", ask);
})();
