import { tr } from "@/lang";
import type { Look } from "@/states/alert";

/** How a day or its seal stands, each with a shape of its own. */
const STATES: Record<string, Look> = {
  anchored: { word: tr("已锚定", "Anchored"), shape: "online", colour: "var(--green)", ink: "var(--green-ink)", rank: 3 },
  unanchored: { word: tr("未锚定", "Not anchored"), shape: "late", colour: "var(--late)", ink: "var(--late-ink)", rank: 1 },
  late: { word: tr("有补录待固化", "Late records"), shape: "maintenance", colour: "var(--purple)", ink: "var(--purple-ink)", rank: 1 },
  overdue: { word: tr("逾期未固化", "Overdue"), shape: "down", colour: "var(--red)", ink: "var(--red-ink)", rank: 0 },
  same: { word: tr("与索引一致", "As in the index"), shape: "online", colour: "var(--green)", ink: "var(--green-ink)", rank: 3 },
  different: { word: tr("与索引不一致", "Not the index's seal"), shape: "down", colour: "var(--red)", ink: "var(--red-ink)", rank: 0 },
  missing: { word: tr("归档中没有", "Not in the archive"), shape: "down", colour: "var(--red)", ink: "var(--red-ink)", rank: 0 },
  away: { word: tr("归档暂时读不到", "Archive is away"), shape: "late", colour: "var(--late)", ink: "var(--late-ink)", rank: 1 },
};
const UNKNOWN: Look = { word: "—", shape: "unknown", colour: "var(--grey)", ink: "var(--grey-ink)", rank: 9 };

export const sealLook = (state: string): Look => STATES[state] ?? UNKNOWN;
