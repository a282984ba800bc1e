import type { DutySlot } from "@/api/duty";
import { tr } from "@/lang";
import type { Look } from "@/states/alert";

/** How a shift of the roster stands; somebody is on duty, or what is wrong. */
export const SLOTS: Record<DutySlot["state"], Look> = {
  filled: { word: tr("有人值班", "On duty"), shape: "online", colour: "var(--green)", ink: "var(--green-ink)", rank: 3 },
  gap: { word: tr("无人值班", "Nobody"), shape: "unknown", colour: "var(--late)", ink: "var(--late-ink)", rank: 0 },
  absent: { word: tr("人员不能值班", "Cannot be on duty"), shape: "down", colour: "var(--red)", ink: "var(--red-ink)", rank: 1 },
  double: { word: tr("重复排班", "Double"), shape: "triangle", colour: "var(--orange)", ink: "var(--orange-ink)", rank: 1 },
  off: { word: tr("班次已不设", "No such shift"), shape: "closed", colour: "var(--grey)", ink: "var(--grey-ink)", rank: 2 },
};

const HANDOVERS: Record<string, Look> = {
  missing: { word: tr("未交接", "Not handed over"), shape: "unknown", colour: "var(--late)", ink: "var(--late-ink)", rank: 0 },
  offered: { word: tr("待接班", "Waiting to be taken"), shape: "late", colour: "var(--late)", ink: "var(--late-ink)", rank: 1 },
  returned: { word: tr("已退回", "Given back"), shape: "down", colour: "var(--down)", ink: "var(--down-ink)", rank: 2 },
  taken: { word: tr("已接班", "Taken over"), shape: "online", colour: "var(--green)", ink: "var(--green-ink)", rank: 3 },
};

export const handoverLook = (state: unknown): Look =>
  HANDOVERS[String(state)] ?? { word: "—", shape: "unknown", colour: "var(--grey)", ink: "var(--grey-ink)", rank: 9 };
