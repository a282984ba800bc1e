import { tr } from "@/lang";
import type { Look } from "@/states/alert";

const OVER = { shape: "closed", colour: "var(--grey)", ink: "var(--grey-ink)" } as const;
const LOOKS: Record<string, Look> = {
  in_force: { word: tr("生效中", "In force"), shape: "online", colour: "var(--green)", ink: "var(--green-ink)", rank: 0 },
  asked: { word: tr("待审批", "Asked for"), shape: "late", colour: "var(--late)", ink: "var(--late-ink)", rank: 1 },
  coming: { word: tr("未开始", "Coming"), shape: "late", colour: "var(--level-blue)", ink: "var(--blue-ink)", rank: 2 },
  over: { word: tr("已到期", "Over"), ...OVER, rank: 3 },
  rejected: { word: tr("未批准", "Rejected"), ...OVER, rank: 4 },
  withdrawn: { word: tr("已撤回", "Withdrawn"), ...OVER, rank: 5 },
  cut: { word: tr("已终止", "Cut off"), shape: "down", colour: "var(--down)", ink: "var(--down-ink)", rank: 6 },
};

/** How a ticket stands. */
export const ticketLook = (state: unknown): Look => LOOKS[String(state)] ?? { word: "—", shape: "unknown", colour: "var(--grey)", ink: "var(--grey-ink)", rank: 9 };
