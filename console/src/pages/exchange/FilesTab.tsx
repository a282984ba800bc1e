import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App, Button, DatePicker, Form, Select } from "antd";
import type { Dayjs } from "dayjs";
import { useState } from "react";

import { addSchedule, endSchedule, EXCHANGE, type Exchange } from "@/api/exchange";
import { problemOf } from "@/api/problem";
import { count, NOTHING } from "@/format/quantity";
import { tr } from "@/lang";
import { DataTable } from "@/ui/DataTable";
import { FormDialog, NEEDED } from "@/ui/FormDialog";

const EVERY = [["daily", tr("每日", "Daily")], ["weekly", tr("每周一", "Mondays")], ["monthly", tr("每月1日", "On the first")]].map(([value, label]) => ({ value, label }));
const FORMS = [{ value: "xlsx", label: "Excel" }, { value: "parquet", label: "Parquet" }];

interface Typed { agreement_id: number; dataset: string; form: "xlsx" | "parquet"; every: "daily" | "weekly" | "monthly"; from: Dayjs }

/** Files that are made by themselves, their receipts, and days that were missed. */
export function FilesTab({ told }: { told: Exchange }) {
  const [adding, add] = useState(false);
  const client = useQueryClient();
  const { message } = App.useApp();
  const ending = useMutation({
    mutationFn: endSchedule,
    onError: (error) => void message.error(problemOf(error).message),
    onSuccess: () => EXCHANGE.forEach((queryKey) => void client.invalidateQueries({ queryKey })),
  });
  return (
    <>
      <div className="block-head"><h2>{tr("定期交付", "Schedules")}</h2>{told.may_manage ? <Button onClick={() => add(true)}>{tr("增加定期交付", "Add a schedule")}</Button> : null}</div>
      {told.schedules.length ? (
        <ul>
          {told.schedules.map((one) => (
            <li key={one.id}>
              <b>{one.agreement} {one.dataset_title}</b> {one.every_name} {one.form} <span className="quiet">{tr(`已交付${count(one.delivered)}次，漏${count(one.missed)}次，无回执${count(one.untaken)}次，最近${one.last_on ?? NOTHING}`, `${count(one.delivered)} delivered, ${count(one.missed)} missed, ${count(one.untaken)} without a receipt, last ${one.last_on ?? NOTHING}`)}</span>{" "}
              {told.may_manage ? <Button size="small" loading={ending.isPending} onClick={() => ending.mutate(one.id)}>{tr("终止", "End")}</Button> : null}
            </li>
          ))}
        </ul>
      ) : <p className="quiet">{tr("还没有定期交付", "There is no schedule yet")}</p>}
      <DataTable table="exchange_runs" urlPrefix="f" quick={["state", "every"]} empty={{ what: tr("还没有交付记录", "Nothing was delivered yet"), how: tr("到期日由平台生成文件，漏交付的日子也列在这里", "Files are made on their days; missed days are listed here too") }} />
      {adding ? <AddDialog told={told} onClose={() => add(false)} /> : null}
    </>
  );
}

function AddDialog({ told, onClose }: { told: Exchange; onClose: () => void }) {
  const [form] = Form.useForm<Typed>();
  const chosen = told.agreements.find((one) => one.id === Form.useWatch("agreement_id", form));
  return (
    <FormDialog<Typed, unknown> title={tr("增加定期交付", "Add a schedule")} form={form} initial={{ form: "xlsx", every: "daily" }} send={({ from, ...typed }) => addSchedule({ ...typed, from_on: from.format("YYYY-MM-DD") })} done={tr("已增加", "Added")} renews={EXCHANGE} onClose={onClose}>
      <Form.Item name="agreement_id" label={tr("协议", "Agreement")} rules={NEEDED}><Select options={told.agreements.map((one) => ({ value: one.id, label: one.title }))} /></Form.Item>
      <Form.Item name="dataset" label={tr("数据集", "Data set")} rules={NEEDED}><Select options={(chosen?.datasets ?? []).map((one) => ({ value: one.code, label: one.name }))} /></Form.Item>
      <Form.Item name="form" label={tr("格式", "Form")} rules={NEEDED}><Select options={FORMS} /></Form.Item>
      <Form.Item name="every" label={tr("频率", "Every")} rules={NEEDED}><Select options={EVERY} /></Form.Item>
      <Form.Item name="from" label={tr("起始日期", "From")} rules={NEEDED}><DatePicker /></Form.Item>
    </FormDialog>
  );
}
