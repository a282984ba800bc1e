import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Checkbox, Descriptions, Form, Input, Select, Skeleton } from "antd";
import { useState } from "react";

import { application, decideApplication, EXCHANGE, stepEntry, writeEntry, type Application, type Exchange } from "@/api/exchange";
import { problemOf } from "@/api/problem";
import { sharingOverview } from "@/api/sharing";
import { listed } from "@/format/words";
import { tr } from "@/lang";
import { DataTable } from "@/ui/DataTable";
import { FormDialog, NEEDED } from "@/ui/FormDialog";
import { ObjectDrawer } from "@/ui/ObjectDrawer";
import { FetchedView } from "@/ui/PageState";
import { useUrlState } from "@/ui/useUrlState";

const FREQUENCIES = [["live", tr("实时", "At once")], ["daily", tr("每日", "Daily")], ["weekly", tr("每周", "Weekly")], ["monthly", tr("每月", "Monthly")], ["yearly", tr("每年", "Yearly")]].map(([value, label]) => ({ value, label }));
const TYPES = [["free", tr("无条件共享", "Unconditional")], ["conditional", tr("有条件共享", "Conditional")], ["none", tr("不予共享", "Not shared")]].map(([value, label]) => ({ value, label }));

/** Applications to decide, and our data sets in the platform's catalogue. */
export function CatalogueTab({ told }: { told: Exchange }) {
  const { search, change } = useUrlState();
  const [entry, show] = useState<Record<string, unknown> | null>(null);
  const [writing, write] = useState(false);
  const open = Number(search.get("open"));
  return (
    <>
      <h2>{tr("共享申请", "Applications")}</h2>
      <DataTable table="exchange_applications" quick={["status"]} onOpen={(row) => change({ open: String(row["id"]) })} empty={{ what: tr("还没有收到申请", "No application came yet"), how: tr("由政务数据共享平台送来，或在“平台”页导入文件", "They come from the platform, or by a file taken on the tab of platforms") }} />
      <div className="block-head"><h2>{tr("共享目录", "Catalogue")}</h2>{told.may_manage ? <Button onClick={() => write(true)}>{tr("编制目录", "Write an entry")}</Button> : null}</div>
      <DataTable table="exchange_entries" urlPrefix="e" quick={["status", "share_type"]} onOpen={show} empty={{ what: tr("目录还是空的", "The catalogue is empty"), how: tr("编制一条，写明字段、更新频率、共享类型和依据，由他人发布", "Write an entry with fields, frequency, type and basis; somebody else publishes it") }} />
      {open ? <ApplicationDrawer id={open} onClose={() => change({ open: null })} /> : null}
      {entry ? <EntryDrawer row={entry} approves={told.may_approve} onClose={() => show(null)} /> : null}
      {writing ? <EntryDialog told={told} onClose={() => write(false)} /> : null}
    </>
  );
}

function ApplicationDrawer({ id, onClose }: { id: number; onClose: () => void }) {
  const found = useQuery(application(id));
  const [step, take] = useState<"approve" | "refuse" | null>(null);
  const may = found.data?.may_decide;
  return (
    <ObjectDrawer open title={found.data ? `${found.data.applicant} ${found.data.their_no}` : tr("共享申请", "Application")} onClose={onClose} actions={may ? [<Button key="a" type="primary" onClick={() => take("approve")}>{tr("同意", "Approve")}</Button>, <Button key="r" onClick={() => take("refuse")}>{tr("不同意", "Refuse")}</Button>] : null}>
      <FetchedView query={found} loading={<Skeleton active />}>{(one) => <View one={one} />}</FetchedView>
      {step ? (
        <FormDialog<{ reason?: string }, Application> title={step === "approve" ? tr("同意共享申请", "Approve") : tr("不同意共享申请", "Refuse")} send={({ reason }) => decideApplication(id, { step, reason: reason ?? "" })} done={step === "approve" ? tr("已同意，协议已生效", "Approved; the agreement holds") : tr("已退回申请", "Refused")} renews={EXCHANGE} onClose={() => take(null)}>
          <Form.Item name="reason" label={tr("意见", "Reason")} rules={step === "approve" ? [] : NEEDED}><Input.TextArea rows={3} maxLength={2000} /></Form.Item>
        </FormDialog>
      ) : null}
    </ObjectDrawer>
  );
}

function View({ one }: { one: Application }) {
  const items = [
    [tr("状态", "State"), [one.status_name, one.decided_by_name, one.reason].filter(Boolean).join(" ")],
    [tr("数据集", "Data set"), one.dataset_title],
    [tr("字段", "Fields"), listed(one.fields.map((field) => field.name))],
    [tr("目录外字段", "Not in the catalogue"), one.not_in_catalogue.length ? listed(one.not_in_catalogue) : tr("无", "None")],
    [tr("区划", "Regions"), listed(one.regions)],
    [tr("用途", "Purpose"), one.purpose],
    [tr("依据", "Basis"), one.basis],
    [tr("期限", "Term"), tr(`${one.from_on} 至 ${one.until_on}`, `${one.from_on} to ${one.until_on}`)],
    [tr("联系", "Contact"), one.contact],
  ];
  return <Descriptions bordered size="small" column={1} items={items.map(([label, children]) => ({ key: label, label, children }))} />;
}

function EntryDrawer({ row, approves, onClose }: { row: Record<string, unknown>; approves: boolean; onClose: () => void }) {
  const client = useQueryClient();
  const { message } = App.useApp();
  const step = row["status"] === "draft" ? "publish" : row["status"] === "published" ? "withdraw" : null;
  const doing = useMutation({
    mutationFn: () => stepEntry(Number(row["id"]), step ?? "publish"),
    onError: (error) => void message.error(problemOf(error).message),
    onSuccess: () => {
      EXCHANGE.forEach((queryKey) => void client.invalidateQueries({ queryKey }));
      onClose();
    },
  });
  return (
    <ObjectDrawer open title={String(row["title"])} onClose={onClose} actions={approves && step ? <Button type="primary" loading={doing.isPending} onClick={() => doing.mutate()}>{step === "publish" ? tr("发布", "Publish") : tr("撤下", "Withdraw")}</Button> : null}>
      <Descriptions bordered size="small" column={1} items={[[tr("依据", "Basis"), row["basis"]], [tr("版本", "Version"), row["version"]], [tr("平台编号", "Their no."), row["their_no"]], [tr("编制人", "Written by"), row["made_by_name"]], [tr("发布人", "Published by"), row["decided_by_name"]]].map(([label, children]) => ({ key: String(label), label: String(label), children: String(children ?? "") }))} />
    </ObjectDrawer>
  );
}

type Typed = Parameters<typeof writeEntry>[0];

function EntryDialog({ told, onClose }: { told: Exchange; onClose: () => void }) {
  const known = useQuery(sharingOverview);
  const [form] = Form.useForm<Typed>();
  const chosen = Form.useWatch("dataset", form);
  const limited = Form.useWatch("share_type", form) !== "free";
  const set = known.data?.datasets.find((one) => one.code === chosen);
  const platforms = told.platforms.filter((one) => one.kind === "catalogue").map((one) => ({ value: one.id, label: one.name }));
  return (
    <FormDialog<Typed, unknown> title={tr("编制目录", "Write an entry")} width={720} form={form} initial={{ share_type: "conditional", frequency: "daily", basis: "" }} send={writeEntry} done={tr("已编制，待他人发布", "Written; somebody else publishes it")} renews={EXCHANGE} onClose={onClose}>
      <div className="form-pair">
        <Form.Item name="platform_id" label={tr("平台", "Platform")} rules={NEEDED}><Select options={platforms} /></Form.Item>
        <Form.Item name="dataset" label={tr("数据集", "Data set")} rules={NEEDED}><Select showSearch optionFilterProp="label" options={(known.data?.datasets ?? []).map((one) => ({ value: one.code, label: one.title }))} /></Form.Item>
        <Form.Item name="title" label={tr("目录名称", "Title")} rules={NEEDED}><Input maxLength={200} /></Form.Item>
        <Form.Item name="summary" label={tr("摘要", "Summary")} rules={NEEDED}><Input maxLength={500} /></Form.Item>
        <Form.Item name="frequency" label={tr("更新频率", "Renewed")} rules={NEEDED}><Select options={FREQUENCIES} /></Form.Item>
        <Form.Item name="share_type" label={tr("共享类型", "Sharing")} rules={NEEDED}><Select options={TYPES} /></Form.Item>
      </div>
      <Form.Item name="basis" label={tr("依据", "Basis")} rules={limited ? NEEDED : []}><Input maxLength={500} /></Form.Item>
      {set ? <Form.Item name="fields" label={tr("字段", "Fields")} rules={NEEDED}><Checkbox.Group options={set.fields.map((one) => ({ value: String(one["name"]), label: String(one["title"]) }))} /></Form.Item> : null}
    </FormDialog>
  );
}
