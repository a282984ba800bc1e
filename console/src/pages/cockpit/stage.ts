import { useLayoutEffect, useRef, useState } from "react";

/** The wall is drawn for this many pixels and scaled as a whole to every other screen. */
export const STAGE = { width: 1920, height: 1080 };

/** How many pixels one pixel of the drawing takes, so that all of it is seen without scrolling. */
export const scaleOf = (width: number, height: number): number =>
  Math.max(0.2, Math.min(width / STAGE.width, height / STAGE.height));

/** The scale that fits the drawing into an element, kept while the element changes its size. */
export function useScale() {
  const box = useRef<HTMLDivElement>(null);
  const [scale, setScale] = useState(1);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const fit = () => setScale(scaleOf(element.clientWidth, element.clientHeight));
    fit();
    const watcher = new ResizeObserver(fit);
    watcher.observe(element);
    return () => watcher.disconnect();
  }, []);
  return { box, scale };
}
