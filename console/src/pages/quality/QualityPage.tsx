import { useQuery } from "@tanstack/react-query";
import { Button, DatePicker, Form, Input, InputNumber, Select, Skeleton, Table, type TableProps } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { useRef } from "react";
import { Link } from "react-router";

import { qualityOverview, RENEWS, takeSample, type DensityHint } from "@/api/quality";
import { useMay } from "@/app/session";
import { cityDay } from "@/format/days";
import { decimal, NOTHING } from "@/format/quantity";
import { fullTime } from "@/format/time";
import { tr } from "@/lang";
import { productLook } from "@/states/fuel";
import { Answer } from "@/ui/Answer";
import { DataTable } from "@/ui/DataTable";
import { FormDialog, NEEDED } from "@/ui/FormDialog";
import { PageHead } from "@/ui/PageHead";
import { FetchedView } from "@/ui/PageState";
import { StateSymbol } from "@/ui/StateSymbol";
import { useUrlState } from "@/ui/useUrlState";

import { sampleLook } from "./looks";
import "./quality.css";
import { SampleDrawer } from "./SampleDrawer";
import { productOptions } from "./words";

const CELLS = { status: (state: unknown) => <StateSymbol look={sampleLook(state)} /> };
const DAYS = 90;

/** 油品抽检: samples with their results, and what hints at another fuel. */
export default function QualityPage() {
  const { search, change } = useUrlState();
  const may = useMay("quality.manage");
  const last = search.get("last") ?? cityDay().format("YYYY-MM-DD");
  const first = search.get("first") ?? dayjs(last).subtract(DAYS, "day").format("YYYY-MM-DD");
  const found = useQuery(qualityOverview(first, last));
  const open = Number(search.get("open"));
  return (
    <div className="page">
      <PageHead title={tr("油品抽检", "Fuel samples")}>
        <DatePicker.RangePicker aria-label={tr("抽样日期", "Days")} allowClear={false} value={[dayjs(first), dayjs(last)]} onChange={(days) => change({ first: days?.[0]?.format("YYYY-MM-DD") ?? null, last: days?.[1]?.format("YYYY-MM-DD") ?? null })} />
        {may ? <Button type="primary" onClick={() => change({ take: "1" })}>{tr("登记抽样", "Enter a sample")}</Button> : null}
      </PageHead>
      <FetchedView query={found} loading={<Skeleton active />}>{(data) => <><Answer aside={tr(`计划 ${data.done}/${data.planned} 已抽`, `${data.done} of ${data.planned} planned`)}>{data.sentence}</Answer><Hints rows={data.hints} /></>}</FetchedView>
      <section className="block">
        <h2>{tr("样品", "Samples")}</h2>
        <DataTable table="quality_samples" quick={["status", "product"]} cells={CELLS} onOpen={(row) => change({ open: String(row["id"]) })} empty={{ what: tr("还没有抽样", "There is no sample yet"), how: tr("按抽样计划抽样后在此登记", "Samples are entered here when they were taken") }} />
      </section>
      {open ? <SampleDrawer id={open} onClose={() => change({ open: null })} /> : null}
      {search.has("take") ? <TakeDialog station={search.get("station") ?? ""} product={search.get("product") ?? ""} item={Number(search.get("take_item")) || null} onClose={(made) => change({ take: null, take_item: null, station: null, product: null, open: made ? String(made) : null })} /> : null}
    </div>
  );
}

const HINTS: TableProps<DensityHint>["columns"] = [
  { key: "at", title: tr("卸油时间", "Unloaded"), render: (_, one) => fullTime(one.delivered_at) },
  { key: "station", title: tr("加油站", "Station"), render: (_, one) => <Link to={`/stations/${one.station_id}`}>{one.station_name}</Link> },
  { key: "number", title: tr("进油单", "Document"), dataIndex: "delivery_id" },
  { key: "product", title: tr("油品", "Product"), render: (_, one) => productLook(one.product).name },
  { key: "density", title: tr("密度（20℃）", "Density at 20 °C"), align: "right", render: (_, one) => tr(`${decimal(one.density20_kg_m3, 1)} kg/m³`, `${decimal(one.density20_kg_m3, 1)} kg/m³`) },
  { key: "limits", title: tr("标准范围", "Standard"), align: "right", render: (_, one) => `${decimal(one.low, 0)}–${decimal(one.high, 0)}` },
  { key: "fits", title: tr("该密度相当于", "Such a density has"), render: (_, one) => one.fits || NOTHING },
];

function Hints({ rows }: { rows: readonly DensityHint[] }) {
  if (!rows.length) return null;
  return (
    <section className="block">
      <h2>{tr("密度与品号不符的进油单（线索，仅供选站参考）", "Deliveries whose density does not fit their product (hints for sampling alone)")}</h2>
      <Table<DensityHint> size="small" rowKey={(one) => `${one.station_id}|${one.delivery_id}`} columns={HINTS} dataSource={[...rows]} pagination={rows.length > 10 ? { pageSize: 10, size: "small", showSizeChanger: false } : false} scroll={{ x: 900 }} />
    </section>
  );
}

interface Typed {
  number: string;
  station_id: string;
  product: string;
  taken_at: Dayjs;
  taken_by_name: string;
  witness_name: string;
  seal_no: string;
  kept_seal_no?: string;
  tank_id?: number | null;
  note?: string;
}

function TakeDialog({ station, product, item, onClose }: { station: string; product: string; item: number | null; onClose: (made: number | null) => void }) {
  const made = useRef<number | null>(null);
  return (
    <FormDialog<Typed, { id: number }>
      title={tr("登记抽样", "Enter a sample")}
      width={640}
      initial={{ station_id: station, product, taken_at: dayjs() }}
      send={({ taken_at, tank_id, kept_seal_no, note, ...typed }) => takeSample({ ...typed, taken_at: taken_at.toISOString(), tank_id: tank_id ?? null, nozzle_id: null, kept_seal_no: kept_seal_no ?? "", note: note ?? "", item_id: item })}
      done={tr("已登记抽样", "The sample is entered")}
      renews={RENEWS}
      onDone={(sample) => {
        made.current = sample.id;
      }}
      onClose={() => onClose(made.current)}
    >
      <div className="form-pair">
        <Form.Item name="number" label={tr("样品编号", "Sample no.")} rules={NEEDED}><Input maxLength={64} /></Form.Item>
        <Form.Item name="station_id" label={tr("加油站编号", "Station id")} rules={NEEDED}><Input maxLength={10} /></Form.Item>
        <Form.Item name="product" label={tr("油品", "Product")} rules={NEEDED}><Select options={productOptions((code) => productLook(code).name)} /></Form.Item>
        <Form.Item name="tank_id" label={tr("油罐（选填）", "Tank (optional)")}><InputNumber min={0} max={32767} /></Form.Item>
        <Form.Item name="taken_at" label={tr("抽样时间", "Taken at")} rules={NEEDED}><DatePicker showTime /></Form.Item>
        <Form.Item name="taken_by_name" label={tr("抽样人", "Taken by")} rules={NEEDED}><Input maxLength={128} /></Form.Item>
        <Form.Item name="witness_name" label={tr("企业在场人", "Witness of the station")} rules={NEEDED}><Input maxLength={128} /></Form.Item>
        <Form.Item name="seal_no" label={tr("封签编号", "Seal no.")} rules={NEEDED}><Input maxLength={64} /></Form.Item>
        <Form.Item name="kept_seal_no" label={tr("备样封签编号", "Seal of the kept part")}><Input maxLength={64} /></Form.Item>
      </div>
      <Form.Item name="note" label={tr("说明", "Note")}><Input.TextArea rows={2} maxLength={2000} /></Form.Item>
    </FormDialog>
  );
}
