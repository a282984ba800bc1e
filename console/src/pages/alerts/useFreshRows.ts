import { useEffect, useRef, useState } from "react";

interface Row {
  id: number;
}

const SHOWN_MS = 8_000;

/** Rows that came by themselves after the list was first shown: marked for a while, without moving the page. */
export function useFreshRows(rows: readonly Row[] | undefined): ReadonlySet<number> {
  const highest = useRef<number | null>(null);
  const [fresh, setFresh] = useState<ReadonlySet<number>>(new Set());
  useEffect(() => {
    if (!rows) return;
    const before = highest.current;
    highest.current = Math.max(before ?? 0, ...rows.map((row) => row.id));
    if (before === null) return;
    const came = rows.filter((row) => row.id > before).map((row) => row.id);
    if (!came.length) return;
    setFresh(new Set(came));
    const timer = setTimeout(() => setFresh(new Set()), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [rows]);
  return fresh;
}
