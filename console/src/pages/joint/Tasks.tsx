import { Button, DatePicker, Form, Input, Select } from "antd";
import type { Dayjs } from "dayjs";
import { useState } from "react";

import { finishOperationTask, giveOperationTask, JOINT, type Operation, type OperationTask } from "@/api/joint";
import { fullTime } from "@/format/time";
import { tr } from "@/lang";
import { PhotoPicker } from "@/pages/papers/PhotoPicker";
import { FormDialog, NEEDED } from "@/ui/FormDialog";
import { Nothing } from "@/ui/PageState";

import { FileList } from "./Records";

/** What each member has to do. */
export function Tasks({ told }: { told: Operation }) {
  const [giving, give] = useState(false);
  const [ending, end] = useState<number | null>(null);
  return (
    <section className="block">
      <div className="block-head"><h2>{tr("部门任务", "Tasks")}</h2>{told.may_give_tasks ? <Button onClick={() => give(true)}>{tr("布置任务", "Give a task")}</Button> : null}</div>
      {told.tasks.length ? (
        <ul className="case-list">
          {told.tasks.map((one) => (
            <li key={one.id}>
              <div><b>{one.department_name}</b> {one.person} {one.text}</div>
              <small className={one.overdue ? "case-overdue" : "quiet"}>{said(one)}</small>
              {one.mine ? <Button size="small" onClick={() => end(one.id)}>{tr("完成", "Done")}</Button> : null}
              {one.files.length ? <FileList files={one.files} /> : null}
            </li>
          ))}
        </ul>
      ) : <Nothing what={tr("没有布置任务", "No task was given")} />}
      {giving ? <GiveDialog told={told} onClose={() => give(false)} /> : null}
      {ending === null ? null : <DoneDialog task={ending} onClose={() => end(null)} />}
    </section>
  );
}

function said(one: OperationTask): string {
  if (one.done_at) return tr(`✓ ${fullTime(one.done_at)} ${one.done_by_name}：${one.result}`, `✓ ${fullTime(one.done_at)} ${one.done_by_name}: ${one.result}`);
  return tr(`○ ${fullTime(one.due_at)}前${one.overdue ? "（已超期）" : ""}`, `○ by ${fullTime(one.due_at)}${one.overdue ? " (overdue)" : ""}`);
}

function GiveDialog({ told, onClose }: { told: Operation; onClose: () => void }) {
  return (
    <FormDialog<{ department: string; person?: string; text: string; due: Dayjs }, Operation> title={tr("布置任务", "Give a task")} send={({ due, person, ...typed }) => giveOperationTask(told.id, { ...typed, person: person ?? "", due_at: due.toISOString() })} done={tr("已布置，该部门会收到通知", "Given; the department is told")} renews={JOINT} onClose={onClose}>
      <Form.Item name="department" label={tr("部门", "Department")} rules={NEEDED}><Select options={told.members.map((one) => ({ value: one.department, label: one.department_name }))} /></Form.Item>
      <Form.Item name="person" label={tr("责任人", "Person")}><Input maxLength={64} /></Form.Item>
      <Form.Item name="text" label={tr("任务", "Task")} rules={NEEDED}><Input.TextArea rows={2} maxLength={500} /></Form.Item>
      <Form.Item name="due" label={tr("期限", "Due")} rules={NEEDED}><DatePicker showTime /></Form.Item>
    </FormDialog>
  );
}

function DoneDialog({ task, onClose }: { task: number; onClose: () => void }) {
  const [files, choose] = useState<readonly File[]>([]);
  return (
    <FormDialog<{ result: string }, Operation> title={tr("完成任务", "Finish a task")} send={({ result }) => finishOperationTask(task, result, files)} done={tr("已完成", "Done")} renews={JOINT} onClose={onClose}>
      <Form.Item name="result" label={tr("结果", "What came of it")} rules={NEEDED}><Input.TextArea rows={3} maxLength={4000} /></Form.Item>
      <Form.Item label={tr("照片", "Photos")}><PhotoPicker chosen={files} onChosen={choose} /></Form.Item>
    </FormDialog>
  );
}
