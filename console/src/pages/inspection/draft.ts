/** An inspection as it is written on site, until the platform has it. */
import type { Checklist, InspectionIn, KitStation, Place } from "@/api/inspections";
import type { Kept } from "@/offline/store";
import { tr } from "@/lang";

export type Side = InspectionIn["signatures"][number]["side"];
export type Answer = InspectionIn["answers"][number]["answer"];
export type Conclusion = InspectionIn["conclusion"];

/** A photo with the moment and place at which it was taken. */
export interface SitePhoto {
  blob: Blob;
  item: string;
  caption: string;
  taken_at: string;
  place: Place | null;
}

export interface Signed {
  side: Side;
  name: string;
  signed_at: string;
  blob: Blob;
}

export interface Reading {
  kind: InspectionIn["readings"][number]["kind"];
  at: string;
  value: string;
}

export interface Seal {
  dispenser_id: number | null;
  position: string;
  seal_no: string;
  state: InspectionIn["seals"][number]["state"] | "";
  remark: string;
}

/** What became of a record that arrived. */
export interface Arrived {
  id: number;
  code: string;
  told: string[];
}

/** `draft` is written, `signed` waits to be sent (`refused` says why the platform did not take it), `sent` arrived. */
export interface Draft extends Kept {
  state: "draft" | "signed" | "sent";
  refused?: string;
  arrived?: Arrived;
  station_id: string;
  station_name: string;
  checklist: Checklist;
  started_at: string;
  ended_at: string;
  inspectors: { name: string; certificate_no: string }[];
  site_name: string;
  site_role: string;
  place: Place | null;
  answers: Record<string, { answer?: Answer; remark: string }>;
  readings: Reading[];
  seals: Seal[];
  photos: SitePhoto[];
  findings: string;
  conclusion: Conclusion | "";
  rectify_by: string;
  statement: string;
  refusal: string;
  lead_kind: string;
  lead_text: string;
  signatures: Signed[];
}

/** A number that no other device makes; also where the page is not served over HTTPS. */
export function newNumber(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (one) => one.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** An inspection that begins now; the seals that ought to be on are there to be looked at. */
export function begun(user: { username: string; display_name: string }, station: KitStation, checklist: Checklist, now: number): Draft {
  return {
    id: newNumber(), user: user.username, at: now, state: "draft",
    station_id: station.station_id, station_name: station.name, checklist,
    started_at: new Date(now).toISOString(), ended_at: "",
    inspectors: [{ name: user.display_name, certificate_no: "" }, { name: "", certificate_no: "" }],
    site_name: "", site_role: "", place: null, answers: {}, readings: [],
    seals: station.seals.map((one) => ({ ...one, state: "", remark: "" })),
    photos: [], findings: "", conclusion: "", rectify_by: "", statement: "", refusal: "",
    lead_kind: "", lead_text: "", signatures: [],
  };
}

/** What changes the content takes the signatures with it: they stood under something else. */
export function changed(draft: Draft, change: Partial<Draft>): Draft {
  const signs = "signatures" in change;
  return { ...draft, ...change, ...(signs || !draft.signatures.length ? {} : { signatures: [], ended_at: "" }) };
}

/** A signature; the first one ends the inspection. */
export function signed(draft: Draft, side: Side, name: string, blob: Blob, now: number): Draft {
  const moment = new Date(now).toISOString();
  const others = draft.signatures.filter((one) => one.side !== side);
  return { ...draft, ended_at: others.length ? draft.ended_at : moment, signatures: [...others, { side, name, signed_at: moment, blob }] };
}

const filled = (text: string): boolean => text.trim() !== "";
const hasSigned = (draft: Draft, side: Side): boolean => draft.signatures.some((one) => one.side === side);

/** What has to be written before somebody signs, in words. */
export function missing(draft: Draft): string[] {
  const open = draft.checklist.items.filter(({ code }) => !draft.answers[code]?.answer).length;
  const unsaid = draft.checklist.items.filter(({ code }) => draft.answers[code]?.answer === "problem" && !filled(draft.answers[code].remark)).length;
  const problems = Object.values(draft.answers).some(({ answer }) => answer === "problem");
  const wrong: [boolean, string][] = [
    [!filled(draft.inspectors[0]?.name ?? ""), tr("填写检查人员姓名", "name the inspector")],
    [!filled(draft.site_name), tr("填写现场负责人", "name the person in charge")],
    [open > 0, tr(`还有 ${open} 项没有检查`, `${open} items are open`)],
    [unsaid > 0, tr(`${unsaid} 个不符合项没有写明情况`, `${unsaid} items do not say what is wrong`)],
    [draft.readings.some((one) => !/^-?\d+(\.\d{1,3})?$/.test(one.value.trim())), tr("读数须是数字，最多三位小数", "readings are numbers with at most three decimals")],
    [draft.seals.some((one) => !one.state || one.dispenser_id === null || !one.position), tr("铅封逐个填写机号、位置和状态，没有查看的请移除", "say of each seal how it was, or remove it")],
    [!draft.conclusion, tr("选择检查结论", "choose the conclusion")],
    [draft.conclusion === "clear" && problems, tr("有不符合项，结论不能是“未发现问题”", "something was not in order: choose another conclusion")],
    [draft.conclusion === "rectify" && !draft.rectify_by, tr("填写改正期限", "say until when it is to be put right")],
    [Boolean(draft.lead_kind) !== filled(draft.lead_text), tr("转线索须选事项并写明内容", "a lead needs its subject and words")],
  ];
  return wrong.filter(([is]) => is).map(([, words]) => words);
}

/** Who has still to sign, in words. */
export function unsigned(draft: Draft): string[] {
  const wrong: [boolean, string][] = [
    [!hasSigned(draft, "inspector"), tr("检查人员签名", "the inspector signs")],
    [filled(draft.inspectors[1]?.name ?? "") && !hasSigned(draft, "companion"), tr("同行检查人员签名", "the second inspector signs")],
    [!hasSigned(draft, "site") && !filled(draft.refusal), tr("现场负责人签名，或写明拒签情况", "the person in charge signs, or the record says why not")],
  ];
  return wrong.filter(([is]) => is).map(([, words]) => words);
}

/** The record as the platform is told it. */
export function recordOf(draft: Draft): InspectionIn {
  const refused = hasSigned(draft, "site") ? "" : draft.refusal;
  return {
    number: draft.id, station_id: draft.station_id, checklist: draft.checklist.id, started_at: draft.started_at, ended_at: draft.ended_at,
    inspectors: draft.inspectors.filter((one) => filled(one.name)), site_name: draft.site_name, site_role: draft.site_role, place: draft.place,
    answers: draft.checklist.items.map(({ code }) => ({ code, answer: draft.answers[code]?.answer ?? "na", remark: draft.answers[code]?.remark ?? "" })),
    readings: draft.readings.map((one) => ({ ...one, value: one.value.trim(), remark: "" })),
    seals: draft.seals.map((one) => ({ ...one, dispenser_id: one.dispenser_id ?? 0, state: one.state || "intact" })),
    photos: draft.photos.map(({ item, caption, taken_at, place }) => ({ item, caption, taken_at, place })),
    signatures: draft.signatures.map(({ side, name, signed_at }) => ({ side, name, signed_at })),
    findings: draft.findings, conclusion: draft.conclusion || "handle", rectify_by: draft.conclusion === "rectify" ? draft.rectify_by : null,
    statement: draft.statement, refused,
    lead: draft.lead_kind ? { kind: draft.lead_kind, text: draft.lead_text } : null,
  };
}
