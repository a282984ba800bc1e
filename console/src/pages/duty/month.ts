/** Months and weeks of a roster, as days of the calendar (no time, no zone). */

const two = (value: number): string => String(value).padStart(2, "0");

/** The first and the last day of a month (`2026-11`). */
export function bounds(month: string): [string, string] {
  const [year = 0, number = 1] = month.split("-").map(Number);
  const last = new Date(Date.UTC(year, number, 0)).getUTCDate();
  return [`${month}-01`, `${month}-${two(last)}`];
}

/** The month so many months after another. */
export function shifted(month: string, by: number): string {
  const [year = 0, number = 1] = month.split("-").map(Number);
  const moved = new Date(Date.UTC(year, number - 1 + by, 1));
  return `${moved.getUTCFullYear()}-${two(moved.getUTCMonth() + 1)}`;
}

/** Days in weeks from Monday on; null where the week reaches out of them. */
export function weeksOf<D extends { day: string }>(days: readonly D[]): (D | null)[][] {
  const first = days[0];
  if (!first) return [];
  const before = (new Date(`${first.day}T00:00:00Z`).getUTCDay() + 6) % 7;
  const places: (D | null)[] = [...Array.from({ length: before }, () => null), ...days];
  return Array.from({ length: Math.ceil(places.length / 7) }, (_, week) => Array.from({ length: 7 }, (_, at) => places[week * 7 + at] ?? null));
}
