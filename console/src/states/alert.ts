import { tr } from "@/lang";

import type { Shape } from "./shapes";

/** How a state looks: never colour alone. */
export interface Look {
  word: string;
  /** The shape as a letter, where only text can stand. */
  sign?: string;
  shape: Shape;
  colour: string;
  /** Apart enough from the ground to be read as text (4.5:1). */
  ink: string;
  rank: number;
}

export type Level = "red" | "orange" | "yellow" | "blue";

export const LEVELS: Record<Level, Look> = {
  red: { word: tr("红色", "Red"), sign: "◆", shape: "diamond", colour: "var(--red)", ink: "var(--red-ink)", rank: 0 },
  orange: { word: tr("橙色", "Orange"), sign: "▲", shape: "triangle", colour: "var(--orange)", ink: "var(--orange-ink)", rank: 1 },
  yellow: { word: tr("黄色", "Yellow"), sign: "●", shape: "disc", colour: "var(--yellow)", ink: "var(--yellow-ink)", rank: 2 },
  blue: { word: tr("蓝色", "Blue"), sign: "■", shape: "square", colour: "var(--level-blue)", ink: "var(--blue-ink)", rank: 3 },
};

const STRANGE_LEVEL: Look = { word: tr("未定级", "No level"), shape: "unknown", colour: "var(--grey)", ink: "var(--grey-ink)", rank: 9 };

export const isLevel = (value: unknown): value is Level => typeof value === "string" && value in LEVELS;

/** How an alert's level looks; a level this console does not know is shown as such, never as a known one. */
export const levelLook = (level: string | null | undefined): Look => (isLevel(level) ? LEVELS[level] : STRANGE_LEVEL);

export type LevelCounts = Record<Level, number>;

/** The gravest level that has any alert; null when there is none. */
export const gravest = (counts: LevelCounts): Level | null =>
  (Object.keys(LEVELS) as Level[]).find((level) => counts[level] > 0) ?? null;

export const sumOf = (counts: LevelCounts): number => Object.values(counts).reduce((sum, n) => sum + n, 0);

export interface VerdictLook {
  word: string;
  meaning: string;
  colour: string;
}

const VERDICTS: Record<string, VerdictLook> = {
  discrepancy: { word: tr("数据不符", "Discrepancy"), meaning: tr("恒等关系或限值确被突破，原因待核实", "An identity or a limit is broken; the cause is to be found out"), colour: "volcano" },
  suspicion: { word: tr("疑点", "Suspicion"), meaning: tr("统计上显著偏离，区间见下，待核实", "Off by more than chance would explain; see the interval; to be verified"), colour: "gold" },
  undecidable: { word: tr("数据不足以判定", "Undecidable"), meaning: tr("缺少判定所需的数据", "Data needed for a judgement are missing"), colour: "default" },
};

export const verdictLook = (verdict: string): VerdictLook =>
  VERDICTS[verdict] ?? { word: verdict, meaning: tr("本界面尚不认识的结论代码", "A verdict that this console does not know yet"), colour: "default" };

export type AlertStatus = "open" | "signed" | "closed";

export const ALERT_STATUS: Record<AlertStatus, { word: string; badge: "error" | "processing" | "default" }> = {
  open: { word: tr("待签收", "To be signed for"), badge: "error" },
  signed: { word: tr("处置中", "Being handled"), badge: "processing" },
  closed: { word: tr("已办结", "Closed"), badge: "default" },
};

export type Outcome = "confirmed" | "false_alarm" | "explained" | "duplicate";

/** The words of a decision; only a person's decision says more than 疑点 or 数据不符. */
export const OUTCOMES: Record<Outcome, { word: string; hint: string }> = {
  confirmed: { word: tr("属实（经人工确认）", "Confirmed by a person"), hint: tr("现场或资料核实，数据反映的情况存在", "Verified on site or by documents: what the data show is so") },
  explained: { word: tr("有合理解释", "Explained"), hint: tr("数据真实，原因已查明且正当，如检修、校验", "The data are right and the cause is known and proper, such as maintenance or a test") },
  false_alarm: { word: tr("误报", "False alarm"), hint: tr("设备或规则问题，所述情况不存在", "A fault of a device or a rule: it did not happen") },
  duplicate: { word: tr("重复", "Duplicate"), hint: tr("同一事由已在另一条预警中办理", "The same matter is handled under another alert") },
};

export const outcomeWord = (outcome: string | null | undefined): string =>
  OUTCOMES[outcome as Outcome]?.word ?? outcome ?? "—";

/** What became of the finding in the data, apart from what people decided. */
export const FINDING_STATUS: Record<string, string> = {
  open: tr("持续中", "Going on"),
  ended: tr("已结束", "Ended"),
  superseded: tr("已被替代", "Superseded"),
  withdrawn: tr("已撤回", "Withdrawn"),
};

const MINUTE = 60_000;

/** How long until a deadline, or since it passed. */
export function timeLeft(at: string, moment: number = Date.now()): { late: boolean; words: string } {
  const minutes = Math.round((new Date(at).getTime() - moment) / MINUTE);
  const span = spanWords(Math.abs(minutes));
  return minutes < 0 ? { late: true, words: tr(`已超 ${span}`, `${span} late`) } : { late: false, words: tr(`还剩 ${span}`, `${span} left`) };
}

function spanWords(minutes: number): string {
  if (minutes < 60) return tr(`${minutes} 分钟`, `${minutes} min`);
  if (minutes < 2880) return tr(`${Math.round(minutes / 60)} 小时`, `${Math.round(minutes / 60)} h`);
  return tr(`${Math.round(minutes / 1440)} 天`, `${Math.round(minutes / 1440)} days`);
}
