import { NOTHING } from "@/format/quantity";
import { tr } from "@/lang";
import type { Look } from "@/states/alert";

const blue = { colour: "var(--blue)", ink: "var(--blue-ink)" };
const grey = { colour: "var(--grey)", ink: "var(--grey-ink)" };
const LOOKS: Record<string, Look> = {
  draft: { word: tr("拟制中", "Draft"), shape: "late", colour: "var(--late)", ink: "var(--late-ink)", rank: 0 },
  submitted: { word: tr("待审批", "To be approved"), shape: "triangle", colour: "var(--orange)", ink: "var(--orange-ink)", rank: 1 },
  approved: { word: tr("已批准", "Approved"), shape: "square", ...blue, rank: 2 },
  running: { word: tr("进行中", "Running"), shape: "online", colour: "var(--green)", ink: "var(--green-ink)", rank: 3 },
  finished: { word: tr("已结束", "Finished"), shape: "closed", ...grey, rank: 4 },
  cancelled: { word: tr("已取消", "Cancelled"), shape: "closed", ...grey, rank: 5 },
};
const UNKNOWN: Look = { word: NOTHING, shape: "unknown", ...grey, rank: 9 };

/** The look of a joint operation's state. */
export const operationLook = (state: unknown): Look => LOOKS[String(state)] ?? UNKNOWN;
