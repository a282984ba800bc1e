import { Button, Input } from "antd";
import { useState } from "react";

import { fullTime } from "@/format/time";
import { headed } from "@/format/words";
import { tr } from "@/lang";

import { whereNow } from "./device";
import type { Draft } from "./draft";
import type { Section } from "./section";

/** Who inspects whom, where, since when. */
export function Site({ draft, onChange }: Section) {
  const [first, second] = [draft.inspectors[0] ?? EMPTY, draft.inspectors[1] ?? EMPTY];
  return (
    <section className="inspection-part">
      <h2>{tr("检查人员和现场", "People and place")}</h2>
      <p>{headed(tr("开始时间", "Begun"), fullTime(draft.started_at))}</p>
      <Where draft={draft} onChange={onChange} />
      <Person label={tr("检查人员", "Inspector")} value={first} onChange={(one) => onChange({ inspectors: [one, second] })} />
      <Person label={tr("同行检查人员", "Second inspector")} value={second} onChange={(one) => onChange({ inspectors: [first, one] })} />
      {second.name.trim() ? null : <p className="quiet">{tr("行政检查一般由两名以上执法人员进行，请填写同行人员。", "Inspections are as a rule made by two officers or more; please name the second.")}</p>}
      <div className="inspection-pair">
        <Text label={tr("现场负责人", "Person in charge")} value={draft.site_name} onChange={(site_name) => onChange({ site_name })} />
        <Text label={tr("职务", "Post")} value={draft.site_role} onChange={(site_role) => onChange({ site_role })} />
      </div>
    </section>
  );
}

const EMPTY: Draft["inspectors"][number] = { name: "", certificate_no: "" };

interface PersonProps {
  label: string;
  value: Draft["inspectors"][number];
  onChange: (value: Draft["inspectors"][number]) => void;
}

function Person({ label, value, onChange }: PersonProps) {
  return (
    <div className="inspection-pair">
      <Text label={label} value={value.name} onChange={(name) => onChange({ ...value, name })} />
      <Text label={tr(`${label}执法证号`, `Certificate no. (${label.toLowerCase()})`)} value={value.certificate_no} onChange={(certificate_no) => onChange({ ...value, certificate_no })} />
    </div>
  );
}

export function Text({ label, value, onChange, most = 64 }: { label: string; value: string; onChange: (value: string) => void; most?: number }) {
  return <label className="inspection-field"><span>{label}</span><Input value={value} maxLength={most} onChange={(event) => onChange(event.target.value)} /></label>;
}

function Where({ draft, onChange }: Section) {
  const [asking, ask] = useState(false);
  const [silent, none] = useState(false);
  const take = async () => {
    ask(true);
    const place = await whereNow();
    ask(false);
    none(!place);
    if (place) onChange({ place });
  };
  const { place } = draft;
  return (
    <p>
      <Button loading={asking} onClick={() => void take()}>{place ? tr("重新定位", "Locate again") : tr("记录当前位置", "Note where I am")}</Button>{" "}
      {place ? <span>{place.longitude.toFixed(5)}, {place.latitude.toFixed(5)} {tr(`误差 ${place.accuracy_m ?? 0} 米`, `within ${place.accuracy_m ?? 0} m`)}</span> : null}
      {silent && !place ? <span className="quiet">{tr("手机没有给出位置，可在设置中允许定位后重试。", "The device gave no place; allow it in its settings and try again.")}</span> : null}
    </p>
  );
}
