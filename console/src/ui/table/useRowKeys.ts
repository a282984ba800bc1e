import { useRef, type KeyboardEvent, type RefObject } from "react";

import { useShortcuts } from "@/app/shortcuts";

const ROW = "[data-row-key]";
const TABLE = ".data-table";

const rowsIn = (box: HTMLElement | null): HTMLElement[] => [...(box?.querySelectorAll<HTMLElement>(ROW) ?? [])];

/** Whether keys that nobody else takes are meant for this table: the focus is in it, or it is the page's first. */
function isMeant(box: HTMLElement): boolean {
  const active = document.activeElement;
  if (active && box.contains(active)) return true;
  const dialog = [...document.querySelectorAll("[role=dialog]")].find((one) => one.clientHeight > 0);
  if (dialog && !dialog.contains(box)) return false;
  if (active?.closest(TABLE)) return false;
  return document.querySelector(TABLE) === box;
}

function step(box: HTMLElement, by: number): void {
  const rows = rowsIn(box);
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  const next = at < 0 ? rows[0] : rows[Math.min(rows.length - 1, Math.max(0, at + by))];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

const STEPS: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity };

/** Rows by keyboard: arrows, Home, End within the table, `j` and `k` from anywhere, Enter opens. */
export function useRowKeys(): { box: RefObject<HTMLDivElement | null>; onKeyDown: (event: KeyboardEvent) => void } {
  const box = useRef<HTMLDivElement>(null);
  const turn = (by: number) => () => {
    if (box.current && isMeant(box.current)) step(box.current, by);
  };
  useShortcuts({ j: turn(1), k: turn(-1) });
  const onKeyDown = (event: KeyboardEvent) => {
    const row = event.target instanceof Element && event.target.matches(ROW) ? (event.target as HTMLElement) : null;
    if (!row || !box.current) return;
    const by = STEPS[event.key];
    if (by === undefined && event.key !== "Enter") return;
    event.preventDefault();
    if (by !== undefined) step(box.current, by);
    else row.click();
  };
  return { box, onKeyDown };
}
