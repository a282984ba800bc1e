import { Button, Form, Input, Select } from "antd";
import { useState } from "react";

import { decideDifference, decideRow, EXCHANGE, makeBatch, type Decision, type Exchange } from "@/api/exchange";
import { count, NOTHING } from "@/format/quantity";
import { fullTime } from "@/format/time";
import { tr } from "@/lang";
import { DataTable } from "@/ui/DataTable";
import { FormDialog, NEEDED } from "@/ui/FormDialog";

type Doing = { what: "row" | "difference"; id: number; key: string } | "batch";

/** Batches sent to a province, rows that came back, both sides' counts and their differences. */
export function ProvinceTab({ told }: { told: Exchange }) {
  const [doing, take] = useState<Doing | null>(null);
  const decides = (what: "row" | "difference", state: string) => (row: Record<string, unknown>) => {
    if (told.may_manage && row["state"] === state) take({ what, id: Number(row["id"]), key: String(row["key"]) });
  };
  return (
    <>
      <div className="block-head"><h2>{tr("两边数量", "Counts of both sides")}</h2>{told.may_manage ? <Button onClick={() => take("batch")}>{tr("生成批次", "Make a batch")}</Button> : null}</div>
      {told.counts.length ? (
        <ul>
          {told.counts.map((one) => (
            <li key={`${one.platform_id} ${one.dataset}`}>
              <b>{one.platform} {one.dataset_title}</b> {tr(`已接收${count(one.accepted)}行，被退回${count(one.rejected)}行，待回执${count(one.waiting)}行`, `${count(one.accepted)} rows accepted, ${count(one.rejected)} refused, ${count(one.waiting)} waiting`)}{" "}
              <span className="quiet">{one.compared_at ? tr(`${fullTime(one.compared_at)}对账：我方${count(one.ours ?? 0)}，对方${count(one.theirs ?? 0)}，差异待处理${count(one.open)}`, `compared ${fullTime(one.compared_at)}: ours ${count(one.ours ?? 0)}, theirs ${count(one.theirs ?? 0)}, ${count(one.open)} differences open`) : NOTHING}</span>
            </li>
          ))}
        </ul>
      ) : <p className="quiet">{tr("还没有上报过", "Nothing was sent yet")}</p>}
      <h2>{tr("对账差异", "Differences")}</h2>
      <DataTable table="exchange_differences" urlPrefix="d" quick={["state", "kind"]} onOpen={decides("difference", "open")} empty={{ what: tr("没有差异", "There is no difference"), how: tr("每次交换后与对方逐行对账", "Both sides are compared row by row at each exchange") }} />
      <h2>{tr("上报数据", "Rows sent")}</h2>
      <DataTable table="exchange_rows" urlPrefix="r" quick={["state"]} onOpen={decides("row", "rejected")} empty={{ what: tr("还没有上报数据", "No row was sent yet"), how: tr("生成批次后由平台发送", "Make a batch; the platform sends it") }} />
      <h2>{tr("批次", "Batches")}</h2>
      <DataTable table="exchange_batches" urlPrefix="b" quick={["state"]} empty={{ what: tr("还没有批次", "There is no batch yet"), how: tr("生成批次后由平台发送", "Make a batch; the platform sends it") }} />
      {doing === "batch" ? <BatchDialog told={told} onClose={() => take(null)} /> : doing ? <DecideDialog doing={doing} onClose={() => take(null)} /> : null}
    </>
  );
}

function DecideDialog({ doing, onClose }: { doing: Exclude<Doing, "batch">; onClose: () => void }) {
  const steps = [{ value: "again", label: tr("原样重新上报", "Send it again") }, { value: "explain", label: tr("不再上报，说明原因", "Leave it, and say why") }];
  return (
    <FormDialog<Decision, unknown> title={tr(`处理 ${doing.key}`, `Decide on ${doing.key}`)} initial={{ step: "again" }} send={(typed) => (doing.what === "row" ? decideRow(doing.id, typed) : decideDifference(doing.id, typed))} done={tr("已处理", "Done")} renews={EXCHANGE} onClose={onClose}>
      <Form.Item name="step" label={tr("处理", "Decision")} rules={NEEDED}><Select options={steps} /></Form.Item>
      <Form.Item name="note" label={tr("说明", "Why")} rules={NEEDED}><Input.TextArea rows={3} maxLength={500} /></Form.Item>
    </FormDialog>
  );
}

function BatchDialog({ told, onClose }: { told: Exchange; onClose: () => void }) {
  const [form] = Form.useForm<{ platform: number; dataset: string }>();
  const platform = told.platforms.find((one) => one.id === Form.useWatch("platform", form));
  const named = new Map(told.agreements.find((one) => one.id === platform?.agreement_id)?.datasets.map((one) => [one.code, one.name]));
  return (
    <FormDialog<{ platform: number; dataset: string }, { number: number }> title={tr("生成批次", "Make a batch")} form={form} send={(typed) => makeBatch(typed.platform, typed.dataset)} done={tr("已检查：有新增、变更或待重报的行即生成批次", "Checked: new, changed and again wanted rows make a batch")} renews={EXCHANGE} onClose={onClose}>
      <Form.Item name="platform" label={tr("平台", "Platform")} rules={NEEDED}><Select options={told.platforms.filter((one) => one.kind === "province").map((one) => ({ value: one.id, label: one.name }))} /></Form.Item>
      <Form.Item name="dataset" label={tr("数据集", "Data set")} rules={NEEDED}><Select options={(platform?.datasets ?? []).map((code) => ({ value: code, label: named.get(code) ?? code }))} /></Form.Item>
    </FormDialog>
  );
}
