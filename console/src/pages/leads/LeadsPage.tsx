import { useQuery } from "@tanstack/react-query";
import { Button, DatePicker, Form, Input, InputNumber, Select, Skeleton, Table, type TableProps } from "antd";
import type { Dayjs } from "dayjs";
import { useRef, useState } from "react";

import { enterLead, leadOverview, leadTerms, RENEWS, setTerm, type Lead, type Term } from "@/api/leads";
import { useMay } from "@/app/session";
import { useCounties } from "@/app/useCounties";
import { tr } from "@/lang";
import { PhotoPicker } from "@/pages/papers/PhotoPicker";
import { Answer } from "@/ui/Answer";
import { DataTable } from "@/ui/DataTable";
import { FormDialog, NEEDED } from "@/ui/FormDialog";
import { PageHead } from "@/ui/PageHead";
import { FetchedView } from "@/ui/PageState";
import { StateSymbol } from "@/ui/StateSymbol";
import { useUrlState } from "@/ui/useUrlState";

import { LeadDrawer } from "./LeadDrawer";
import "./leads.css";
import { KINDS, leadLook, SOURCES } from "./words";

const CELLS = { status: (state: unknown) => <StateSymbol look={leadLook(state)} /> };

/** 线索: what somebody told or an inspection showed, with or without a station, until it is closed. */
export default function LeadsPage() {
  const { search, change } = useUrlState();
  const may = useMay("lead.manage");
  const found = useQuery(leadOverview);
  const [terms, setTerms] = useState(false);
  const open = Number(search.get("open"));
  return (
    <div className="page">
      <PageHead title={tr("线索", "Leads")}>
        <Button onClick={() => setTerms(true)}>{tr("办理时限", "Terms")}</Button>
        {may ? <Button type="primary" onClick={() => change({ enter: "1" })}>{tr("登记线索", "Enter a lead")}</Button> : null}
      </PageHead>
      <FetchedView query={found} loading={<Skeleton active />}>{(data) => <Answer>{data.sentence}</Answer>}</FetchedView>
      <DataTable table="leads" quick={["status", "kind", "source"]} cells={CELLS} onOpen={(row) => change({ open: String(row["id"]) })} empty={{ what: tr("还没有线索", "There is no lead yet"), how: tr("热线工单、扫码投诉和现场检查可转为线索，也可在此登记", "Work orders, complaints from the public page and inspections become leads; others are entered here") }} />
      {open ? <LeadDrawer id={open} onClose={() => change({ open: null })} /> : null}
      {search.has("enter") ? <EnterDialog onClose={(made) => change({ enter: null, open: made ? String(made) : null })} /> : null}
      {terms ? <Terms may={may} onClose={() => setTerms(false)} /> : null}
    </div>
  );
}

interface Typed {
  source: string;
  kind: string;
  text: string;
  station_id?: string;
  nozzle_id?: number | null;
  region?: string;
  place?: string;
  plate?: string;
  happened_at?: Dayjs | null;
  reporter_name?: string;
  reporter_phone?: string;
}

function EnterDialog({ onClose }: { onClose: (made: number | null) => void }) {
  const made = useRef<number | null>(null);
  const [photos, setPhotos] = useState<readonly File[]>([]);
  const counties = useCounties();
  return (
    <FormDialog<Typed, Lead>
      title={tr("登记线索", "Enter a lead")}
      width={680}
      initial={{ source: "department", kind: "metering" }}
      send={({ happened_at, nozzle_id, ...typed }) => enterLead({ ...typed, happened_at: happened_at?.toISOString(), nozzle_id: nozzle_id == null ? undefined : String(nozzle_id) }, photos)}
      done={tr("已登记线索", "The lead is entered")}
      renews={RENEWS}
      onDone={(lead) => {
        made.current = lead.id;
      }}
      onClose={() => onClose(made.current)}
    >
      <div className="form-pair">
        <Form.Item name="source" label={tr("来源", "Source")} rules={NEEDED}><Select options={SOURCES} /></Form.Item>
        <Form.Item name="kind" label={tr("反映事项", "About")} rules={NEEDED}><Select options={KINDS} /></Form.Item>
        <Form.Item name="station_id" label={tr("加油站编号（没有可不填）", "Station id (if any)")}><Input maxLength={10} /></Form.Item>
        <Form.Item name="nozzle_id" label={tr("油枪（选填）", "Nozzle (optional)")}><InputNumber min={0} max={32767} /></Form.Item>
        <Form.Item name="region" label={tr("所在县区（无加油站时必填）", "County (without a station)")}><Select allowClear options={counties.map((one) => ({ value: one.region_code, label: one.name }))} /></Form.Item>
        <Form.Item name="place" label={tr("地点", "Place")}><Input maxLength={200} /></Form.Item>
        <Form.Item name="plate" label={tr("车牌", "Plate")}><Input maxLength={16} /></Form.Item>
        <Form.Item name="happened_at" label={tr("发生时间", "Happened at")}><DatePicker showTime /></Form.Item>
        <Form.Item name="reporter_name" label={tr("举报人（保密）", "Reporter (confidential)")}><Input maxLength={64} /></Form.Item>
        <Form.Item name="reporter_phone" label={tr("联系电话（保密）", "Phone (confidential)")}><Input maxLength={32} /></Form.Item>
      </div>
      <Form.Item name="text" label={tr("内容", "What was told")} rules={NEEDED}><Input.TextArea rows={3} maxLength={4000} /></Form.Item>
      <Form.Item label={tr("照片", "Photos")}><PhotoPicker chosen={photos} onChosen={setPhotos} /></Form.Item>
    </FormDialog>
  );
}

const TERM_COLUMNS: TableProps<Term>["columns"] = [
  { key: "source", title: tr("来源", "Source"), dataIndex: "source_name" },
  { key: "days", title: tr("工作日", "Working days"), dataIndex: "working_days", align: "right" },
  { key: "basis", title: tr("依据", "Basis"), dataIndex: "basis" },
];

function Terms({ may, onClose }: { may: boolean; onClose: () => void }) {
  const found = useQuery(leadTerms);
  const rows = found.data ?? [];
  return (
    <FormDialog<{ source: string; working_days: number; basis: string }, Term[]>
      title={tr("办理时限（工作日）", "Terms (working days)")}
      okText={may ? tr("修改", "Change") : tr("保存", "Save")}
      send={({ source, ...body }) => setTerm(source, body)}
      done={tr("已修改，此后登记的按新时限", "Changed; what is entered from now on follows it")}
      renews={[["leads", "terms"]]}
      onClose={onClose}
    >
      <Table<Term> size="small" rowKey="source" columns={TERM_COLUMNS} dataSource={rows} pagination={false} loading={found.isPending} scroll={{ x: 360 }} />
      <div className="form-pair">
        <Form.Item name="source" label={tr("来源", "Source")} rules={NEEDED}><Select options={rows.map((one) => ({ value: one.source, label: one.source_name }))} /></Form.Item>
        <Form.Item name="working_days" label={tr("工作日", "Working days")} rules={NEEDED}><InputNumber min={1} max={250} precision={0} /></Form.Item>
      </div>
      <Form.Item name="basis" label={tr("依据（文件）", "Basis (document)")} rules={NEEDED}><Input maxLength={200} /></Form.Item>
    </FormDialog>
  );
}
