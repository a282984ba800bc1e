import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Form, Input, InputNumber, Select, Skeleton, Table } from "antd";
import { useState } from "react";

import { problemOf } from "@/api/problem";
import { endGroup, makeGroup, setRate, setTaxSettings, taxDesk, type TaxDesk } from "@/api/tax";
import { decimal } from "@/format/quantity";
import { listed } from "@/format/words";
import { tr } from "@/lang";
import { ObjectDrawer } from "@/ui/ObjectDrawer";
import { FetchedView, Nothing, ProblemView } from "@/ui/PageState";

import { lastMonth } from "./PeriodPicker";

const NEEDED = [{ required: true, message: tr("请填写", "Please fill this in") }];
const KINDS = [
  { value: "vat", label: tr("增值税", "VAT") },
  { value: "urban", label: tr("城市维护建设税（占增值税）", "City construction tax (of VAT)") },
  { value: "education", label: tr("教育费附加（占增值税）", "Education surcharge (of VAT)") },
  { value: "local_education", label: tr("地方教育附加（占增值税）", "Local education surcharge (of VAT)") },
  { value: "surcharge", label: tr("其他附加（占增值税）", "Other surcharges (of VAT)") },
];

/** What the tax desk has set: rates with their days, groups that file as one, settings of the comparison. */
export function DeskDrawer({ onClose }: { onClose: () => void }) {
  const found = useQuery(taxDesk);
  return (
    <ObjectDrawer open title={tr("税率、参数与汇总纳税", "Rates, settings and groups")} onClose={onClose}>
      <FetchedView query={found} loading={<Skeleton active paragraph={{ rows: 10 }} />}>{(data) => <><Rates desk={data} /><Groups desk={data} /><Settings desk={data} /></>}</FetchedView>
    </ObjectDrawer>
  );
}

/** A writing request after which everything of tax is asked anew. */
function useWrite<T>(send: (typed: T) => Promise<unknown>, onDone: () => void) {
  const client = useQueryClient();
  const { message } = App.useApp();
  return useMutation({
    mutationFn: send,
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["tax"] });
      void message.success(tr("已保存，记入操作日志", "Saved, and noted in the journal"));
      onDone();
    },
  });
}

function Rates({ desk }: { desk: TaxDesk }) {
  const [form] = Form.useForm();
  const save = useWrite(setRate, () => form.resetFields());
  return (
    <section>
      <h2>{tr("税率（自生效日起）", "Rates, each from its day on")}</h2>
      <Table
        size="small"
        rowKey={(one) => `${one.kind} ${one.valid_from}`}
        pagination={false}
        dataSource={desk.rates}
        columns={[
          { key: "kind", title: tr("税费", "Kind"), dataIndex: "name" },
          { key: "pct", title: tr("税率", "Rate"), align: "right", render: (_, one) => `${decimal(one.pct, 2)}%` },
          { key: "from", title: tr("生效日", "From"), dataIndex: "valid_from" },
          { key: "basis", title: tr("依据", "Basis"), dataIndex: "basis" },
        ]}
      />
      {desk.may_manage ? (
        <Form form={form} layout="vertical" onFinish={(typed) => save.mutate(typed)}>
          {save.isError ? <ProblemView problem={problemOf(save.error)} /> : null}
          <Form.Item name="kind" label={tr("税费", "Kind")} rules={NEEDED}><Select options={KINDS} /></Form.Item>
          <Form.Item name="pct" label={tr("税率（%）", "Rate (%)")} rules={NEEDED}><InputNumber min={0} max={100} /></Form.Item>
          <Form.Item name="valid_from" label={tr("生效日", "From")} rules={NEEDED}><Input type="date" /></Form.Item>
          <Form.Item name="basis" label={tr("依据文件", "Basis")} rules={NEEDED}><Input maxLength={200} /></Form.Item>
          <Button htmlType="submit" loading={save.isPending}>{tr("设定税率", "Set the rate")}</Button>
        </Form>
      ) : null}
    </section>
  );
}

interface TypedGroup {
  name: string;
  members: string;
  valid_from: string;
}

function Groups({ desk }: { desk: TaxDesk }) {
  const [form] = Form.useForm<TypedGroup>();
  const save = useWrite((typed: TypedGroup) => makeGroup({ name: typed.name, members: typed.members.split(/[\s,，、;；]+/).filter(Boolean), valid_from: typed.valid_from, valid_until: "", note: "" }), () => form.resetFields());
  const end = useWrite((id: number) => endGroup(id, lastMonth()), () => undefined);
  return (
    <section>
      <h2>{tr("汇总纳税（多户多站合并比对）", "Groups that file as one")}</h2>
      {desk.groups.length ? (
        <Table
          size="small"
          rowKey="id"
          pagination={false}
          dataSource={desk.groups}
          columns={[
            { key: "name", title: tr("名称", "Name"), dataIndex: "name" },
            { key: "members", title: tr("成员", "Members"), render: (_, one) => listed(one.members) },
            { key: "span", title: tr("月份", "Months"), render: (_, one) => tr(`${one.valid_from} 至 ${one.valid_until || "今"}`, `${one.valid_from} to ${one.valid_until || "now"}`) },
            ...(desk.may_manage ? [{ key: "end", title: tr("操作", "Do"), render: (_: unknown, one: TaxDesk["groups"][number]) => (one.valid_until ? null : <Button size="small" loading={end.isPending} onClick={() => end.mutate(one.id)}>{tr("到上月为止", "End with last month")}</Button>) }] : []),
          ]}
        />
      ) : <Nothing what={tr("没有汇总纳税组", "There is no group")} how={tr("同一统一社会信用代码的加油站本来就合并比对；跨代码汇总申报的在这里设立", "Stations of one uscc are one taxpayer anyway; set up those that file across them here")} />}
      {end.isError ? <ProblemView problem={problemOf(end.error)} /> : null}
      {desk.may_manage ? (
        <Form<TypedGroup> form={form} layout="vertical" onFinish={(typed) => save.mutate(typed)}>
          {save.isError ? <ProblemView problem={problemOf(save.error)} /> : null}
          <Form.Item name="name" label={tr("名称", "Name")} rules={NEEDED}><Input maxLength={128} /></Form.Item>
          <Form.Item name="members" label={tr("成员：统一社会信用代码或加油站编号，用逗号或换行分开", "Members: usccs or station ids, apart by commas or lines")} rules={NEEDED}><Input.TextArea rows={3} /></Form.Item>
          <Form.Item name="valid_from" label={tr("自月份", "From the month")} rules={NEEDED}><Input type="month" /></Form.Item>
          <Button htmlType="submit" loading={save.isPending}>{tr("设立汇总纳税组", "Set up the group")}</Button>
        </Form>
      ) : null}
    </section>
  );
}

const SETTINGS: readonly [string, string][] = [
  ["credit_months", tr("赊销：以后几个月内多申报的可回补", "Credit sales: so many later months may settle")],
  ["price_sd_pct", tr("均价的标准差（%）", "Standard deviation of the price (%)")],
  ["meters_pct", tr("销量的标准差（%）", "Standard deviation of litres (%)")],
  ["offline_share", tr("离线超过这一比例即数据不足（0–1）", "Undecidable beyond this share offline (0–1)")],
];
const WEIGHTS: readonly [string, string][] = [
  ["litres", tr("油量最高分", "Points of litres")],
  ["share", tr("比例最高分", "Points of share")],
  ["months", tr("月数最高分", "Points of months")],
  ["findings", tr("疑点最高分", "Points of findings")],
  ["full_l", tr("油量满分（升）", "Litres at full points")],
  ["full_pct", tr("比例满分（%）", "Percent at full points")],
  ["full_months", tr("月数满分", "Months at full points")],
  ["full_findings", tr("疑点满分（条）", "Findings at full points")],
];

interface TypedSettings extends Record<string, unknown> {
  reason: string;
  weights: Record<string, number>;
}

function Settings({ desk }: { desk: TaxDesk }) {
  const [form] = Form.useForm<TypedSettings>();
  const [changed, mark] = useState(false);
  const save = useWrite(({ reason, ...typed }: TypedSettings) => setTaxSettings({ ...desk.settings, ...typed }, reason), () => mark(false));
  const number = ([name, label]: readonly [string, string], path: string[]) => <Form.Item key={name} name={[...path, name]} label={label} rules={NEEDED}><InputNumber min={0} disabled={!desk.may_manage} /></Form.Item>;
  return (
    <section>
      <h2>{tr("比对参数与评分权重", "Settings and weights")}</h2>
      <p className="tax-basis">{tr(`允许差 ${decimal(desk.basis.tolerance_pct, 1)}%、最少 ${decimal(desk.basis.least_l)} 升和申报期限随规则 tax.undeclared_sales，在“规则调整”中修改，页面与规则始终一致。`, `Tolerance ${decimal(desk.basis.tolerance_pct, 1)} %, ${decimal(desk.basis.least_l)} L and the deadline are the rule's, changed with the rules: page and rule always agree.`)}</p>
      {save.isError ? <ProblemView problem={problemOf(save.error)} /> : null}
      <Form<TypedSettings> form={form} layout="vertical" initialValues={desk.settings} onValuesChange={() => mark(true)} onFinish={(typed) => save.mutate(typed)}>
        {SETTINGS.map((one) => number(one, []))}
        <Form.Item name="declared_with_vat" label={tr("申报金额", "Declared money")}><Select disabled={!desk.may_manage} options={[{ value: true, label: tr("含增值税", "with VAT") }, { value: false, label: tr("不含增值税", "without VAT") }]} /></Form.Item>
        {WEIGHTS.map((one) => number(one, ["weights"]))}
        {desk.may_manage && changed ? (
          <>
            <Form.Item name="reason" label={tr("修改理由", "Reason")} rules={NEEDED}><Input maxLength={500} /></Form.Item>
            <Button type="primary" htmlType="submit" loading={save.isPending}>{tr("保存参数", "Save")}</Button>
          </>
        ) : null}
      </Form>
    </section>
  );
}
