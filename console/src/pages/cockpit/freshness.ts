import type { LiveState } from "@/live/stream";

/** An answer older than this is not what is going on now, ms. */
export const OLD_ANSWER_MS = 30_000;
/** Sums that the platform itself has not renewed for so long are old, ms. */
export const OLD_SUMS_MS = 60_000;

export interface Held {
  /** When this browser got the answer, ms since 1970. */
  receivedAt: number;
  /** The platform's time of the answer, and until when sales were summed by then. */
  asOf: string;
  summedUntil: string | null;
}

export type Staleness = "unreachable" | "cut" | "sums" | null;

/**
 * Why what is shown may be old; null when it is what is going on now.
 *
 * The platform's times are compared with each other and this computer's with its own: a wrong clock on the
 * wall neither hides nor invents that figures stand still.
 */
export function stalenessOf(held: Held, live: LiveState, now: number): Staleness {
  if (now - held.receivedAt > OLD_ANSWER_MS) return "unreachable";
  if (live !== "live") return "cut";
  const behind = held.summedUntil === null ? Infinity : Date.parse(held.asOf) - Date.parse(held.summedUntil);
  return behind > OLD_SUMS_MS ? "sums" : null;
}

/** Which of the listed were not there before; nothing is new in the first list. */
export function freshIds(before: readonly number[] | null, listed: readonly number[]): number[] {
  return before === null ? [] : listed.filter((id) => !before.includes(id));
}

/** A change against an earlier figure as a share; null where there is nothing to compare with. */
export const changeOf = (now: number, before: number): number | null => (before > 0 ? now / before - 1 : null);
