import { useQuery } from "@tanstack/react-query";
import { Button, DatePicker, Form, Input, Select } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { useRef } from "react";

import { addMeasure, enterResult, incidentOverview, INCIDENTS, planDrill, type Drill, type DrillIn } from "@/api/incidents";
import { useCounties } from "@/app/useCounties";
import { cityDay } from "@/format/days";
import { tr } from "@/lang";
import { FormDialog, NEEDED } from "@/ui/FormDialog";

import { KINDS } from "./words";

const DAY = "YYYY-MM-DD";
const WORDS = /[\s,，、]+/;

function useDepartments() {
  const known = useQuery(incidentOverview);
  return (known.data?.departments ?? []).map((one) => ({ value: one.code, label: one.name }));
}

type Planned = Pick<DrillIn, "title" | "kind" | "region" | "scenario" | "participants"> & { day: Dayjs; stations?: string };

/** Plans a drill at stations, or in a county without one. */
export function PlanDrill({ onClose }: { onClose: (made: number | null) => void }) {
  const made = useRef<number | null>(null);
  const counties = useCounties();
  return (
    <FormDialog<Planned, Drill>
      title={tr("计划演练", "Plan a drill")}
      width={680}
      initial={{ kind: "spill", day: cityDay() }}
      send={({ day, stations, ...typed }) => planDrill({ ...typed, region: typed.region || null, held_on: day.format(DAY), stations: (stations ?? "").split(WORDS).filter(Boolean), participants: typed.participants ?? [] })}
      done={tr("已计划，参加部门会收到通知", "Planned; the departments are told")}
      renews={INCIDENTS}
      onDone={(one) => {
        made.current = one.id;
      }}
      onClose={() => onClose(made.current)}
    >
      <Form.Item name="title" label={tr("名称", "Title")} rules={NEEDED}><Input maxLength={200} /></Form.Item>
      <div className="form-pair">
        <Form.Item name="kind" label={tr("类别", "Kind")} rules={NEEDED}><Select options={KINDS} /></Form.Item>
        <Form.Item name="day" label={tr("日期", "Day")} rules={NEEDED}><DatePicker /></Form.Item>
        <Form.Item name="stations" label={tr("加油站编号（多个用逗号分开）", "Station ids (commas between)")}><Input /></Form.Item>
        <Form.Item name="region" label={tr("所在县区（无加油站时必填）", "County (without a station)")}><Select allowClear options={counties.map((one) => ({ value: one.region_code, label: one.name }))} /></Form.Item>
      </div>
      <Form.Item name="scenario" label={tr("情景", "Scenario")} rules={NEEDED}><Input.TextArea rows={3} maxLength={4000} /></Form.Item>
      <Parts />
    </FormDialog>
  );
}

/** Departments that take part, with their people. */
function Parts() {
  const departments = useDepartments();
  return (
    <Form.List name="participants">
      {(fields, { add, remove }) => (
        <>
          {fields.map((field) => (
            <div key={field.key} className="form-pair">
              <Form.Item name={[field.name, "department"]} label={tr("参加部门", "Department")} rules={NEEDED}><Select options={departments} /></Form.Item>
              <Form.Item name={[field.name, "people"]} label={tr("人员", "People")} initialValue=""><Input maxLength={500} addonAfter={<Button type="text" size="small" onClick={() => remove(field.name)}>{tr("移除", "Remove")}</Button>} /></Form.Item>
            </div>
          ))}
          <Button onClick={() => add()}>{tr("增加参加部门", "Add a department")}</Button>
        </>
      )}
    </Form.List>
  );
}

interface Result {
  day: Dayjs;
  went_well: string;
  went_badly?: string;
  measures?: { department: string; text: string; due: Dayjs }[];
}

/** What a drill showed, and the measures that follow. */
export function ResultDialog({ told, onClose }: { told: Drill; onClose: () => void }) {
  const departments = useDepartments();
  return (
    <FormDialog<Result, Drill>
      title={tr("登记演练结果", "Results of the drill")}
      width={680}
      initial={{ day: dayjs(told.held_on) }}
      send={({ day, went_well, went_badly, measures }) => enterResult(told.id, { held_on: day.format(DAY), went_well, went_badly: went_badly ?? "", measures: (measures ?? []).map(({ due, ...one }) => ({ ...one, due_on: due.format(DAY) })) })}
      done={tr("已登记", "Entered")}
      renews={INCIDENTS}
      onClose={onClose}
    >
      <Form.Item name="day" label={tr("演练日期", "Day")} rules={NEEDED}><DatePicker /></Form.Item>
      <Form.Item name="went_well" label={tr("成效", "What went well")} rules={NEEDED}><Input.TextArea rows={2} maxLength={4000} /></Form.Item>
      <Form.Item name="went_badly" label={tr("问题", "What went badly")}><Input.TextArea rows={2} maxLength={4000} /></Form.Item>
      <Form.List name="measures">
        {(fields, { add }) => (
          <>
            {fields.map((field) => (
              <div key={field.key} className="form-pair">
                <Form.Item name={[field.name, "text"]} label={tr("改进措施", "Measure")} rules={NEEDED}><Input maxLength={500} /></Form.Item>
                <Form.Item name={[field.name, "department"]} label={tr("责任部门", "Department")} rules={NEEDED}><Select options={departments} /></Form.Item>
                <Form.Item name={[field.name, "due"]} label={tr("期限", "Due")} rules={NEEDED}><DatePicker /></Form.Item>
              </div>
            ))}
            <Button onClick={() => add()}>{tr("增加改进措施", "Add a measure")}</Button>
          </>
        )}
      </Form.List>
    </FormDialog>
  );
}

/** A further measure after a drill. */
export function MeasureDialog({ id, onClose }: { id: number; onClose: () => void }) {
  const departments = useDepartments();
  return (
    <FormDialog<{ department: string; text: string; due: Dayjs }, Drill> title={tr("增加措施", "Add a measure")} send={({ due, ...typed }) => addMeasure(id, { ...typed, due_on: due.format(DAY) })} done={tr("已布置，该部门会收到通知", "Given; the department is told")} renews={INCIDENTS} onClose={onClose}>
      <Form.Item name="department" label={tr("责任部门", "Department")} rules={NEEDED}><Select options={departments} /></Form.Item>
      <Form.Item name="text" label={tr("措施", "Measure")} rules={NEEDED}><Input.TextArea rows={2} maxLength={500} /></Form.Item>
      <Form.Item name="due" label={tr("期限", "Due")} rules={NEEDED}><DatePicker /></Form.Item>
    </FormDialog>
  );
}
