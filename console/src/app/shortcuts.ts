import { useEffect, useRef } from "react";

const EDITABLE = "input, textarea, select, [contenteditable=true]";
const SECOND_KEY_MS = 1_500;

/** Whether a key belongs to what the person types, or to the browser. */
export function isTyping(event: KeyboardEvent): boolean {
  const editing = event.target instanceof Element && event.target.closest(EDITABLE);
  return Boolean(editing) || event.ctrlKey || event.metaKey || event.altKey;
}

/** Single keys, and pairs written `g m`, that work wherever nothing is being typed. */
export function useShortcuts(keys: Readonly<Record<string, () => void>>): void {
  const current = useRef(keys);
  current.current = keys;
  useEffect(() => {
    let first: { key: string; at: number } | null = null;
    const press = (event: KeyboardEvent) => {
      if (isTyping(event)) return;
      const now = Date.now();
      const pair = first && now - first.at < SECOND_KEY_MS ? `${first.key} ${event.key}` : "";
      const act = current.current[pair] ?? current.current[event.key];
      const starts = Object.keys(current.current).some((name) => name.startsWith(`${event.key} `));
      first = starts && !act ? { key: event.key, at: now } : null;
      if (!act) return;
      event.preventDefault();
      act();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, []);
}
