import { tr } from "@/lang";
import type { Look } from "@/states/alert";

const GOOD = { colour: "var(--green)", ink: "var(--green-ink)" };
const QUIET = { colour: "var(--grey)", ink: "var(--grey-ink)" };

/** How a comparison stands, each with a shape of its own. */
const STATES: Record<string, Look> = {
  short: { word: tr("少申报", "Less declared than sold"), shape: "diamond", colour: "var(--red)", ink: "var(--red-ink)", rank: 0 },
  no_return: { word: tr("未见申报", "No return"), shape: "triangle", colour: "var(--orange)", ink: "var(--orange-ink)", rank: 1 },
  undecidable: { word: tr("数据不足以判定", "Undecidable"), shape: "unknown", ...QUIET, rank: 2 },
  explained: { word: tr("差额已回补", "Came back in other months"), shape: "late", colour: "var(--late)", ink: "var(--late-ink)", rank: 3 },
  over: { word: tr("多申报", "More declared than sold"), shape: "square", colour: "var(--level-blue)", ink: "var(--blue-ink)", rank: 4 },
  within: { word: tr("相符", "In line"), shape: "online", ...GOOD, rank: 5 },
  pending: { word: tr("未到申报期限", "Not due yet"), shape: "maintenance", colour: "var(--purple)", ink: "var(--purple-ink)", rank: 6 },
  no_sales: { word: tr("未测得销量", "Nothing measured"), shape: "closed", ...QUIET, rank: 7 },
};

const CHIPS: Record<string, Look> = {
  ready: { word: tr("已初始化", "Initialised"), shape: "online", ...GOOD, rank: 2 },
  blank: { word: tr("未初始化", "Not initialised"), shape: "diamond", colour: "var(--red)", ink: "var(--red-ink)", rank: 0 },
  none: { word: tr("未读到状态", "No state read"), shape: "unknown", ...QUIET, rank: 1 },
};

const TASKS: Record<string, Look> = {
  open: { word: tr("待受理", "Open"), shape: "late", colour: "var(--late)", ink: "var(--late-ink)", rank: 0 },
  taken: { word: tr("处理中", "Taken"), shape: "maintenance", colour: "var(--purple)", ink: "var(--purple-ink)", rank: 1 },
  done: { word: tr("已办结", "Done"), shape: "online", ...GOOD, rank: 2 },
};

const HAND_OVERS: Record<string, Look> = {
  sent: { word: tr("已移交待接收", "Sent"), shape: "late", colour: "var(--late)", ink: "var(--late-ink)", rank: 0 },
  received: { word: tr("税务已接收", "Received"), shape: "maintenance", colour: "var(--purple)", ink: "var(--purple-ink)", rank: 1 },
  returned: { word: tr("已退回", "Returned"), shape: "behind", ...QUIET, rank: 2 },
  settled: { word: tr("已反馈结果", "Settled"), shape: "online", ...GOOD, rank: 3 },
};

const UNKNOWN: Look = { word: "—", shape: "unknown", ...QUIET, rank: 9 };

export const stateLook = (state: unknown): Look => STATES[String(state)] ?? UNKNOWN;
export const chipLook = (state: unknown): Look => CHIPS[String(state)] ?? UNKNOWN;
export const taskLook = (state: unknown): Look => TASKS[String(state)] ?? UNKNOWN;
export const handOverLook = (state: unknown): Look => HAND_OVERS[String(state)] ?? UNKNOWN;
