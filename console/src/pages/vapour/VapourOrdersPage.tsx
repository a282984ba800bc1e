import { useQuery } from "@tanstack/react-query";
import { Button, Form, Input, InputNumber, Select, Skeleton } from "antd";
import { useRef } from "react";

import { draftOrder, nozzleOrders, ORDER_RENEWS, type NewOrder, type NozzleOrder } from "@/api/vapour";
import { useMay } from "@/app/session";
import { tr } from "@/lang";
import { Answer } from "@/ui/Answer";
import { DataTable } from "@/ui/DataTable";
import { FormDialog, NEEDED } from "@/ui/FormDialog";
import { PageHead } from "@/ui/PageHead";
import { FetchedView } from "@/ui/PageState";
import { StateSymbol } from "@/ui/StateSymbol";
import { useUrlState } from "@/ui/useUrlState";

import { orderLook } from "./looks";
import { OrderDrawer } from "./OrderDrawer";
import "./vapour.css";

const CELLS = { state: (value: unknown) => <StateSymbol look={orderLook(value)} /> };
const ACTIONS = [
  { value: "stop", label: tr("停用", "Stop") },
  { value: "enable", label: tr("恢复使用（解除停用）", "Use again (lifts the stop)") },
];

/** 油枪停用通知: orders to stop a nozzle and to use it again, signed and served; nothing is moved from here. */
export default function VapourOrdersPage() {
  const { search, change } = useUrlState();
  const found = useQuery(nozzleOrders);
  const may = useMay("vapour.manage");
  const drafting = search.get("new");
  const order = Number(search.get("open"));
  return (
    <div className="page">
      <PageHead title={tr("油枪停用通知", "Orders to stop nozzles")}>
        {may ? <Button type="primary" onClick={() => change({ new: "stop" })}>{tr("起草通知", "Draft an order")}</Button> : null}
      </PageHead>
      <FetchedView query={found} loading={<Skeleton active paragraph={{ rows: 1 }} />}>{(data) => <Answer>{data.sentence}</Answer>}</FetchedView>
      <section className="block">
        <DataTable
          table="vapour_orders"
          quick={["state", "action"]}
          cells={CELLS}
          onOpen={(row) => change({ open: String(row.id) })}
          empty={{ what: tr("还没有停用或恢复通知", "There is no order yet"), how: tr("由油气岗起草，另一人签发后送达加油站，由站方停用", "The vapour desk drafts, another person signs, the station is served and stops the nozzle itself") }}
        />
      </section>
      {order ? <OrderDrawer id={order} onClose={() => change({ open: null })} /> : null}
      {drafting ? <DraftDialog wanted={drafting} onClose={(made) => change({ new: null, open: made ? String(made) : null })} /> : null}
    </div>
  );
}

/** `wanted` is what the address asks for: the action, and the station and nozzle where these are known. */
function DraftDialog({ wanted, onClose }: { wanted: string; onClose: (made: number | null) => void }) {
  const [action, station, nozzle] = wanted.split(".");
  const made = useRef<number | null>(null);
  return (
    <FormDialog<NewOrder, NozzleOrder>
      title={tr("起草油枪停用或恢复通知", "Draft an order about a nozzle")}
      okText={tr("交签发", "Hand in to be signed")}
      initial={{ action: action === "enable" ? "enable" : "stop", station_id: station, nozzle_id: nozzle ? Number(nozzle) : undefined, basis: "GB 20952-2020" }}
      send={draftOrder}
      done={tr("已起草，待另一人签发", "Drafted; another person signs it")}
      renews={ORDER_RENEWS}
      onDone={(order) => {
        made.current = order.id;
      }}
      onClose={() => onClose(made.current)}
    >
      <p className="quiet">{tr("通知由加油站自行执行，平台不操作任何设备。标准预警和标准报警是线索，请先到站核实。", "The station carries it out; the platform moves no device. Standard warnings and alarms are leads: check at the station first.")}</p>
      <div className="vapour-pair">
        <Form.Item name="station_id" label={tr("加油站编号", "Station id")} rules={NEEDED}><Input maxLength={10} /></Form.Item>
        <Form.Item name="nozzle_id" label={tr("油枪", "Nozzle")} rules={NEEDED}><InputNumber min={1} max={999} precision={0} /></Form.Item>
        <Form.Item name="action" label={tr("通知", "Order")} rules={NEEDED}><Select options={ACTIONS} /></Form.Item>
        <Form.Item name="basis" label={tr("依据", "Basis")} rules={NEEDED}><Input maxLength={200} /></Form.Item>
      </div>
      <Form.Item name="reason" label={tr("事由", "Reason")} rules={NEEDED}><Input.TextArea rows={3} maxLength={500} /></Form.Item>
    </FormDialog>
  );
}
