import { decimal, NOTHING } from "@/format/quantity";
import { tr } from "@/lang";
import type { Look } from "@/states/alert";

/** The standard's levels: 标准预警 and 标准报警 are not the platform's alerts. */
const STATES: Record<string, Look> = {
  alarm: { word: tr("标准报警", "Standard alarm"), shape: "diamond", colour: "var(--red)", ink: "var(--red-ink)", rank: 0 },
  warning: { word: tr("标准预警", "Standard warning"), shape: "triangle", colour: "var(--orange)", ink: "var(--orange-ink)", rank: 1 },
  not_judged: { word: tr("不判定", "Not judged"), shape: "unknown", colour: "var(--grey)", ink: "var(--grey-ink)", rank: 2 },
  normal: { word: tr("正常", "Normal"), shape: "online", colour: "var(--green)", ink: "var(--green-ink)", rank: 3 },
};
const UNKNOWN: Look = { word: NOTHING, shape: "unknown", colour: "var(--grey)", ink: "var(--grey-ink)", rank: 9 };

export const vapourLook = (state: unknown): Look => STATES[String(state)] ?? UNKNOWN;

/** A share in percent, or a dash where there is nothing to share. */
export const share = (part: number, whole: number): string => (whole ? `${decimal((100 * part) / whole, 1)} %` : NOTHING);

/** Kilograms with their interval. */
export const kilograms = (kg: number, low: number, high: number): string =>
  tr(`${decimal(kg, 1)}（${decimal(low, 1)}～${decimal(high, 1)}）`, `${decimal(kg, 1)} (${decimal(low, 1)} to ${decimal(high, 1)})`);

const VERDICTS: Record<string, Look> = {
  fail: { word: tr("不合格", "Failed"), shape: "diamond", colour: "var(--red)", ink: "var(--red-ink)", rank: 0 },
  open: { word: tr("待补测", "Open"), shape: "unknown", colour: "var(--grey)", ink: "var(--grey-ink)", rank: 1 },
  pass: { word: tr("合格", "Passed"), shape: "online", colour: "var(--green)", ink: "var(--green-ink)", rank: 2 },
};

export const verdictLook = (verdict: unknown): Look => VERDICTS[String(verdict)] ?? UNKNOWN;

const ORDERS: Record<string, Look> = {
  draft: { word: tr("待签发", "Draft"), shape: "unknown", colour: "var(--grey)", ink: "var(--grey-ink)", rank: 0 },
  signed: { word: tr("已签发，待送达", "Signed"), shape: "triangle", colour: "var(--orange)", ink: "var(--orange-ink)", rank: 1 },
  served: { word: tr("已送达，待执行", "Served"), shape: "triangle", colour: "var(--orange)", ink: "var(--orange-ink)", rank: 2 },
  carried: { word: tr("已执行", "Carried out"), shape: "online", colour: "var(--green)", ink: "var(--green-ink)", rank: 3 },
  lifted: { word: tr("已解除", "Lifted"), shape: "unknown", colour: "var(--grey)", ink: "var(--grey-ink)", rank: 4 },
  withdrawn: { word: tr("已撤回", "Withdrawn"), shape: "unknown", colour: "var(--grey)", ink: "var(--grey-ink)", rank: 5 },
};

export const orderLook = (state: unknown): Look => ORDERS[String(state)] ?? UNKNOWN;
