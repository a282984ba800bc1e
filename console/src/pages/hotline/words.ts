import { NOTHING } from "@/format/quantity";
import { tr } from "@/lang";
import type { Look } from "@/states/alert";

export const HOTLINES = [
  { value: "12345", label: "12345" },
  { value: "12315", label: "12315" },
  { value: "other", label: tr("其他", "Other") },
];

export const STEPS: Record<string, string> = {
  lead: tr("转线索", "Make a lead"),
  link: tr("关联加油站", "Link a station"),
  extend: tr("延期", "Extend"),
  note: tr("情况说明", "Note"),
  reply: tr("答复", "Reply"),
  close: tr("办结", "Close"),
  return: tr("退回", "Give back"),
};

const LOOKS: Record<string, Look> = {
  received: { word: tr("待处理", "Received"), shape: "triangle", colour: "var(--orange)", ink: "var(--orange-ink)", rank: 0 },
  handling: { word: tr("办理中", "Being handled"), shape: "late", colour: "var(--late)", ink: "var(--late-ink)", rank: 1 },
  replied: { word: tr("已答复", "Replied"), shape: "online", colour: "var(--green)", ink: "var(--green-ink)", rank: 2 },
  returned: { word: tr("已退回", "Given back"), shape: "maintenance", colour: "var(--purple)", ink: "var(--purple-ink)", rank: 3 },
  closed: { word: tr("已办结", "Closed"), shape: "closed", colour: "var(--grey)", ink: "var(--grey-ink)", rank: 4 },
};
const UNKNOWN: Look = { word: NOTHING, shape: "unknown", colour: "var(--grey)", ink: "var(--grey-ink)", rank: 9 };

/** The look of a work order's state. */
export const orderLook = (state: unknown): Look => LOOKS[String(state)] ?? UNKNOWN;
