import { tr } from "@/lang";
import type { Look } from "@/states/alert";

const UNKNOWN: Look = { word: "—", shape: "unknown", colour: "var(--grey)", ink: "var(--grey-ink)", rank: 9 };

const STATUSES: Record<string, Look> = {
  draft: { word: tr("草稿", "Draft"), shape: "unknown", colour: "var(--grey)", ink: "var(--grey-ink)", rank: 1 },
  submitted: { word: tr("待审批", "To be decided"), shape: "late", colour: "var(--late)", ink: "var(--late-ink)", rank: 0 },
  approved: { word: tr("已批准", "Approved"), shape: "online", colour: "var(--green)", ink: "var(--green-ink)", rank: 2 },
  rejected: { word: tr("已驳回", "Rejected"), shape: "down", colour: "var(--down)", ink: "var(--down-ink)", rank: 3 },
  withdrawn: { word: tr("已撤回", "Withdrawn"), shape: "closed", colour: "var(--grey)", ink: "var(--grey-ink)", rank: 4 },
  revoked: { word: tr("已撤销批准", "Approval revoked"), shape: "closed", colour: "var(--grey)", ink: "var(--grey-ink)", rank: 5 },
};
const OFF: Record<string, Look> = {
  running: { word: tr("停用中", "Switched off"), shape: "maintenance", colour: "var(--purple)", ink: "var(--purple-ink)", rank: 0 },
  over: { word: tr("已到期", "Over"), shape: "online", colour: "var(--green)", ink: "var(--green-ink)", rank: 1 },
  ended: { word: tr("已提前恢复", "Ended early"), shape: "online", colour: "var(--green)", ink: "var(--green-ink)", rank: 2 },
};

export const statusLook = (status: unknown): Look => STATUSES[String(status)] ?? UNKNOWN;
export const offLook = (state: unknown): Look => OFF[String(state)] ?? UNKNOWN;

/** A parameter's value as it is read. */
export function valueWords(value: unknown): string {
  if (value === null || value === undefined) return "—";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
