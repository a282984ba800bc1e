import { useQuery } from "@tanstack/react-query";
import { Button, DatePicker, Form, Input, InputNumber, Select, Skeleton } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { useRef } from "react";
import { Link, useNavigate } from "react-router";

import { enterOrder, hotlineOverview, RENEWS, type HotlineOverview, type NewWorkOrder, type WorkOrder } from "@/api/hotline";
import { useMay } from "@/app/session";
import { useCounties } from "@/app/useCounties";
import { cityDay } from "@/format/days";
import { tr } from "@/lang";
import { KINDS } from "@/pages/leads/words";
import { Answer } from "@/ui/Answer";
import { DataTable } from "@/ui/DataTable";
import { FormDialog, NEEDED } from "@/ui/FormDialog";
import { PageHead } from "@/ui/PageHead";
import { FetchedView } from "@/ui/PageState";
import { StateSymbol } from "@/ui/StateSymbol";
import { useUrlState } from "@/ui/useUrlState";

import "@/pages/leads/leads.css";
import { OrderDrawer } from "./OrderDrawer";
import { HOTLINES, orderLook } from "./words";

const CELLS = { status: (state: unknown) => <StateSymbol look={orderLook(state)} /> };
const DAYS = 90;

/** 热线工单: work orders of 12345 and 12315, answered within their time. */
export default function HotlinePage() {
  const { search, change } = useUrlState();
  const navigate = useNavigate();
  const may = useMay("hotline.manage");
  const last = search.get("last") ?? cityDay().format("YYYY-MM-DD");
  const first = search.get("first") ?? dayjs(last).subtract(DAYS, "day").format("YYYY-MM-DD");
  const found = useQuery(hotlineOverview(first, last));
  const open = Number(search.get("open"));
  return (
    <div className="page">
      <PageHead title={tr("热线工单", "Work orders")}>
        <DatePicker.RangePicker aria-label={tr("受理日期", "Days of receipt")} allowClear={false} value={[dayjs(first), dayjs(last)]} onChange={(days) => change({ first: days?.[0]?.format("YYYY-MM-DD") ?? null, last: days?.[1]?.format("YYYY-MM-DD") ?? null })} />
        {may ? <Button onClick={() => void navigate("/hotline/imports")}>{tr("导入", "Import")}</Button> : null}
        {may ? <Button type="primary" onClick={() => change({ enter: "1" })}>{tr("登记工单", "Enter a work order")}</Button> : null}
      </PageHead>
      <FetchedView query={found} loading={<Skeleton active />}>{(data) => <><Answer>{data.sentence}</Answer><Repeated stations={data.stations} /></>}</FetchedView>
      <DataTable table="work_orders" quick={["status", "hotline", "kind"]} cells={CELLS} onOpen={(row) => change({ open: String(row["id"]) })} empty={{ what: tr("还没有热线工单", "There is no work order yet"), how: tr("从12345、12315系统导出后导入，或逐件登记", "Import the export of 12345 or 12315, or enter them one by one") }} />
      {open ? <OrderDrawer id={open} onClose={() => change({ open: null })} /> : null}
      {search.has("enter") ? <EnterDialog onClose={(made) => change({ enter: null, open: made ? String(made) : null })} /> : null}
    </div>
  );
}

function Repeated({ stations }: { stations: HotlineOverview["stations"] }) {
  if (!stations.length) return null;
  return (
    <p className="quiet">
      {tr("期间多次被反映的加油站：", "Told of more than once: ")}
      {stations.map((one, at) => <span key={one.station_id}>{at ? tr("、", ", ") : ""}<Link className="lead-link" to={`/stations/${one.station_id}`}>{one.station_name}</Link>{tr(`（${one.orders}件）`, ` (${one.orders})`)}</span>)}
    </p>
  );
}

type Typed = Omit<NewWorkOrder, "received_at" | "due_at"> & { received_at: Dayjs; due_at?: Dayjs | null };

function EnterDialog({ onClose }: { onClose: (made: number | null) => void }) {
  const made = useRef<number | null>(null);
  const counties = useCounties();
  return (
    <FormDialog<Typed, WorkOrder>
      title={tr("登记热线工单", "Enter a work order")}
      width={680}
      initial={{ hotline: "12345", kind: "metering", received_at: dayjs() }}
      send={({ received_at, due_at, station_id, region, ...typed }) => enterOrder({ ...typed, station_id: station_id || null, region: region || null, place: typed.place ?? "", reporter_name: typed.reporter_name ?? "", reporter_phone: typed.reporter_phone ?? "", received_at: received_at.toISOString(), due_at: due_at?.toISOString() ?? null })}
      done={tr("已登记工单", "The work order is entered")}
      renews={RENEWS}
      onDone={(order) => {
        made.current = order.id;
      }}
      onClose={() => onClose(made.current)}
    >
      <div className="form-pair">
        <Form.Item name="hotline" label={tr("热线", "Hotline")} rules={NEEDED}><Select options={HOTLINES} /></Form.Item>
        <Form.Item name="number" label={tr("工单编号", "Number")} rules={NEEDED}><Input maxLength={64} /></Form.Item>
        <Form.Item name="received_at" label={tr("受理时间", "Received")} rules={NEEDED}><DatePicker showTime /></Form.Item>
        <Form.Item name="due_at" label={tr("办结时限（不填按工作日推算）", "Due (empty: by its term)")}><DatePicker showTime /></Form.Item>
        <Form.Item name="kind" label={tr("反映事项", "About")} rules={NEEDED}><Select options={KINDS} /></Form.Item>
        <Form.Item name="station_id" label={tr("加油站编号（不明可不填）", "Station id (if known)")}><Input maxLength={10} /></Form.Item>
        <Form.Item name="nozzle_id" label={tr("油枪（选填）", "Nozzle (optional)")}><InputNumber min={0} max={32767} /></Form.Item>
        <Form.Item name="region" label={tr("所在县区", "County")}><Select allowClear options={counties.map((one) => ({ value: one.region_code, label: one.name }))} /></Form.Item>
        <Form.Item name="place" label={tr("地点", "Place")}><Input maxLength={200} /></Form.Item>
        <Form.Item name="reporter_name" label={tr("来电人（保密）", "Reporter (confidential)")}><Input maxLength={64} /></Form.Item>
        <Form.Item name="reporter_phone" label={tr("联系电话（保密）", "Phone (confidential)")}><Input maxLength={32} /></Form.Item>
      </div>
      <Form.Item name="text" label={tr("内容", "What was told")} rules={NEEDED}><Input.TextArea rows={3} maxLength={4000} /></Form.Item>
    </FormDialog>
  );
}
