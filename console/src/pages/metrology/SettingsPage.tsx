import { useQuery } from "@tanstack/react-query";
import { Button, Checkbox, DatePicker, Form, Input, InputNumber, Select, Skeleton, Table } from "antd";
import type { Dayjs } from "dayjs";
import { useState } from "react";

import { desk, editions, positions, setDesk, setEdition, setPosition, type Desk, type Edition, type NewEdition } from "@/api/metrology";
import { useMay } from "@/app/session";
import { decimal } from "@/format/quantity";
import { tr } from "@/lang";
import { Answer } from "@/ui/Answer";
import { PageHead } from "@/ui/PageHead";
import { FetchedView } from "@/ui/PageState";

import { FormDialog, NEEDED } from "./FormDialog";
import "./metrology.css";

type Opened = "edition" | "position" | "desk" | null;

/** 计量设置: editions of JJG 443, positions of seals, what new dispensers need, who gets a notice. */
export default function SettingsPage() {
  const may = useMay("metrology.manage");
  const [known, sealed, city] = [useQuery(editions), useQuery(positions), useQuery(desk)];
  const [opened, open] = useState<Opened>(null);
  const head = (word: string, what: Opened, button: string) => (
    <div className="block-head"><h2>{word}</h2>{may ? <Button onClick={() => open(what)}>{button}</Button> : null}</div>
  );
  return (
    <div className="page">
      <PageHead title={tr("计量设置", "Metering settings")} />
      <Answer>{tr("检定结果按检定当日现行的规程版本判定；限值和来源是数据，须由计量部门核对后使用。", "Results are judged by the edition in force that day; limits and sources are data, to be confirmed by the metering department.")}</Answer>
      <section className="block">
        {head(tr("检定规程版本", "Editions of JJG 443"), "edition", tr("登记版本", "Enter an edition"))}
        <FetchedView query={known} loading={<Skeleton active />}>{(data) => <Editions rows={data} />}</FetchedView>
      </section>
      <section className="block">
        {head(tr("施封位置", "Positions of seals"), "position", tr("增加位置", "Add a position"))}
        <FetchedView query={sealed} loading={<Skeleton active />}>{(data) => <p>{data.map((one) => `${one.name}${one.required ? tr("（必封）", " (required)") : ""}`).join(tr("、", ", "))}</p>}</FetchedView>
      </section>
      <section className="block">
        {head(tr("新装验收与处理通报", "Acceptance and notices"), "desk", tr("修改", "Change"))}
        <FetchedView query={city} loading={<Skeleton active />}>{(data) => <p>{said(data)}</p>}</FetchedView>
      </section>
      {opened === "edition" ? <EditionDialog onClose={() => open(null)} /> : null}
      {opened === "position" ? <PositionDialog onClose={() => open(null)} /> : null}
      {opened === "desk" && city.data ? <DeskDialog data={city.data} onClose={() => open(null)} /> : null}
    </div>
  );
}

const yes = (one: boolean): string => (one ? tr("要求", "required") : tr("不要求", "not required"));
const said = (one: Desk): string =>
  tr(`新装加油机的e-CQS联网功能：${yes(one.require_ecqs)}；远程监管套件：${yes(one.require_remote_kit)}；依据：${one.source || "未填写"}；处理通报发送给：${one.notice_to.join("、")}。`, `New dispensers: link with e-CQS ${yes(one.require_ecqs)}, remote-supervision kit ${yes(one.require_remote_kit)}; source: ${one.source || "not given"}. Notices go to: ${one.notice_to.join(", ")}.`);

function Editions({ rows }: { rows: readonly Edition[] }) {
  return (
    <Table
      size="small"
      rowKey="id"
      dataSource={[...rows]}
      pagination={false}
      scroll={{ x: 820 }}
      columns={[
        { key: "code", title: tr("版本", "Edition"), dataIndex: "code", width: 130 },
        { key: "from", title: tr("施行日期", "In force from"), dataIndex: "valid_from", width: 120 },
        { key: "mpe", title: tr("最大允许误差", "Permissible error"), align: "right", width: 130, render: (_, one) => `±${decimal(one.mpe_pct, 2)}%` },
        { key: "repeat", title: tr("重复性", "Repeatability"), align: "right", width: 110, render: (_, one) => `${decimal(one.repeatability_pct, 2)}%` },
        { key: "months", title: tr("周期（月）", "Months"), align: "right", dataIndex: "interval_months", width: 100 },
        { key: "source", title: tr("来源", "Source"), dataIndex: "source" },
      ]}
    />
  );
}

function EditionDialog({ onClose }: { onClose: () => void }) {
  return (
    <FormDialog<Omit<NewEdition, "valid_from"> & { valid_from: Dayjs }, unknown>
      title={tr("登记检定规程版本", "Enter an edition")}
      initial={{ mpe_pct: 0.3, repeatability_pct: 0.1, range_divisor: 1, readings: 3, interval_months: 6 }}
      send={(typed) => setEdition({ ...typed, valid_from: typed.valid_from.format("YYYY-MM-DD") })}
      done={tr("已登记", "Entered")}
      onClose={onClose}
    >
      <div className="form-pair">
        <Form.Item name="code" label={tr("版本", "Edition")} rules={NEEDED}><Input maxLength={32} /></Form.Item>
        <Form.Item name="valid_from" label={tr("施行日期", "In force from")} rules={NEEDED}><DatePicker /></Form.Item>
        <Form.Item name="mpe_pct" label={tr("最大允许误差（%）", "Permissible error (%)")} rules={NEEDED}><InputNumber min={0.001} max={5} step={0.01} /></Form.Item>
        <Form.Item name="repeatability_pct" label={tr("重复性（%）", "Repeatability (%)")} rules={NEEDED}><InputNumber min={0.001} max={5} step={0.01} /></Form.Item>
        <Form.Item name="range_divisor" label={tr("极差系数（1为极差本身）", "Divisor of the range (1: the range)")} rules={NEEDED}><InputNumber min={1} max={10} step={0.01} /></Form.Item>
        <Form.Item name="readings" label={tr("每点读数次数", "Readings a point")} rules={NEEDED}><InputNumber min={2} max={10} /></Form.Item>
        <Form.Item name="interval_months" label={tr("检定周期（月）", "Months of a certificate")} rules={NEEDED}><InputNumber min={1} max={60} /></Form.Item>
        <Form.Item name="source" label={tr("来源", "Source")} rules={NEEDED}><Input maxLength={200} /></Form.Item>
      </div>
    </FormDialog>
  );
}

function PositionDialog({ onClose }: { onClose: () => void }) {
  return (
    <FormDialog<Parameters<typeof setPosition>[0], unknown> title={tr("增加施封位置", "Add a position of seals")} initial={{ required: false, source: "" }} send={setPosition} done={tr("已增加", "Added")} onClose={onClose}>
      <Form.Item name="code" label={tr("代码（小写英文）", "Code (small letters)")} rules={[...NEEDED, { pattern: /^[a-z][a-z0-9_]{1,31}$/, message: tr("小写英文字母、数字和下划线", "Small letters, digits, underscores") }]}><Input maxLength={32} /></Form.Item>
      <Form.Item name="zh" label={tr("中文名称", "Chinese name")} rules={NEEDED}><Input maxLength={64} /></Form.Item>
      <Form.Item name="en" label={tr("英文名称", "English name")} rules={NEEDED}><Input maxLength={64} /></Form.Item>
      <Form.Item name="required" valuePropName="checked"><Checkbox>{tr("必须施封", "Has to be sealed")}</Checkbox></Form.Item>
    </FormDialog>
  );
}

function DeskDialog({ data, onClose }: { data: Desk; onClose: () => void }) {
  return (
    <FormDialog<Desk, unknown> title={tr("新装验收与处理通报", "Acceptance and notices")} initial={data} send={setDesk} done={tr("已保存", "Saved")} onClose={onClose}>
      <Form.Item name="require_ecqs" valuePropName="checked"><Checkbox>{tr("新装、更换的加油机须具备e-CQS联网功能", "New dispensers must link with e-CQS")}</Checkbox></Form.Item>
      <Form.Item name="require_remote_kit" valuePropName="checked"><Checkbox>{tr("须配远程监管套件", "They need a remote-supervision kit")}</Checkbox></Form.Item>
      <Form.Item name="source" label={tr("依据", "Source")}><Input maxLength={200} /></Form.Item>
      <Form.Item name="notice_to" label={tr("处理通报发送给", "Notices go to")} rules={NEEDED}><Select mode="tags" open={false} suffixIcon={null} /></Form.Item>
    </FormDialog>
  );
}
