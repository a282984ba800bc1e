import { useEffect, useRef, useState, type MouseEvent } from "react";

import type { Row } from "@/api/tables";

export interface RowProps {
  className: string;
  tabIndex: number;
  onClick: (event: MouseEvent<HTMLElement>) => void;
  onFocus: () => void;
}

const CONTROL = "a, button, input, select, textarea, label, [role=button], .ant-dropdown, .ant-popover";

/** A click on a control of the row, or one that ends marking a text, does not open the row. */
function isForRow(event: MouseEvent<HTMLElement>): boolean {
  const inside = event.target instanceof Element ? event.target.closest(CONTROL) : null;
  if (inside && event.currentTarget.contains(inside) && inside !== event.currentTarget) return false;
  return window.getSelection()?.isCollapsed ?? true;
}

/** What every row carries: one of them is in the tab order, and a click or Enter opens it, or follows its first link. */
export function useRowProps(onOpen: ((row: Row) => void) | undefined, fresh: ReadonlySet<string>) {
  const [current, setCurrent] = useState<string | null>(null);
  return (rows: readonly Row[]) => {
    const held = rows.some((row) => row._key === current);
    return (row: Row, i: number): RowProps => ({
      className: `${onOpen ? "openable" : ""} ${fresh.has(row._key) ? "fresh" : ""}`.trim(),
      tabIndex: (held ? row._key === current : i === 0) ? 0 : -1,
      onFocus: () => setCurrent(row._key),
      onClick: (event) => {
        if (!isForRow(event)) return;
        if (onOpen) onOpen(row);
        // Enter on the row: the browser clicks with no pointer behind it.
        else if (event.detail === 0) event.currentTarget.querySelector("a")?.click();
      },
    });
  };
}

const SHOWN_MS = 8_000;
const NONE: ReadonlySet<string> = new Set();

/** Rows that came by themselves while the same view was shown: marked for a while. */
export function useFreshRows(rows: readonly Row[] | undefined, view: string): ReadonlySet<string> {
  const seen = useRef<{ view: string; keys: Set<string> } | null>(null);
  const [fresh, setFresh] = useState(NONE);
  useEffect(() => {
    if (!rows) return;
    const before = seen.current;
    const keys = rows.map((row) => row._key);
    seen.current = { view, keys: new Set([...(before?.view === view ? before.keys : []), ...keys]) };
    const came = before?.view === view ? keys.filter((key) => !before.keys.has(key)) : [];
    if (!came.length) return;
    setFresh(new Set(came));
    const timer = setTimeout(() => setFresh(NONE), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [rows, view]);
  return fresh;
}
