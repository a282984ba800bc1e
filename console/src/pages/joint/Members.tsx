import { Button, Form, Input } from "antd";
import { useState } from "react";

import { answerOperation, JOINT, type Operation } from "@/api/joint";
import { fullTime } from "@/format/time";
import { withNote } from "@/format/words";
import { tr } from "@/lang";
import { FormDialog, NEEDED } from "@/ui/FormDialog";

type Member = Operation["members"][number];

/** The departments that take part, and what each answered. */
export function Members({ told }: { told: Operation }) {
  const [answering, answer] = useState<boolean | null>(null);
  return (
    <section className="block">
      <div className="block-head">
        <h2>{tr("参加部门", "Members")}</h2>
        {told.may_answer ? <span className="case-buttons"><Button type="primary" onClick={() => answer(true)}>{tr("确认参加", "Take part")}</Button><Button onClick={() => answer(false)}>{tr("不参加", "Decline")}</Button></span> : null}
      </div>
      <ul className="case-list">
        {told.members.map((one) => (
          <li key={one.department}>
            <div><b>{one.lead ? withNote(one.department_name, tr("牵头", "lead")) : one.department_name}</b> {one.people}</div>
            <small className={one.declined_at ? "case-overdue" : "quiet"}>{said(one)}</small>
          </li>
        ))}
      </ul>
      {answering === null ? null : <AnswerDialog id={told.id} takesPart={answering} onClose={() => answer(null)} />}
    </section>
  );
}

function said(one: Member): string {
  if (one.confirmed_at) return tr(`✓ ${fullTime(one.confirmed_at)} ${one.answered_by_name}确认参加`, `✓ confirmed ${fullTime(one.confirmed_at)} ${one.answered_by_name}`);
  if (one.declined_at) return tr(`✗ ${fullTime(one.declined_at)} ${one.answered_by_name}不参加：${one.note}`, `✗ declined ${fullTime(one.declined_at)} ${one.answered_by_name}: ${one.note}`);
  return tr("○ 等待确认", "○ not answered yet");
}

function AnswerDialog({ id, takesPart, onClose }: { id: number; takesPart: boolean; onClose: () => void }) {
  return (
    <FormDialog<{ people?: string; note?: string }, Operation> title={takesPart ? tr("确认参加", "Take part") : tr("不参加", "Decline")} send={({ people, note }) => answerOperation(id, { takes_part: takesPart, people: people ?? "", note: note ?? "" })} done={tr("已答复", "Answered")} renews={JOINT} onClose={onClose}>
      {takesPart
        ? <Form.Item name="people" label={tr("参加人员", "Who takes part")} rules={NEEDED}><Input maxLength={500} placeholder={tr("姓名和执法证号", "Names")} /></Form.Item>
        : <Form.Item name="note" label={tr("原因", "Why")} rules={NEEDED}><Input.TextArea rows={2} maxLength={500} /></Form.Item>}
    </FormDialog>
  );
}
