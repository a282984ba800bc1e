import { Input, Radio } from "antd";

import { tr } from "@/lang";

import type { Answer, Draft } from "./draft";
import { Photos } from "./Photos";
import type { Section } from "./section";
import { ANSWERS } from "./words";

/** The checklist, line by line; what is not in order says what is wrong and may have its own photos. */
export function Items({ draft, onChange }: Section) {
  return (
    <section className="inspection-part">
      <h2>{tr("检查项目", "Checklist")}</h2>
      <p className="quiet">{draft.checklist.department_name} {tr(`检查表第 ${draft.checklist.version} 版`, `checklist, version ${draft.checklist.version}`)}</p>
      {draft.checklist.items.map((item, place) => <Line key={item.code} place={place + 1} item={item} draft={draft} onChange={onChange} />)}
    </section>
  );
}

interface LineProps extends Section {
  place: number;
  item: Draft["checklist"]["items"][number];
}

function Line({ place, item, draft, onChange }: LineProps) {
  const told = draft.answers[item.code] ?? { remark: "" };
  const say = (change: { answer?: Answer; remark?: string }) => onChange({ answers: { ...draft.answers, [item.code]: { ...told, ...change } } });
  return (
    <fieldset className="inspection-item">
      <legend>{place}. {item.text}</legend>
      {item.basis ? <small className="quiet">{item.basis}</small> : null}
      <Radio.Group optionType="button" buttonStyle="solid" options={ANSWERS} value={told.answer} onChange={(event) => say({ answer: event.target.value as Answer })} />
      {told.answer === "problem" || told.remark ? (
        <Input.TextArea autoSize maxLength={1000} aria-label={tr(`第${place}项情况`, `What is wrong with item ${place}`)} placeholder={tr("写明不符合的情况", "Say what is wrong")} value={told.remark} onChange={(event) => say({ remark: event.target.value })} />
      ) : null}
      {told.answer === "problem" ? <Photos item={item.code} draft={draft} onChange={onChange} /> : null}
    </fieldset>
  );
}
