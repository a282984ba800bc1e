/** Light, dark, or as the computer has it; paper is always light. */
import { useSyncExternalStore } from "react";
import { flushSync } from "react-dom";

import { remember, remembered } from "./memory";

export type Appearance = "light" | "dark" | "system";
export type Shade = "light" | "dark";

const KEY = "youjian.theme";
const DARK = "(prefers-color-scheme: dark)";

const listeners = new Set<() => void>();
let chosen: Appearance = "system";
let printing = false;

/** Which of the two is shown. */
export function shadeOf(appearance: Appearance, systemIsDark: boolean, onPaper: boolean): Shade {
  if (onPaper) return "light";
  if (appearance === "system") return systemIsDark ? "dark" : "light";
  return appearance;
}

const shade = (): Shade => shadeOf(chosen, window.matchMedia(DARK).matches, printing);

function apply(): void {
  document.documentElement.dataset.theme = shade();
  listeners.forEach((listener) => listener());
}

/** Puts the remembered appearance on and follows the computer and the printer; called once, before the first drawing. */
export function watchAppearance(): void {
  const kept = remembered<Appearance>(KEY, "system");
  chosen = kept === "light" || kept === "dark" ? kept : "system";
  window.matchMedia(DARK).addEventListener("change", apply);
  const onPaper = (now: boolean) => {
    if (now === printing) return;
    printing = now;
    flushSync(apply);
  };
  window.addEventListener("beforeprint", () => onPaper(true));
  const paper = window.matchMedia("print");
  window.addEventListener("afterprint", () => onPaper(paper.matches));
  paper.addEventListener("change", (event) => onPaper(event.matches));
  apply();
}

export function chooseAppearance(appearance: Appearance): void {
  chosen = appearance;
  remember(KEY, appearance);
  apply();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const useShade = (): Shade => useSyncExternalStore(subscribe, shade);
export const useAppearance = (): Appearance => useSyncExternalStore(subscribe, () => chosen);
