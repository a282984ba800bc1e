import { Button, DatePicker, Form, Input } from "antd";
import type { Dayjs } from "dayjs";
import { useState } from "react";

import { CASES, finishTask, giveTask, type Case } from "@/api/cases";
import { fullTime } from "@/format/time";
import { tr } from "@/lang";
import { FormDialog, NEEDED } from "@/ui/FormDialog";

import { Departments } from "./StepDialog";

/** What each department has to do for a case. */
export function Tasks({ told }: { told: Case }) {
  const [giving, give] = useState(false);
  const [ending, end] = useState<number | null>(null);
  return (
    <section className="block">
      <div className="block-head"><h2>{tr("部门任务", "Tasks of departments")}</h2>{told.may_work ? <Button onClick={() => give(true)}>{tr("布置任务", "Give a task")}</Button> : null}</div>
      {told.tasks.length ? (
        <ul className="case-list">
          {told.tasks.map((one) => (
            <li key={one.id}>
              <div><b>{one.department_name}</b> {one.text}</div>
              <small className={one.overdue ? "case-overdue" : "quiet"}>
                {one.done_at ? tr(`✓ ${fullTime(one.done_at)} ${one.done_by_name}：${one.result}`, `✓ ${fullTime(one.done_at)} ${one.done_by_name}: ${one.result}`) : tr(`○ ${fullTime(one.due_at)}前${one.overdue ? "（已超期）" : ""}`, `○ by ${fullTime(one.due_at)}${one.overdue ? " (overdue)" : ""}`)}
              </small>
              {one.mine ? <Button size="small" onClick={() => end(one.id)}>{tr("完成", "Done")}</Button> : null}
            </li>
          ))}
        </ul>
      ) : <p className="quiet">{tr("没有布置任务", "No task was given")}</p>}
      {giving ? <GiveDialog id={told.id} onClose={() => give(false)} /> : null}
      {ending !== null ? (
        <FormDialog<{ result: string }, Case> title={tr("完成任务", "Finish a task")} send={(typed) => finishTask(ending, typed)} done={tr("已完成", "Done")} renews={CASES} onClose={() => end(null)}>
          <Form.Item name="result" label={tr("结果", "What came of it")} rules={NEEDED}><Input.TextArea rows={3} maxLength={4000} /></Form.Item>
        </FormDialog>
      ) : null}
    </section>
  );
}

function GiveDialog({ id, onClose }: { id: number; onClose: () => void }) {
  return (
    <FormDialog<{ department: string; text: string; due: Dayjs }, Case> title={tr("布置任务", "Give a task")} send={({ due, ...typed }) => giveTask(id, { ...typed, due_at: due.toISOString() })} done={tr("已布置，该部门会收到通知", "Given; the department is told")} renews={CASES} onClose={onClose}>
      <Departments />
      <Form.Item name="text" label={tr("任务", "Task")} rules={NEEDED}><Input.TextArea rows={2} maxLength={500} /></Form.Item>
      <Form.Item name="due" label={tr("期限", "Due")} rules={NEEDED}><DatePicker showTime /></Form.Item>
    </FormDialog>
  );
}
