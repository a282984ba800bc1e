import { tr } from "@/lang";
import type { Look } from "@/states/alert";

/** What a match says, each with a shape of its own: facts and 疑点, never a verdict. */
export const MATCH_LOOKS: Record<string, Look> = {
  document_without_rise: { word: tr("有单无油", "Document without rise"), shape: "diamond", colour: "var(--orange)", ink: "var(--orange-ink)", rank: 0 },
  rise_without_document: { word: tr("有油无单", "Rise without document"), shape: "diamond", colour: "var(--orange)", ink: "var(--orange-ink)", rank: 1 },
  trip_without_document: { word: tr("有运单无进油单", "Trip without document"), shape: "triangle", colour: "var(--orange)", ink: "var(--orange-ink)", rank: 2 },
  short: { word: tr("少", "Short"), shape: "triangle", colour: "var(--yellow)", ink: "var(--yellow-ink)", rank: 3 },
  over: { word: tr("多", "Over"), shape: "square", colour: "var(--yellow)", ink: "var(--yellow-ink)", rank: 4 },
  document_without_trip: { word: tr("有进油单无运单", "Document without trip"), shape: "triangle", colour: "var(--yellow)", ink: "var(--yellow-ink)", rank: 5 },
  undecidable: { word: tr("数据不足", "Undecidable"), shape: "unknown", colour: "var(--grey)", ink: "var(--grey-ink)", rank: 6 },
  waiting: { word: tr("待齐", "Waiting"), shape: "late", colour: "var(--late)", ink: "var(--late-ink)", rank: 7 },
  matched: { word: tr("相符", "Matched"), shape: "online", colour: "var(--green)", ink: "var(--green-ink)", rank: 8 },
  withdrawn: { word: tr("已撤", "Withdrawn"), shape: "closed", colour: "var(--grey)", ink: "var(--grey-ink)", rank: 9 },
};
const STRANGE: Look = { word: "—", shape: "unknown", colour: "var(--grey)", ink: "var(--grey-ink)", rank: 10 };

export const matchLook = (state: unknown): Look => MATCH_LOOKS[String(state)] ?? STRANGE;
