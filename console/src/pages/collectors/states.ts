import type { Schemas } from "@/api/client";
import { tr } from "@/lang";

export type Collector = Schemas["CollectorOut"];
export type CollectorState = Collector["state"];

interface StateLook {
  word: string;
  meaning: string;
  colour: string;
}

/** Where a collector stands in the rollout, and what that means for its data. */
export const STATES: Record<CollectorState, StateLook> = {
  pending: { word: tr("联调中", "Joint test"), meaning: tr("联调中，数据按试运行保存", "In joint test, data kept as a trial"), colour: "gold" },
  accepted: { word: tr("已验收", "Accepted"), meaning: tr("已验收", "Accepted"), colour: "green" },
  refused: { word: tr("已停用", "Out of use"), meaning: tr("已停用", "Out of use"), colour: "default" },
};

export const stateLook = (state: string): StateLook => STATES[state as CollectorState] ?? { word: state, meaning: state, colour: "default" };
