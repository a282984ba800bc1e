import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Form, Input, Skeleton, type FormInstance } from "antd";
import { useState } from "react";

import { registerRow, saveRow, sheets, type RegisterRow, type RowKey, type RowValues, type Sheet } from "@/api/register";
import { problemOf } from "@/api/problem";
import { tr } from "@/lang";
import { FetchedView, ProblemView } from "@/ui/PageState";

import "./RecordForm.css";
import { MeanwhileNotice, meanwhile, type Meanwhile } from "./RecordFormConflict";
import { DayInput, FieldInput } from "./RecordFormField";
import { readDay } from "./RecordFormReading";
import { WhatChanges } from "./RecordFormReview";
import { changesBetween, faultOf, inFen, storedRow, titleOf, typedRow, type Typed } from "./RecordFormValues";

export interface RecordFormProps {
  sheet: string;
  /** The row to change, by its key; without it a row is added. */
  rowKey?: RowKey;
  /** What stands in a new row at first; key fields among it are fixed. */
  initial?: RowValues;
  onDone: (row: RegisterRow) => void;
  onCancel?: () => void;
}

/** Adds or changes one row of the register: who may, why, from which day on; what will change is shown before. */
export function RecordForm({ sheet, rowKey, initial, onDone, onCancel }: RecordFormProps) {
  const known = useQuery(sheets);
  const row = useQuery({ ...registerRow(sheet, rowKey ?? {}), enabled: rowKey !== undefined, staleTime: 0, refetchOnWindowFocus: false });
  const loading = <Skeleton active paragraph={{ rows: 8 }} />;
  const filling = (found: Sheet | undefined, before: RowValues | null) =>
    found ? <Filling key={JSON.stringify(rowKey ?? null)} sheet={found} before={before} initial={before ?? initial ?? {}} onDone={onDone} onCancel={onCancel} /> : null;
  return (
    <FetchedView query={known} loading={loading}>
      {(all) => {
        const found = all.find((one) => one.name === sheet);
        if (!rowKey) return filling(found, null);
        return <FetchedView query={row} loading={loading}>{(data) => filling(found, data.values)}</FetchedView>;
      }}
    </FetchedView>
  );
}

interface FillingProps {
  sheet: Sheet;
  before: RowValues | null;
  initial: RowValues;
  onDone: (row: RegisterRow) => void;
  onCancel?: () => void;
}

/** The names of what stands beside the row's own fields. */
const REASON = "_reason";
const EFFECTIVE = "_effective_on";

function Filling({ sheet, before, initial, onDone, onCancel }: FillingProps) {
  const [form] = Form.useForm<Typed>();
  const { message } = App.useApp();
  const client = useQueryClient();
  const [seen, setSeen] = useState(before);
  const [theirs, setTheirs] = useState<Meanwhile | null>(null);
  const save = useMutation({
    mutationFn: (typed: Typed) =>
      saveRow(sheet.name, {
        values: storedRow(sheet, typed),
        reason: (typed[REASON] ?? "").trim(),
        effective_on: readDay(typed[EFFECTIVE] ?? ""),
        seen,
      }),
    onSuccess: (row) => {
      void client.invalidateQueries({ predicate: ({ queryKey }) => STALE_AFTER_SAVING.has(String(queryKey[0])) });
      void message.success(tr("已保存，改动已记入档案变更", "Saved; the change is noted in the register"));
      onDone(row);
    },
    onError: async (error) => {
      const problem = problemOf(error);
      if (problem.status === 409 && seen) await takeTheirs();
      else showFaults(form, problem.fields);
    },
  });
  const takeTheirs = async () => {
    const key = keyOf(sheet, initial);
    const now = await client.fetchQuery({ ...registerRow(sheet.name, key), staleTime: 0 });
    const found = meanwhile(sheet, seen ?? {}, now.values, form.getFieldsValue(true) as Typed);
    form.setFieldsValue(found.typed);
    setSeen(now.values);
    setTheirs(found);
  };
  return (
    <Form<Typed>
      form={form}
      name={`record-${sheet.name}`}
      layout="vertical"
      className="record-form"
      initialValues={typedRow(sheet, initial)}
      requiredMark
      scrollToFirstError={{ focus: true }}
      onFinish={(typed) => save.mutate(typed)}
      onValuesChange={(changed) => Object.keys(changed).forEach((name) => form.setFields([{ name, errors: [] }]))}
    >
      {sheet.note ? <p className="quiet record-note">{sheet.note}</p> : null}
      {theirs ? <MeanwhileNotice found={theirs} /> : null}
      {save.isError && !(problemOf(save.error).status === 409 && theirs) ? <ProblemView problem={problemOf(save.error)} /> : null}
      <div className="record-fields">
        {sheet.fields.map((field) => (
          <Form.Item
            key={field.name}
            name={field.name}
            label={titleOf(field)}
            extra={inFen(field) ? undefined : field.note || undefined}
            required={field.required}
            validateTrigger="onBlur"
            rules={[{ validator: (_, typed: string) => told(faultOf(field, typed)) }]}
          >
            <FieldInput field={field} disabled={field.key && (before !== null || initial[field.name] !== undefined)} />
          </Form.Item>
        ))}
      </div>
      <Why />
      <Form.Item noStyle shouldUpdate>
        {() => <WhatChanges sheet={sheet} before={seen} changes={changesNow(sheet, seen, form.getFieldsValue(true) as Typed)} />}
      </Form.Item>
      <div className="record-buttons">
        {onCancel ? <Button onClick={onCancel}>{tr("取消", "Cancel")}</Button> : null}
        <Button type="primary" htmlType="submit" loading={save.isPending}>{before ? tr("保存改动", "Save changes") : tr("新增", "Add")}</Button>
      </div>
    </Form>
  );
}

/** What was fetched of the register and may stand otherwise after somebody wrote to it. */
const STALE_AFTER_SAVING = new Set(["register", "table", "station", "charts", "timeline", "dossier", "map", "companies"]);

const told = (fault: string | null): Promise<void> => (fault ? Promise.reject(new Error(fault)) : Promise.resolve());

const keyOf = (sheet: Sheet, values: RowValues): RowKey =>
  Object.fromEntries(sheet.fields.filter((field) => field.key).map((field) => [field.name, String(values[field.name] ?? "")]));

/** Every change between the row and what is typed; null while something typed cannot be read. */
function changesNow(sheet: Sheet, before: RowValues | null, typed: Typed) {
  try {
    return changesBetween(sheet, before ?? {}, storedRow(sheet, typed));
  } catch {
    return null;
  }
}

function showFaults(form: FormInstance<Typed>, faults: readonly { name: string; message: string }[]): void {
  const [first] = faults;
  if (!first) return;
  form.setFields(faults.map(({ name, message }) => ({ name: name === "reason" ? REASON : name === "effective_on" ? EFFECTIVE : name, errors: [message] })));
  form.scrollToField(first.name, { focus: true });
}

/** Who changes the register says why, and from which day on it is so. */
function Why() {
  return (
    <fieldset className="record-why">
      <legend>{tr("改动说明", "About this change")}</legend>
      <Form.Item name={REASON} label={tr("理由", "Reason")} rules={[{ required: true, whitespace: true, message: tr("请写明理由", "Please say why") }]}>
        <Input.TextArea rows={2} maxLength={512} showCount placeholder={tr("例如：企业申请变更，文号……；核对现场铭牌", "e.g. applied for by the company, document no. …; checked on site")} />
      </Form.Item>
      <Form.Item
        name={EFFECTIVE}
        label={tr("自哪一天起", "In effect since")}
        extra={tr("不填即为今天", "Empty means today")}
        validateTrigger="onBlur"
        rules={[{ validator: (_, typed?: string) => told(typed && !readDay(typed) ? tr("请按 2025-09-01 或 2025.9.1 填写", "Write it as 2025-09-01 or 2025.9.1") : null) }]}
      >
        <DayInput disabled={false} withTime={false} />
      </Form.Item>
    </fieldset>
  );
}
