import type { Shape } from "./shapes";

/** How a state looks: never colour alone. */
export interface Look {
  word: string;
  /** The shape as a letter, where only text can stand. */
  sign?: string;
  shape: Shape;
  colour: string;
  /** Dark enough to be read as text on white (4.5:1). */
  ink: string;
  rank: number;
}

export type Level = "red" | "orange" | "yellow" | "blue";

export const LEVELS: Record<Level, Look> = {
  red: { word: "红色", sign: "◆", shape: "diamond", colour: "#d9363e", ink: "#b3222b", rank: 0 },
  orange: { word: "橙色", sign: "▲", shape: "triangle", colour: "#f0730f", ink: "#ad4e00", rank: 1 },
  yellow: { word: "黄色", sign: "●", shape: "disc", colour: "#e8b500", ink: "#806200", rank: 2 },
  blue: { word: "蓝色", sign: "■", shape: "square", colour: "#1677ff", ink: "#0958d9", rank: 3 },
};

const STRANGE_LEVEL: Look = { word: "未定级", shape: "unknown", colour: "#8c8c8c", ink: "#595959", rank: 9 };

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
  discrepancy: { word: "数据不符", meaning: "恒等关系或限值确被突破，原因待核实", colour: "volcano" },
  suspicion: { word: "疑点", meaning: "统计上显著偏离，区间见下，待核实", colour: "gold" },
  undecidable: { word: "数据不足以判定", meaning: "缺少判定所需的数据", colour: "default" },
};

export const verdictLook = (verdict: string): VerdictLook =>
  VERDICTS[verdict] ?? { word: verdict, meaning: "本界面尚不认识的结论代码", colour: "default" };

export type AlertStatus = "open" | "signed" | "closed";

export const ALERT_STATUS: Record<AlertStatus, { word: string; badge: "error" | "processing" | "default" }> = {
  open: { word: "待签收", badge: "error" },
  signed: { word: "处置中", badge: "processing" },
  closed: { word: "已办结", badge: "default" },
};

export type Outcome = "confirmed" | "false_alarm" | "explained" | "duplicate";

/** The words of a decision; only a person's decision says more than 疑点 or 数据不符. */
export const OUTCOMES: Record<Outcome, { word: string; hint: string }> = {
  confirmed: { word: "属实（经人工确认）", hint: "现场或资料核实，数据反映的情况存在" },
  explained: { word: "有合理解释", hint: "数据真实，原因已查明且正当，如检修、校验" },
  false_alarm: { word: "误报", hint: "设备或规则问题，所述情况不存在" },
  duplicate: { word: "重复", hint: "同一事由已在另一条预警中办理" },
};

export const outcomeWord = (outcome: string | null | undefined): string =>
  OUTCOMES[outcome as Outcome]?.word ?? outcome ?? "—";

/** What became of the finding in the data, apart from what people decided. */
export const FINDING_STATUS: Record<string, string> = {
  open: "持续中",
  ended: "已结束",
  superseded: "已被替代",
  withdrawn: "已撤回",
};
