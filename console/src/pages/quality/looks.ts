import { NOTHING } from "@/format/quantity";
import { tr } from "@/lang";
import type { Look } from "@/states/alert";

const LOOKS: Record<string, Look> = {
  failed: { word: tr("不合格", "Failed"), shape: "diamond", colour: "var(--red)", ink: "var(--red-ink)", rank: 0 },
  fail: { word: tr("不合格", "Failed"), shape: "diamond", colour: "var(--red)", ink: "var(--red-ink)", rank: 0 },
  retest: { word: tr("复检中", "Retest"), shape: "triangle", colour: "var(--orange)", ink: "var(--orange-ink)", rank: 1 },
  sent: { word: tr("已送检", "At the laboratory"), shape: "maintenance", colour: "var(--purple)", ink: "var(--purple-ink)", rank: 2 },
  taken: { word: tr("已抽样", "Taken"), shape: "late", colour: "var(--late)", ink: "var(--late-ink)", rank: 3 },
  passed: { word: tr("合格", "Passed"), shape: "online", colour: "var(--green)", ink: "var(--green-ink)", rank: 4 },
  pass: { word: tr("合格", "Passed"), shape: "online", colour: "var(--green)", ink: "var(--green-ink)", rank: 4 },
  closed: { word: tr("已办结", "Closed"), shape: "closed", colour: "var(--grey)", ink: "var(--grey-ink)", rank: 5 },
};
const UNKNOWN: Look = { word: NOTHING, shape: "unknown", colour: "var(--grey)", ink: "var(--grey-ink)", rank: 9 };

/** The look of a sample's state or a report's result. */
export const sampleLook = (state: unknown): Look => LOOKS[String(state)] ?? UNKNOWN;
