/** Price caps by region and product: which applies when. Prices in fen per litre, times as UTC moments. */
import type { Row } from "@/api/tables";

export interface Cap {
  region: string;
  product: string;
  from: string;
  fen: number;
}

export const capOf = (row: Row): Cap => ({
  region: String(row["region_code"]),
  product: String(row["product"]),
  from: String(row["effective_from"]),
  fen: Number(row["max_price_fen"]),
});

/** The caps of one region by product, each in the order of its days. */
export function histories(caps: readonly Cap[], region: string): Map<string, Cap[]> {
  const found = new Map<string, Cap[]>();
  const sorted = caps.filter((cap) => cap.region === region).sort((a, b) => Date.parse(a.from) - Date.parse(b.from));
  for (const cap of sorted) found.set(cap.product, [...(found.get(cap.product) ?? []), cap]);
  return found;
}

export interface Applying {
  now: Cap | null;
  next: Cap | null;
}

/** The cap of a product that applies at a moment, and the one that is announced after it. */
export function applying(history: readonly Cap[], at: number): Applying {
  const past = history.filter((cap) => Date.parse(cap.from) <= at);
  return { now: past.at(-1) ?? null, next: history[past.length] ?? null };
}

/** The regions that have caps, those with most of them first. */
export function regionsOf(caps: readonly Cap[]): string[] {
  const counted = new Map<string, number>();
  for (const { region } of caps) counted.set(region, (counted.get(region) ?? 0) + 1);
  return [...counted].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0])).map(([region]) => region);
}
