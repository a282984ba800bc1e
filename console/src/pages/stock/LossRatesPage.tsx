import { PlusOutlined } from "@ant-design/icons";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Checkbox, DatePicker, Form, Input, InputNumber, Modal, Select, Skeleton, Table } from "antd";
import type { Dayjs } from "dayjs";
import { useState } from "react";

import { problemOf } from "@/api/problem";
import { addLossRate, lossRates, type LossRate, type LossRateIn } from "@/api/stock";
import { useMay } from "@/app/session";
import { cityDay } from "@/format/days";
import { count, decimal } from "@/format/quantity";
import { fullTime } from "@/format/time";
import { tr } from "@/lang";
import { Answer } from "@/ui/Answer";
import { PageHead } from "@/ui/PageHead";
import { FetchedView, ProblemView } from "@/ui/PageState";
import { StateSymbol } from "@/ui/StateSymbol";

import type { Columns } from "./columns";
import { standingLook } from "./looks";
import "./stock.css";

const CLASSES = { petrol: tr("汽油", "Petrol"), diesel: tr("柴油", "Diesel") };
const SEASONS = { all: tr("全年", "All year"), winter_spring: tr("冬春季", "Winter and spring"), summer_autumn: tr("夏秋季", "Summer and autumn") };

/** 损耗标准: the losses allowed, with region, season, source and the day from which they count. */
export default function LossRatesPage() {
  const may = useMay("stock.losses");
  const found = useQuery(lossRates);
  const [adding, setAdding] = useState(false);
  return (
    <div className="page">
      <PageHead title={tr("损耗标准", "Losses allowed")}>{may ? <Button className="no-print" icon={<PlusOutlined />} type="primary" onClick={() => setAdding(true)}>{tr("登记标准", "Add a line")}</Button> : null}</PageHead>
      <FetchedView query={found} loading={<Skeleton active paragraph={{ rows: 8 }} />}>{(lines) => <View lines={lines} />}</FetchedView>
      {adding ? <Adding onClose={() => setAdding(false)} /> : null}
    </div>
  );
}

function View({ lines }: { lines: LossRate[] }) {
  const open = lines.filter((line) => line.in_force && !line.confirmed).length;
  return (
    <>
      <Answer>{open ? tr(`现行损耗标准中有 ${count(open)} 条凭记录整理、尚未核对标准原文，请核对后登记。`, `${count(open)} lines in force are as recalled and were not looked up yet: please confirm them.`) : tr("现行损耗标准均已核对。", "All lines in force were looked up.")}</Answer>
      <section className="block">
        <Table<LossRate> size="small" rowKey="id" columns={COLUMNS} dataSource={lines} pagination={false} scroll={{ x: 1100 }} />
        <p className="stock-kept">{tr("标准只增不改；新标准自生效日起重新计算允许损耗。零售按销量、卸油按购进、储存按存量每月。江西为A区，河南为B区。", "Lines are added, never changed; a new one counts from its day on. Retail of litres sold, unloading of litres bought, storage of litres held for a month.")}</p>
      </section>
    </>
  );
}

const COLUMNS: Columns<LossRate> = [
  { key: "class", title: tr("油品", "Product"), width: 90, render: (_, row) => CLASSES[row.product_class] },
  { key: "region", title: tr("地区", "Region"), width: 80, render: (_, row) => tr(`${row.region}区`, row.region) },
  { key: "season", title: tr("季节", "Season"), width: 110, render: (_, row) => SEASONS[row.season] },
  { key: "retail", title: tr("零售（%）", "Retail (%)"), width: 100, align: "right", render: (_, row) => decimal(row.retail_pct, 2) },
  { key: "unloading", title: tr("卸油（%）", "Unloading (%)"), width: 110, align: "right", render: (_, row) => decimal(row.unloading_pct, 2) },
  { key: "storage", title: tr("储存（%每月）", "Storage (% a month)"), width: 130, align: "right", render: (_, row) => decimal(row.storage_pct, 2) },
  { key: "from", title: tr("生效日", "From"), width: 110, dataIndex: "valid_from" },
  { key: "state", title: tr("状态", "State"), width: 110, render: (_, row) => <StateSymbol look={row.in_force ? { ...standingLook("ok"), word: tr("现行", "in force") } : { ...standingLook("undecidable"), word: tr("不适用", "not in force") }} /> },
  { key: "source", title: tr("来源", "Source"), render: (_, row) => <>{row.source}<span className="stock-sub">{row.confirmed ? tr(`已核对，${row.entered_by_name} ${fullTime(row.entered_at)}`, `looked up, ${row.entered_by_name} ${fullTime(row.entered_at)}`) : tr("待确认", "to be confirmed")}</span></> },
];

type Typed = Omit<LossRateIn, "valid_from"> & { valid_from: Dayjs };
const NEEDED = [{ required: true, message: tr("请填写", "Please fill this in") }];
const optionsOf = (names: Record<string, string>) => Object.entries(names).map(([value, label]) => ({ value, label }));

function Adding({ onClose }: { onClose: () => void }) {
  const [form] = Form.useForm<Typed>();
  const client = useQueryClient();
  const { message } = App.useApp();
  const send = useMutation({
    mutationFn: (typed: Typed) => addLossRate({ ...typed, confirmed: typed.confirmed ?? false, season: typed.season ?? "all", valid_from: typed.valid_from.format("YYYY-MM-DD") }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["stock"] });
      void message.success(tr("已登记，记入操作日志", "Added, and noted in the journal"));
      onClose();
    },
  });
  const number = <InputNumber min={0} max={5} step={0.01} precision={3} style={{ width: "100%" }} />;
  return (
    <Modal open title={tr("登记损耗标准", "Add a line of losses")} okText={tr("登记", "Add")} onOk={() => form.submit()} onCancel={onClose} confirmLoading={send.isPending}>
      {send.isError ? <ProblemView problem={problemOf(send.error)} /> : null}
      <Form<Typed> form={form} layout="vertical" initialValues={{ product_class: "petrol", region: "A", season: "all", valid_from: cityDay().startOf("month"), confirmed: true }} onFinish={(typed) => send.mutate(typed)}>
        <Form.Item name="product_class" label={tr("油品", "Product")} rules={NEEDED}><Select options={optionsOf(CLASSES)} /></Form.Item>
        <Form.Item name="region" label={tr("地区", "Region")} rules={NEEDED}><Select options={["A", "B", "C"].map((value) => ({ value, label: tr(`${value}区`, value) }))} /></Form.Item>
        <Form.Item name="season" label={tr("季节", "Season")} rules={NEEDED}><Select options={optionsOf(SEASONS)} /></Form.Item>
        <Form.Item name="retail_pct" label={tr("零售损耗（销量的%）", "Retail (% of litres sold)")} rules={NEEDED}>{number}</Form.Item>
        <Form.Item name="unloading_pct" label={tr("卸油损耗（购进的%）", "Unloading (% of litres bought)")} rules={NEEDED}>{number}</Form.Item>
        <Form.Item name="storage_pct" label={tr("储存损耗（存量的%每月）", "Storage (% of litres held, a month)")} rules={NEEDED}>{number}</Form.Item>
        <Form.Item name="valid_from" label={tr("生效日", "Valid from")} rules={NEEDED}><DatePicker allowClear={false} /></Form.Item>
        <Form.Item name="source" label={tr("来源", "Source")} rules={[{ required: true, whitespace: true, message: tr("请填写来源", "Please name the source") }]}><Input maxLength={500} /></Form.Item>
        <Form.Item name="confirmed" valuePropName="checked"><Checkbox>{tr("已核对标准原文", "The source was looked up")}</Checkbox></Form.Item>
      </Form>
    </Modal>
  );
}
