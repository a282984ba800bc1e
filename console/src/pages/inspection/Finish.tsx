import { Button, Input, Radio, Select } from "antd";
import { useState } from "react";

import { fullTime } from "@/format/time";
import { tr } from "@/lang";
import { KINDS } from "@/pages/leads/words";

import { missing, signed, unsigned, type Conclusion, type Draft, type Side } from "./draft";
import { Picture } from "./Picture";
import type { Section } from "./section";
import { SignaturePad } from "./SignaturePad";
import { CONCLUSIONS, SIDES } from "./words";

/** What it came to: findings, conclusion, what the station says, a lead if there is more to look into. */
export function Findings({ draft, onChange }: Section) {
  return (
    <section className="inspection-part">
      <h2>{tr("检查情况和结论", "Findings and conclusion")}</h2>
      <label className="inspection-field"><span>{tr("检查情况", "Findings")}</span><Input.TextArea autoSize={{ minRows: 2 }} maxLength={4000} value={draft.findings} onChange={(event) => onChange({ findings: event.target.value })} /></label>
      <Radio.Group className="inspection-choices" aria-label={tr("检查结论", "Conclusion")} options={CONCLUSIONS} value={draft.conclusion || undefined} onChange={(event) => onChange({ conclusion: event.target.value as Conclusion })} />
      {draft.conclusion === "rectify" ? <label className="inspection-field"><span>{tr("改正期限", "To be put right by")}</span><Input type="date" value={draft.rectify_by} onChange={(event) => onChange({ rectify_by: event.target.value })} /></label> : null}
      <label className="inspection-field"><span>{tr("现场负责人意见", "What the person in charge says")}</span><Input.TextArea autoSize maxLength={2000} value={draft.statement} onChange={(event) => onChange({ statement: event.target.value })} /></label>
      <label className="inspection-field"><span>{tr("需要进一步核查的事项（转线索，选填）", "To be looked into (a lead, optional)")}</span><Select allowClear options={KINDS} value={draft.lead_kind || undefined} onChange={(kind?: string) => onChange({ lead_kind: kind ?? "", ...(kind ? {} : { lead_text: "" }) })} /></label>
      {draft.lead_kind ? <label className="inspection-field"><span>{tr("线索内容", "Words of the lead")}</span><Input.TextArea autoSize maxLength={4000} value={draft.lead_text} onChange={(event) => onChange({ lead_text: event.target.value })} /></label> : null}
    </section>
  );
}

interface Signing {
  draft: Draft;
  set: (next: (before: Draft) => Draft) => void;
  onDone: () => void;
}

/** Both sides sign on the device, then the record is closed and sent; nothing can be signed that is not whole. */
export function Signatures({ draft, set, onDone }: Signing) {
  const [side, sign] = useState<Side | null>(null);
  const open = missing(draft);
  const names: Record<Side, string> = { inspector: draft.inspectors[0]?.name ?? "", companion: draft.inspectors[1]?.name ?? "", site: draft.site_name };
  const sides = (["inspector", "companion", "site"] as const).filter((one) => names[one].trim());
  const left = [...open, ...(open.length ? [] : unsigned(draft))];
  const take = (picture: Blob) => {
    if (side) set((before) => signed(before, side, names[side], picture, Date.now()));
    sign(null);
  };
  return (
    <section className="inspection-part">
      <h2>{tr("签名", "Signatures")}</h2>
      {sides.map((one) => <Signature key={one} side={one} name={names[one]} draft={draft} blocked={open.length > 0} onSign={() => sign(one)} />)}
      {draft.signatures.some((one) => one.side === "site") ? null : (
        <label className="inspection-field"><span>{tr("现场负责人拒绝签名的，写明情况和见证人", "If the person in charge does not sign: why, and who witnessed it")}</span><Input.TextArea autoSize maxLength={1000} value={draft.refusal} onChange={(event) => set((before) => ({ ...before, refusal: event.target.value }))} /></label>
      )}
      {left.length ? <ul className="inspection-left" aria-label={tr("还差", "Still to do")}>{left.map((one) => <li key={one}>{one}</li>)}</ul> : null}
      <Button type="primary" size="large" block disabled={left.length > 0} onClick={onDone}>{tr("完成并提交", "Close and send")}</Button>
      <p className="quiet">{tr("提交后不能修改，只能另行补充。没有网络时存在本机，联网后自动发送。", "It cannot be changed then, only added to. Without a network it waits here and is sent later.")}</p>
      {side ? <SignaturePad title={tr(`${SIDES[side]}签名 ${names[side]}`, `${SIDES[side]} signs: ${names[side]}`)} onSigned={take} onClose={() => sign(null)} /> : null}
    </section>
  );
}

function Signature({ side, name, draft, blocked, onSign }: { side: Side; name: string; draft: Draft; blocked: boolean; onSign: () => void }) {
  const there = draft.signatures.find((one) => one.side === side);
  return (
    <div className="inspection-signature">
      <span>{SIDES[side]} {name}</span>
      {there ? <><Picture blob={there.blob} alt={tr(`${name}的签名`, `Signature of ${name}`)} /><small>{fullTime(there.signed_at)}</small></> : null}
      <Button disabled={blocked} onClick={onSign}>{there ? tr("重签", "Sign again") : tr(`${SIDES[side]}签名`, `${SIDES[side]}: sign`)}</Button>
    </div>
  );
}
