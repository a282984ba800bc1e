import { NOTHING } from "@/format/quantity";
import { tr } from "@/lang";
import type { Look } from "@/states/alert";

const LOOKS: Record<string, Look> = {
  differs: { word: tr("有差异", "Differs"), shape: "triangle", colour: "var(--orange)", ink: "var(--orange-ink)", rank: 0 },
  theirs_only: { word: tr("仅e-CQS有", "Theirs only"), shape: "late", colour: "var(--late)", ink: "var(--late-ink)", rank: 1 },
  ours_only: { word: tr("仅本平台有", "Ours only"), shape: "maintenance", colour: "var(--purple)", ink: "var(--purple-ink)", rank: 2 },
  agrees: { word: tr("一致", "Agrees"), shape: "online", colour: "var(--green)", ink: "var(--green-ink)", rank: 3 },
  "": { word: tr("待判定", "Open"), shape: "triangle", colour: "var(--orange)", ink: "var(--orange-ink)", rank: 0 },
  ours: { word: tr("以本平台为准", "Ours holds"), shape: "closed", colour: "var(--grey)", ink: "var(--grey-ink)", rank: 4 },
  theirs: { word: tr("以e-CQS为准", "Theirs holds"), shape: "closed", colour: "var(--grey)", ink: "var(--grey-ink)", rank: 5 },
  agreed: { word: tr("已一致", "Agree now"), shape: "online", colour: "var(--green)", ink: "var(--green-ink)", rank: 6 },
};
const UNKNOWN: Look = { word: NOTHING, shape: "unknown", colour: "var(--grey)", ink: "var(--grey-ink)", rank: 9 };

/** The look of an instrument's or a difference's state. */
export const ecqsLook = (state: unknown): Look => LOOKS[String(state ?? "")] ?? UNKNOWN;
