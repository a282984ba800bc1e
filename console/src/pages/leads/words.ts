import { NOTHING } from "@/format/quantity";
import { tr } from "@/lang";
import type { Look } from "@/states/alert";

/** What a lead or a work order is about. */
export const KINDS = [
  { value: "metering", label: tr("计量", "Metering") },
  { value: "quality", label: tr("油品质量", "Fuel quality") },
  { value: "price", label: tr("价格", "Price") },
  { value: "tax", label: tr("发票和税务", "Invoices and tax") },
  { value: "vapour", label: tr("油气污染", "Vapour") },
  { value: "safety", label: tr("安全", "Safety") },
  { value: "seal", label: tr("铅封", "Seals") },
  { value: "mobile", label: tr("流动加油车", "Mobile bowser") },
  { value: "black_site", label: tr("黑窝点", "Site without a licence") },
  { value: "own_tank", label: tr("自备罐", "Own tank") },
  { value: "other", label: tr("其他", "Other") },
];

/** Where a lead comes from, as far as people enter it. */
export const SOURCES = [
  { value: "department", label: tr("部门移送", "Department") },
  { value: "alert", label: tr("预警", "Alert") },
  { value: "inspection", label: tr("现场检查", "Inspection") },
  { value: "hotline", label: tr("热线工单", "Hotline") },
  { value: "other", label: tr("其他", "Other") },
];

export const OUTCOMES = [
  { value: "confirmed", label: tr("属实", "Confirmed") },
  { value: "partly", label: tr("部分属实", "Partly confirmed") },
  { value: "unfounded", label: tr("不属实", "Unfounded") },
  { value: "unclear", label: tr("无法查清", "Could not be settled") },
];

export const STEPS: Record<string, string> = {
  accept: tr("受理", "Accept"),
  reject: tr("不予受理", "Reject"),
  merge: tr("并案", "Merge"),
  assign: tr("转办", "Assign"),
  link: tr("关联加油站", "Link a station"),
  note: tr("情况说明", "Note"),
  close: tr("办结", "Close"),
};

const LOOKS: Record<string, Look> = {
  new: { word: tr("待受理", "New"), shape: "triangle", colour: "var(--orange)", ink: "var(--orange-ink)", rank: 0 },
  accepted: { word: tr("办理中", "Accepted"), shape: "late", colour: "var(--late)", ink: "var(--late-ink)", rank: 1 },
  rejected: { word: tr("不予受理", "Rejected"), shape: "maintenance", colour: "var(--purple)", ink: "var(--purple-ink)", rank: 2 },
  merged: { word: tr("已并案", "Merged"), shape: "closed", colour: "var(--grey)", ink: "var(--grey-ink)", rank: 3 },
  closed: { word: tr("已办结", "Closed"), shape: "closed", colour: "var(--grey)", ink: "var(--grey-ink)", rank: 4 },
};
const UNKNOWN: Look = { word: NOTHING, shape: "unknown", colour: "var(--grey)", ink: "var(--grey-ink)", rank: 9 };

/** The look of a lead's state. */
export const leadLook = (state: unknown): Look => LOOKS[String(state)] ?? UNKNOWN;
