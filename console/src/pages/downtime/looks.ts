import { tr } from "@/lang";
import type { Look } from "@/states/alert";

/** How a request stands, each with a shape of its own. */
export const PHASES: Record<string, Look> = {
  requested: { word: tr("待审批", "To be decided"), shape: "late", colour: "var(--late)", ink: "var(--late-ink)", rank: 0 },
  ahead: { word: tr("已批准，未开始", "Approved, ahead"), shape: "maintenance", colour: "var(--purple)", ink: "var(--purple-ink)", rank: 1 },
  running: { word: tr("停机中", "Standing still"), shape: "maintenance", colour: "var(--purple)", ink: "var(--purple-ink)", rank: 2 },
  over: { word: tr("已结束", "Over"), shape: "online", colour: "var(--green)", ink: "var(--green-ink)", rank: 3 },
  approved: { word: tr("已批准", "Approved"), shape: "maintenance", colour: "var(--purple)", ink: "var(--purple-ink)", rank: 1 },
  rejected: { word: tr("已驳回", "Rejected"), shape: "down", colour: "var(--down)", ink: "var(--down-ink)", rank: 4 },
  withdrawn: { word: tr("已撤回", "Withdrawn"), shape: "unknown", colour: "var(--grey)", ink: "var(--grey-ink)", rank: 5 },
  revoked: { word: tr("已撤销批准", "Approval revoked"), shape: "unknown", colour: "var(--grey)", ink: "var(--grey-ink)", rank: 6 },
};
const UNKNOWN: Look = { word: "—", shape: "unknown", colour: "var(--grey)", ink: "var(--grey-ink)", rank: 9 };

export const phaseLook = (phase: unknown): Look => PHASES[String(phase)] ?? UNKNOWN;
