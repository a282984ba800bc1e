import { App, Button, DatePicker, Form, Input } from "antd";
import type { Dayjs } from "dayjs";
import { useState } from "react";

import { downloadActs, EXCHANGE, exportActs, setActType, type ActType, type Exchange } from "@/api/exchange";
import { problemOf } from "@/api/problem";
import { tr } from "@/lang";
import { DataTable } from "@/ui/DataTable";
import { FormDialog, NEEDED } from "@/ui/FormDialog";
import { ObjectDrawer } from "@/ui/ObjectDrawer";

/** Records of acts of supervision, exported by period under a number. */
export function ActsTab({ told }: { told: Exchange }) {
  const [doing, take] = useState<ActType | "export" | null>(null);
  const [open, show] = useState<Record<string, unknown> | null>(null);
  const { message } = App.useApp();
  const get = (form: "xlsx" | "json") => void downloadActs(Number(open?.["id"]), form).catch((error: unknown) => void message.error(problemOf(error).message));
  return (
    <>
      <div className="block-head"><h2>{tr("监管行为导出", "Exports of acts")}</h2>{told.may_manage ? <Button onClick={() => take("export")}>{tr("导出一段时间", "Export a period")}</Button> : null}</div>
      <DataTable table="exchange_acts" urlPrefix="x" onOpen={told.may_manage ? show : undefined} empty={{ what: tr("还没有导出过", "Nothing was exported yet"), how: tr("选择期间，导出检查、检定、抽检和处理决定", "Choose a period: inspections, verifications, samples and decisions") }} />
      <h2>{tr("监管行为编码", "Codes of acts")}</h2>
      <ul>
        {told.act_types.map((one) => (
          <li key={one.kind}>
            <b>{one.kind_name}</b> <code>{one.code}</code> {one.name} <span className="quiet">{one.source}</span> {told.may_manage ? <Button size="small" onClick={() => take(one)}>{tr("修改", "Change")}</Button> : null}
          </li>
        ))}
      </ul>
      {open ? <ObjectDrawer open title={`JGXW-${String(open["id"]).padStart(6, "0")}`} onClose={() => show(null)} actions={[<Button key="x" type="primary" onClick={() => get("xlsx")}>{tr("下载Excel", "Download Excel")}</Button>, <Button key="j" onClick={() => get("json")}>{tr("下载JSON", "Download JSON")}</Button>]}><p>{tr(`${String(open["from_on"])} 至 ${String(open["until_on"])}，${String(open["count"])}条，其中${String(open["without_uscc"])}条缺统一社会信用代码`, `${String(open["from_on"])} to ${String(open["until_on"])}, ${String(open["count"])} acts, ${String(open["without_uscc"])} without a USCC`)}</p></ObjectDrawer> : null}
      {doing === "export" ? <PeriodDialog onClose={() => take(null)} /> : doing ? <TypeDialog one={doing} onClose={() => take(null)} /> : null}
    </>
  );
}

function PeriodDialog({ onClose }: { onClose: () => void }) {
  return (
    <FormDialog<{ span: [Dayjs, Dayjs] }, unknown> title={tr("导出监管行为", "Export acts")} send={({ span }) => exportActs({ from_on: span[0].format("YYYY-MM-DD"), until_on: span[1].format("YYYY-MM-DD") })} done={tr("已导出", "Exported")} renews={EXCHANGE} onClose={onClose}>
      <Form.Item name="span" label={tr("期间", "Period")} rules={NEEDED}><DatePicker.RangePicker /></Form.Item>
    </FormDialog>
  );
}

type Typed = Parameters<typeof setActType>[1];

function TypeDialog({ one, onClose }: { one: ActType; onClose: () => void }) {
  return (
    <FormDialog<Typed, unknown> title={one.kind_name} initial={one} send={(typed) => setActType(one.kind, typed)} done={tr("已保存", "Saved")} renews={EXCHANGE} onClose={onClose}>
      <Form.Item name="code" label={tr("监管行为编码", "Code")} rules={NEEDED}><Input maxLength={64} /></Form.Item>
      <Form.Item name="name" label={tr("名称", "Name")} rules={NEEDED}><Input maxLength={128} /></Form.Item>
      <Form.Item name="department" label={tr("默认实施部门", "Department")} rules={NEEDED}><Input maxLength={128} /></Form.Item>
      <Form.Item name="source" label={tr("来源", "Source")} rules={NEEDED}><Input maxLength={200} /></Form.Item>
    </FormDialog>
  );
}
