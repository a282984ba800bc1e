import { decimal, litresFromMl, NOTHING } from "@/format/quantity";
import { tr } from "@/lang";
import type { Look } from "@/states/alert";

/** How an account stands, each with a shape of its own. */
const STANDINGS: Record<string, Look> = {
  gain: { word: tr("实测偏多", "More than the book"), shape: "diamond", colour: "var(--red)", ink: "var(--red-ink)", rank: 0 },
  loss: { word: tr("超出允许损耗", "Beyond losses allowed"), shape: "triangle", colour: "var(--orange)", ink: "var(--orange-ink)", rank: 1 },
  undecidable: { word: tr("数据不足以判定", "Undecidable"), shape: "unknown", colour: "var(--grey)", ink: "var(--grey-ink)", rank: 2 },
  ok: { word: tr("相符", "In line"), shape: "online", colour: "var(--green)", ink: "var(--green-ink)", rank: 3 },
};

const UNKNOWN: Look = { word: NOTHING, shape: "unknown", colour: "var(--grey)", ink: "var(--grey-ink)", rank: 9 };

export const standingLook = (standing: string): Look => STANDINGS[standing] ?? UNKNOWN;

/** A variance with its 95 % interval, litres at 20 °C. */
export function varianceWords(ml: number | null, sd: number): string {
  return ml === null ? NOTHING : `${litresFromMl(ml)} ±${decimal((1.96 * sd) / 1000)}`;
}
