import { NOTHING } from "@/format/quantity";
import { tr } from "@/lang";
import type { Look } from "@/states/alert";

export const DOCUMENTS = [
  { value: "scene_record", label: tr("现场笔录", "Record on the scene") },
  { value: "rectify_order", label: tr("责令改正通知书", "Order to rectify") },
  { value: "hearing_notice", label: tr("陈述申辩和听证告知书", "Notice of the right to be heard") },
  { value: "decision", label: tr("处理决定书", "Decision") },
  { value: "transfer_letter", label: tr("移送函", "Letter of transfer") },
  { value: "transfer_receipt", label: tr("移送函回执", "Receipt of a transfer") },
  { value: "service_receipt", label: tr("送达回证", "Receipt of service") },
  { value: "other", label: tr("其他文书", "Other") },
];

export const SERVED_HOW = [
  { value: "direct", label: tr("直接送达", "In person") },
  { value: "left", label: tr("留置送达", "Left there") },
  { value: "mail", label: tr("邮寄送达", "By mail") },
  { value: "electronic", label: tr("电子送达", "Electronically") },
  { value: "notice", label: tr("公告送达", "By public notice") },
];

export const APPEAL_RESULTS = [
  { value: "upheld", label: tr("采纳", "Upheld") },
  { value: "partly", label: tr("部分采纳", "Partly upheld") },
  { value: "rejected", label: tr("不采纳", "Rejected") },
];

const blue = { colour: "var(--blue)", ink: "var(--blue-ink)" };
const grey = { colour: "var(--grey)", ink: "var(--grey-ink)" };
const LOOKS: Record<string, Look> = {
  filing: { word: tr("待立案", "To be filed"), shape: "triangle", colour: "var(--orange)", ink: "var(--orange-ink)", rank: 0 },
  investigating: { word: tr("调查中", "Under investigation"), shape: "late", colour: "var(--late)", ink: "var(--late-ink)", rank: 1 },
  proposed: { word: tr("待审批", "To be decided"), shape: "triangle", colour: "var(--orange)", ink: "var(--orange-ink)", rank: 2 },
  hearing: { word: tr("告知和听证", "Notified, hearing"), shape: "late", colour: "var(--late)", ink: "var(--late-ink)", rank: 3 },
  decided: { word: tr("待执行", "To be carried out"), shape: "square", ...blue, rank: 4 },
  executed: { word: tr("待结案", "To be closed"), shape: "square", ...blue, rank: 5 },
  transferred: { word: tr("已移送", "Transferred"), shape: "maintenance", colour: "var(--purple)", ink: "var(--purple-ink)", rank: 6 },
  refused: { word: tr("不予立案", "Not filed"), shape: "closed", ...grey, rank: 7 },
  closed: { word: tr("已结案", "Closed"), shape: "closed", ...grey, rank: 8 },
};
const UNKNOWN: Look = { word: NOTHING, shape: "unknown", ...grey, rank: 9 };

/** The look of a case's state. */
export const caseLook = (state: unknown): Look => LOOKS[String(state)] ?? UNKNOWN;
