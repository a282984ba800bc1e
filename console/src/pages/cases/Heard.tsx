import { Button, DatePicker, Form, Input, Select } from "antd";
import type { Dayjs } from "dayjs";
import { useState } from "react";

import { answerAppeal, CASES, recordHearing, type Case, type CaseAppeal } from "@/api/cases";
import { fullTime } from "@/format/time";
import { headed } from "@/format/words";
import { tr } from "@/lang";
import { FormDialog, NEEDED } from "@/ui/FormDialog";

import { APPEAL_RESULTS } from "./words";

/** Hearings, what the station says, the answers; decisions and whether they are effective. */
export function Heard({ told }: { told: Case }) {
  const [hearing, hear] = useState(false);
  const [answering, answer] = useState<CaseAppeal | null>(null);
  const may = told.may_work && (told.status === "hearing" || told.status === "proposed");
  if (!may && !told.hearings.length && !told.appeals.length && !told.decisions.length) return null;
  return (
    <section className="block">
      <div className="block-head"><h2>{tr("告知、听证和决定", "Hearings and decisions")}</h2>{may ? <Button onClick={() => hear(true)}>{tr("记录听证", "Record a hearing")}</Button> : null}</div>
      <ul className="case-list">
        {told.decisions.map((one) => <li key={`d${one.id}`}><div><b>{one.number}</b> {one.outcome_name} <small className="quiet">{one.withdrawn_at ? tr("已撤回", "Withdrawn") : one.effective ? tr("已生效", "Effective") : tr(`${one.effective_on}生效`, `effective ${one.effective_on}`)}</small></div><div className="case-text">{one.text}</div></li>)}
        {told.hearings.map((one) => <li key={`h${one.held_at}`}><div><b>{tr("听证", "Hearing")}</b> {fullTime(one.held_at)} {one.place}{tr("，主持人", ", chaired by ")}{one.chair}</div><small className="quiet">{one.attendees}</small><div className="case-text">{one.minutes}</div></li>)}
        {told.appeals.map((one) => (
          <li key={`a${one.id}`}>
            <div><b>{tr("当事人申辩", "Objection")}</b> {one.made_by_name} {fullTime(one.made_at)}</div>
            <div className="case-text">{one.text}</div>
            {one.answered_at ? <div className="case-text">{headed(one.result_name, one.answer)} <small className="quiet">{one.answered_by_name} {fullTime(one.answered_at)}</small></div> : <small className="quiet">{tr(`${fullTime(one.due_at)}前答复`, `answer by ${fullTime(one.due_at)}`)}</small>}
            {!one.answered_at && told.may_answer ? <Button size="small" onClick={() => answer(one)}>{tr("答复", "Answer")}</Button> : null}
          </li>
        ))}
      </ul>
      {hearing ? <HearingDialog id={told.id} onClose={() => hear(false)} /> : null}
      {answering ? (
        <FormDialog<{ result: CaseAppeal["result"]; answer: string }, Case> title={tr("答复申辩", "Answer an objection")} send={(typed) => answerAppeal(answering.id, { result: typed.result as never, answer: typed.answer })} done={tr("已答复，加油站会收到通知", "Answered; the station is told")} renews={CASES} onClose={() => answer(null)}>
          <Form.Item name="result" label={tr("结论", "Result")} rules={NEEDED}><Select options={APPEAL_RESULTS} /></Form.Item>
          <Form.Item name="answer" label={tr("答复", "Answer")} rules={NEEDED}><Input.TextArea rows={4} maxLength={8000} /></Form.Item>
        </FormDialog>
      ) : null}
    </section>
  );
}

function HearingDialog({ id, onClose }: { id: number; onClose: () => void }) {
  return (
    <FormDialog<{ at: Dayjs; place: string; chair: string; attendees: string; minutes: string }, Case> title={tr("记录听证", "Record a hearing")} width={680} send={({ at, ...typed }) => recordHearing(id, { ...typed, held_at: at.toISOString() })} done={tr("已记录", "Recorded")} renews={CASES} onClose={onClose}>
      <div className="form-pair">
        <Form.Item name="at" label={tr("时间", "When")} rules={NEEDED}><DatePicker showTime /></Form.Item>
        <Form.Item name="place" label={tr("地点", "Where")} rules={NEEDED}><Input maxLength={200} /></Form.Item>
        <Form.Item name="chair" label={tr("主持人", "Chair")} rules={NEEDED}><Input maxLength={64} /></Form.Item>
        <Form.Item name="attendees" label={tr("参加人", "Attendees")} rules={NEEDED}><Input maxLength={500} /></Form.Item>
      </div>
      <Form.Item name="minutes" label={tr("记录", "Minutes")} rules={NEEDED}><Input.TextArea rows={8} maxLength={20000} /></Form.Item>
    </FormDialog>
  );
}
