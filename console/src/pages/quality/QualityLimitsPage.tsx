import { useQuery } from "@tanstack/react-query";
import { Button, DatePicker, Form, Input, InputNumber, Select, Skeleton, Table, type TableProps } from "antd";
import type { Dayjs } from "dayjs";
import { useState } from "react";

import { qualityLimits, RENEWS, setLimit, type NewLimit, type QualityLimit } from "@/api/quality";
import { useMay } from "@/app/session";
import { count } from "@/format/quantity";
import { tr } from "@/lang";
import { productLook } from "@/states/fuel";
import { Answer } from "@/ui/Answer";
import { FormDialog, NEEDED } from "@/ui/FormDialog";
import { PageHead } from "@/ui/PageHead";
import { FetchedView } from "@/ui/PageState";

import { limitWords } from "./SampleDrawer";
import { PROPERTIES, productOptions, SEASONS } from "./words";
import "./quality.css";

const COLUMNS: TableProps<QualityLimit>["columns"] = [
  { key: "fuel", title: tr("油品", "Fuel"), dataIndex: "fuel_name" },
  { key: "name", title: tr("项目", "Property"), render: (_, one) => (one.unit ? tr(`${one.name}（${one.unit}）`, `${one.name} (${one.unit})`) : one.name) },
  { key: "limit", title: tr("限值", "Limit"), render: (_, one) => limitWords(one.low, one.high) },
  { key: "season", title: tr("适用月份", "Season"), dataIndex: "season_name" },
  { key: "standard", title: tr("标准", "Standard"), dataIndex: "standard" },
  { key: "from", title: tr("自何日起", "From"), dataIndex: "valid_from" },
  { key: "source", title: tr("来源", "Source"), render: (_, one) => (one.source.startsWith("recalled") ? tr("待核对标准原文", "to be confirmed against the standard") : one.source) },
];

/** 质量限值: what a laboratory's values are held against; rows are data with their source. */
export default function QualityLimitsPage() {
  const found = useQuery(qualityLimits);
  const may = useMay("quality.manage");
  const [adding, setAdding] = useState(false);
  return (
    <div className="page">
      <PageHead title={tr("质量限值", "Limits of quality")}>{may ? <Button type="primary" onClick={() => setAdding(true)}>{tr("登记新限值", "Set a limit")}</Button> : null}</PageHead>
      <FetchedView query={found} loading={<Skeleton active />}>
        {(rows) => (
          <>
            <Answer>{sentence(rows)}</Answer>
            <section className="block">
              <Table<QualityLimit> size="small" rowKey="id" columns={COLUMNS} dataSource={rows} pagination={false} scroll={{ x: 900 }} />
            </section>
          </>
        )}
      </FetchedView>
      {adding ? <LimitDialog onClose={() => setAdding(false)} /> : null}
    </div>
  );
}

function sentence(rows: readonly QualityLimit[]): string {
  const open = rows.filter((one) => one.source.startsWith("recalled")).length;
  return open
    ? tr(`共 ${count(rows.length)} 条限值，其中 ${count(open)} 条待对照标准原文核对。`, `${count(rows.length)} limits, ${count(open)} of them to be confirmed against the standard.`)
    : tr(`共 ${count(rows.length)} 条限值。`, `${count(rows.length)} limits.`);
}

interface Typed extends Omit<NewLimit, "valid_from" | "low" | "high"> {
  valid_from: Dayjs;
  low?: string;
  high?: string;
}
const FUELS = [{ value: "petrol", label: tr("车用汽油", "Petrol") }, { value: "diesel", label: tr("车用柴油", "Diesel") }, ...productOptions((code) => productLook(code).name)];

function LimitDialog({ onClose }: { onClose: () => void }) {
  return (
    <FormDialog<Typed, QualityLimit[]>
      title={tr("登记新限值", "Set a limit")}
      initial={{ season: "" }}
      send={({ valid_from, low, high, ...typed }) => setLimit({ ...typed, low: low ?? null, high: high ?? null, valid_from: valid_from.format("YYYY-MM-DD") })}
      done={tr("已登记，自该日起抽样的按新限值判定", "Set: samples from that day on are judged by it")}
      renews={RENEWS}
      onClose={onClose}
    >
      <div className="form-pair">
        <Form.Item name="fuel" label={tr("油品", "Fuel")} rules={NEEDED}><Select options={FUELS} /></Form.Item>
        <Form.Item name="code" label={tr("项目", "Property")} rules={NEEDED}><Select showSearch optionFilterProp="label" options={PROPERTIES} /></Form.Item>
        <Form.Item name="low" label={tr("下限（选填）", "At least")}><InputNumber stringMode style={{ width: "100%" }} /></Form.Item>
        <Form.Item name="high" label={tr("上限（选填）", "At most")}><InputNumber stringMode style={{ width: "100%" }} /></Form.Item>
        <Form.Item name="season" label={tr("适用月份", "Season")}><Select options={[...SEASONS]} /></Form.Item>
        <Form.Item name="valid_from" label={tr("自何日起", "From")} rules={NEEDED}><DatePicker /></Form.Item>
        <Form.Item name="standard" label={tr("标准", "Standard")} rules={NEEDED}><Input maxLength={64} /></Form.Item>
        <Form.Item name="source" label={tr("依据文件", "Document")} rules={NEEDED}><Input maxLength={200} /></Form.Item>
      </div>
    </FormDialog>
  );
}
