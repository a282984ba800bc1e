import { tr } from "@/lang";
import type { Look } from "@/states/alert";

/** How a record that was set aside stands, each with a shape of its own. */
const STATUSES: Record<string, Look> = {
  held: { word: tr("待处理", "Held"), shape: "late", colour: "var(--late)", ink: "var(--late-ink)", rank: 0 },
  asked: { word: tr("等待重放", "To be replayed"), shape: "maintenance", colour: "var(--purple)", ink: "var(--purple-ink)", rank: 1 },
  replayed: { word: tr("已入库", "Replayed"), shape: "online", colour: "var(--green)", ink: "var(--green-ink)", rank: 2 },
  discarded: { word: tr("已作废", "Discarded"), shape: "unknown", colour: "var(--grey)", ink: "var(--grey-ink)", rank: 3 },
};
const UNKNOWN: Look = { word: "—", shape: "unknown", colour: "var(--grey)", ink: "var(--grey-ink)", rank: 9 };

export const statusLook = (status: unknown): Look => STATUSES[String(status)] ?? UNKNOWN;
