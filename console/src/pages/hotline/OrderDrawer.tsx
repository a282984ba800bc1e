import { useQuery } from "@tanstack/react-query";
import { Button, DatePicker, Descriptions, Form, Input, InputNumber, Skeleton } from "antd";
import type { Dayjs } from "dayjs";
import { useState, type ReactNode } from "react";
import { Link } from "react-router";

import { orderReporter, RENEWS, takeOrderStep, workOrder, type OrderStepKind, type WorkOrder } from "@/api/hotline";
import { NOTHING } from "@/format/quantity";
import { fullTime } from "@/format/time";
import { tr } from "@/lang";
import { ReporterLine } from "@/pages/leads/ReporterLine";
import { FormDialog, NEEDED } from "@/ui/FormDialog";
import { ObjectDrawer } from "@/ui/ObjectDrawer";
import { FetchedView } from "@/ui/PageState";
import { StateSymbol } from "@/ui/StateSymbol";
import { Timeline } from "@/ui/Timeline";

import { orderLook, STEPS } from "./words";

/** One work order: what was told, until when an answer is due, what was done and answered. */
export function OrderDrawer({ id, onClose }: { id: number; onClose: () => void }) {
  const found = useQuery(workOrder(id));
  const [step, setStep] = useState<OrderStepKind | null>(null);
  const data = found.data;
  return (
    <ObjectDrawer
      open
      title={data ? tr(`工单 ${data.number}`, `Work order ${data.number}`) : tr("工单", "Work order")}
      onClose={onClose}
      actions={data?.next_steps.length ? data.next_steps.map((one) => <Button key={one} type={one === "reply" ? "primary" : "default"} onClick={() => setStep(one)}>{STEPS[one]}</Button>) : null}
    >
      <FetchedView query={found} loading={<Skeleton active paragraph={{ rows: 8 }} />}>{(told) => <View told={told} />}</FetchedView>
      {step ? <StepDialog id={id} step={step} onClose={() => setStep(null)} /> : null}
    </ObjectDrawer>
  );
}

function View({ told }: { told: WorkOrder }) {
  const items: [string, ReactNode][] = [
    [tr("热线", "Hotline"), told.hotline_name],
    [tr("受理时间", "Received"), fullTime(told.received_at)],
    [tr("办结时限", "Due"), <span key="d" className={told.overdue ? "lead-overdue" : ""}>{fullTime(told.due_at)}{told.overdue ? tr("（已超期）", " (overdue)") : ""}</span>],
    [tr("反映事项", "About"), told.kind_name],
    [tr("加油站", "Station"), told.station_id ? <Link key="s" to={`/stations/${told.station_id}`}>{told.station_name}</Link> : NOTHING],
    [tr("油枪", "Nozzle"), told.nozzle_id ?? NOTHING],
    [tr("所在地", "Where"), [told.area_name, told.place].filter(Boolean).join(" ")],
    [tr("来电人", "Reporter"), <ReporterLine key="r" masked={told.reporter} mayReveal={told.may_reveal} ask={(reason) => orderReporter(told.id, reason)} />],
    [tr("线索", "Lead"), told.lead_id ? <Link key="l" to={`/leads?open=${told.lead_id}`}>{told.lead_code}</Link> : NOTHING],
    [tr("答复", "Reply"), told.reply ? <span key="a" className="lead-text">{told.reply}</span> : NOTHING],
  ];
  return (
    <>
      <StateSymbol look={orderLook(told.status)} />
      <p className="lead-text">{told.text}</p>
      <Descriptions bordered size="small" column={1} items={items.map(([label, children]) => ({ key: label, label, children }))} />
      <h2>{tr("办理过程", "What was done")}</h2>
      <Timeline items={[...told.steps].reverse().map((one) => ({ at: one.made_at, kind: "note" as const, title: one.step_name, actor: one.made_by_name, detail: one.note }))} />
    </>
  );
}

interface Typed {
  note?: string;
  station_id?: string;
  nozzle_id?: number | null;
  due_at?: Dayjs;
}
const WANTS_NOTE: readonly OrderStepKind[] = ["extend", "note", "reply", "return"];

function StepDialog({ id, step, onClose }: { id: number; step: OrderStepKind; onClose: () => void }) {
  return (
    <FormDialog<Typed, WorkOrder>
      title={STEPS[step] ?? step}
      send={({ note, due_at, station_id, nozzle_id }) => takeOrderStep(id, { step, note: note ?? "", due_at: due_at?.toISOString() ?? null, station_id: station_id ?? null, nozzle_id: nozzle_id ?? null })}
      done={tr("已登记，记入操作日志", "Entered, and noted in the journal")}
      renews={RENEWS}
      onClose={onClose}
    >
      {step === "link" ? (
        <div className="form-pair">
          <Form.Item name="station_id" label={tr("加油站编号", "Station id")} rules={NEEDED}><Input maxLength={10} /></Form.Item>
          <Form.Item name="nozzle_id" label={tr("油枪（选填）", "Nozzle (optional)")}><InputNumber min={0} max={32767} /></Form.Item>
        </div>
      ) : null}
      {step === "extend" ? <Form.Item name="due_at" label={tr("新的办结时限", "New deadline")} rules={NEEDED}><DatePicker showTime /></Form.Item> : null}
      {step === "lead" ? <p className="quiet">{tr("线索沿用本工单的内容、地点和时限；来电人信息不随线索转出。", "The lead takes this work order's words, place and deadline; who reported stays here.")}</p> : null}
      <Form.Item name="note" label={step === "reply" ? tr("答复内容", "Reply") : tr("情况说明", "Note")} rules={WANTS_NOTE.includes(step) ? NEEDED : []}><Input.TextArea rows={3} maxLength={4000} /></Form.Item>
    </FormDialog>
  );
}
