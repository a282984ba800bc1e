import { NOTHING } from "@/format/quantity";
import { tr } from "@/lang";
import type { Look } from "@/states/alert";

export const KINDS = [
  { value: "spill", label: tr("油品泄漏（跑冒滴漏）", "Spill") },
  { value: "fire", label: tr("火灾", "Fire") },
  { value: "leak", label: tr("油气泄漏", "Vapour leak") },
  { value: "explosion", label: tr("爆炸危险", "Explosion hazard") },
  { value: "other", label: tr("其他", "Other") },
];

export const LEVELS = [
  { value: "1", label: tr("特别重大", "I, extremely serious") },
  { value: "2", label: tr("重大", "II, serious") },
  { value: "3", label: tr("较大", "III, considerable") },
  { value: "4", label: tr("一般", "IV, ordinary") },
];

const grey = { colour: "var(--grey)", ink: "var(--grey-ink)" };
const LOOKS: Record<string, Look> = {
  reported: { word: tr("已报告", "Reported"), shape: "diamond", colour: "var(--red)", ink: "var(--red-ink)", rank: 0 },
  handling: { word: tr("处置中", "Being handled"), shape: "triangle", colour: "var(--orange)", ink: "var(--orange-ink)", rank: 1 },
  controlled: { word: tr("已控制", "Under control"), shape: "late", colour: "var(--late)", ink: "var(--late-ink)", rank: 2 },
  closed: { word: tr("已办结", "Closed"), shape: "closed", ...grey, rank: 3 },
  dismissed: { word: tr("误报", "False alarm"), shape: "closed", ...grey, rank: 4 },
};
const DRILLS: Record<string, Look> = {
  planned: { word: tr("计划中", "Planned"), shape: "late", colour: "var(--late)", ink: "var(--late-ink)", rank: 0 },
  held: { word: tr("已开展", "Held"), shape: "online", colour: "var(--green)", ink: "var(--green-ink)", rank: 1 },
  cancelled: { word: tr("已取消", "Cancelled"), shape: "closed", ...grey, rank: 2 },
};
const STANDING: Record<string, Look> = {
  never: { word: tr("未演练", "Never"), shape: "diamond", colour: "var(--red)", ink: "var(--red-ink)", rank: 0 },
  overdue: { word: tr("已超期", "Overdue"), shape: "triangle", colour: "var(--orange)", ink: "var(--orange-ink)", rank: 1 },
  current: { word: tr("按期", "In time"), shape: "online", colour: "var(--green)", ink: "var(--green-ink)", rank: 2 },
};
const UNKNOWN: Look = { word: NOTHING, shape: "unknown", ...grey, rank: 9 };

export const incidentLook = (state: unknown): Look => LOOKS[String(state)] ?? UNKNOWN;
export const drillLook = (state: unknown): Look => DRILLS[String(state)] ?? UNKNOWN;
export const standingLook = (state: unknown): Look => STANDING[String(state)] ?? UNKNOWN;
