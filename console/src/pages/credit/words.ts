import { NOTHING } from "@/format/quantity";
import { tr } from "@/lang";
import type { Look } from "@/states/alert";

const grey = { colour: "var(--grey)", ink: "var(--grey-ink)" };
const LOOKS: Record<string, Look> = {
  A: { word: tr("A 低风险", "A low"), shape: "disc", colour: "var(--blue)", ink: "var(--blue-ink)", rank: 3 },
  B: { word: tr("B 较低风险", "B moderate"), shape: "square", colour: "var(--late)", ink: "var(--late-ink)", rank: 2 },
  C: { word: tr("C 较高风险", "C raised"), shape: "triangle", colour: "var(--orange)", ink: "var(--orange-ink)", rank: 1 },
  D: { word: tr("D 高风险", "D high"), shape: "triangle", colour: "var(--red)", ink: "var(--red-ink)", rank: 0 },
  pending: { word: tr("未生效", "Not yet in effect"), shape: "late", colour: "var(--late)", ink: "var(--late-ink)", rank: 1 },
  effective: { word: tr("生效", "In effect"), shape: "triangle", colour: "var(--orange)", ink: "var(--orange-ink)", rank: 0 },
  repaired: { word: tr("已修复", "Repaired"), shape: "closed", ...grey, rank: 2 },
  annulled: { word: tr("已撤销", "Annulled"), shape: "closed", ...grey, rank: 3 },
  open: { word: tr("待审批", "Waits"), shape: "triangle", colour: "var(--orange)", ink: "var(--orange-ink)", rank: 0 },
  granted: { word: tr("同意", "Granted"), shape: "square", colour: "var(--blue)", ink: "var(--blue-ink)", rank: 1 },
  rejected: { word: tr("不同意", "Rejected"), shape: "closed", ...grey, rank: 2 },
};

/** How a class, a decision or a request looks. */
export const creditLook = (code: unknown): Look => LOOKS[String(code)] ?? { word: NOTHING, shape: "closed", ...grey, rank: 9 };

export const KINDS = [
  { value: "warning", label: tr("警告、通报批评", "Warning") },
  { value: "fine", label: tr("罚款", "Fine") },
  { value: "confiscation", label: tr("没收（所得、财物）", "Confiscation") },
  { value: "suspension", label: tr("责令停产停业、限制经营", "Suspension") },
  { value: "revocation", label: tr("降低资质、吊销许可", "Revocation") },
  { value: "other", label: tr("其他决定（不计分）", "Other (counts no points)") },
];
