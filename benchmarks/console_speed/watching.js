// How long a person waits: from the moment of the input to the frame that answers it.
// Discrete events (pointer, click, key) by Event Timing; wheel, drag and scroll, which it leaves out, by the frame after them.
(() => {
  const seen = { label: "", frames: [], events: [], tasks: [] };
  window.__speed = seen;
  const channel = new MessageChannel();
  const waiting = [];
  channel.port1.onmessage = () => waiting.shift()?.();
  const painted = (then) => requestAnimationFrame(() => { waiting.push(then); channel.port2.postMessage(0); });
  for (const type of ["wheel", "pointermove", "pointerdown", "click", "keydown", "input"]) {
    let held = null;
    window.addEventListener(type, (event) => {
      const label = seen.label;
      if (!label) return;
      const continuous = type === "pointermove" || type === "wheel";
      if (continuous && held) return;
      held = event.timeStamp;
      const from = event.timeStamp;
      painted(() => { held = null; seen.frames.push([label, type, performance.now() - from]); });
    }, { capture: true, passive: true });
  }
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (entry.interactionId && seen.label) seen.events.push([seen.label, entry.name, entry.duration]);
  }).observe({ type: "event", durationThreshold: 16, buffered: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) seen.tasks.push([seen.label, entry.startTime, entry.duration]);
  }).observe({ type: "longtask", buffered: true });
})();
