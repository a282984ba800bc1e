/** Moments as a phone's own date and time field holds them, in Beijing time. */
const SHANGHAI_MS = 8 * 3_600_000;

/** A moment as the field shows it: `2026-11-22T18:00`. */
export const fieldOf = (moment: string | number): string => new Date(new Date(moment).getTime() + SHANGHAI_MS).toISOString().slice(0, 16);

/** What the field holds, as the platform is told it; null when it is empty or no moment. */
export function momentOf(text: string | undefined): string | null {
  const at = /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(text ?? "") ? Date.parse(`${text}:00Z`) : Number.NaN;
  return Number.isNaN(at) ? null : new Date(at - SHANGHAI_MS).toISOString();
}

const HOUR_MS = 3_600_000;

/** The next full hour and four hours after it: what is proposed. */
export function proposed(now: number = Date.now()): { starts_at: string; ends_at: string } {
  const start = Math.ceil(now / HOUR_MS) * HOUR_MS;
  return { starts_at: fieldOf(start), ends_at: fieldOf(start + 4 * HOUR_MS) };
}
