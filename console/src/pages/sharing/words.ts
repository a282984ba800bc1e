import { NOTHING } from "@/format/quantity";
import { tr } from "@/lang";
import type { Look } from "@/states/alert";

const grey = { colour: "var(--grey)", ink: "var(--grey-ink)" };
const LOOKS: Record<string, Look> = {
  draft: { word: tr("待审批", "To be approved"), shape: "triangle", colour: "var(--orange)", ink: "var(--orange-ink)", rank: 0 },
  approved: { word: tr("生效", "In force"), shape: "square", colour: "var(--blue)", ink: "var(--blue-ink)", rank: 1 },
  suspended: { word: tr("暂停", "Suspended"), shape: "maintenance", colour: "var(--purple)", ink: "var(--purple-ink)", rank: 2 },
  revoked: { word: tr("已撤销", "Revoked"), shape: "closed", ...grey, rank: 3 },
  refused: { word: tr("未批准", "Refused"), shape: "closed", ...grey, rank: 4 },
};
const UNKNOWN: Look = { word: NOTHING, shape: "unknown", ...grey, rank: 9 };

/** The look of an agreement's state. */
export const agreementLook = (state: unknown): Look => LOOKS[String(state)] ?? UNKNOWN;

export const STEPS: Record<string, string> = {
  approve: tr("批准", "Approve"),
  refuse: tr("不批准", "Refuse"),
  suspend: tr("暂停", "Suspend"),
  resume: tr("恢复", "Resume"),
  revoke: tr("撤销", "Revoke"),
};

export const FORMS = [
  { value: "parquet", label: "Parquet" },
  { value: "xlsx", label: "Excel" },
];
