import { useQuery } from "@tanstack/react-query";
import { Button, Form, Input, InputNumber, Radio, Skeleton, Table, type TableProps } from "antd";
import { useState } from "react";
import { Link } from "react-router";

import { decide, ecqsInstrument, pair, RENEWS, type Decision, type EcqsInstrument } from "@/api/ecqs";
import { useMay } from "@/app/session";
import { NOTHING } from "@/format/quantity";
import { fullTime } from "@/format/time";
import { tr } from "@/lang";
import { FormDialog, NEEDED } from "@/ui/FormDialog";
import { ObjectDrawer } from "@/ui/ObjectDrawer";
import { FetchedView } from "@/ui/PageState";
import { StateSymbol } from "@/ui/StateSymbol";

import { ecqsLook } from "./looks";

type Value = EcqsInstrument["fields"][number];

/** One instrument in both ledgers, field for field; who may decides what differs. */
export function InstrumentDrawer({ id, onClose }: { id: number; onClose: () => void }) {
  const found = useQuery(ecqsInstrument(id));
  const may = useMay("ecqs.exchange");
  const [deciding, setDeciding] = useState<Value | null>(null);
  const [pairing, setPairing] = useState(false);
  const data = found.data;
  return (
    <ObjectDrawer
      open
      title={data ? tr(`器具 ${data.ecqs_no || data.station_name}`, `Instrument ${data.ecqs_no || data.station_name}`) : tr("器具", "Instrument")}
      onClose={onClose}
      actions={may && data && !data.station_id ? <Button type="primary" onClick={() => setPairing(true)}>{tr("对应到加油机", "Pair with a dispenser")}</Button> : null}
    >
      <FetchedView query={found} loading={<Skeleton active paragraph={{ rows: 10 }} />}>{(told) => <View told={told} onDecide={may ? setDeciding : null} />}</FetchedView>
      {deciding ? <DecideDialog value={deciding} onClose={() => setDeciding(null)} /> : null}
      {pairing ? <PairDialog id={id} onClose={() => setPairing(false)} /> : null}
    </ObjectDrawer>
  );
}

function View({ told, onDecide }: { told: EcqsInstrument; onDecide: ((value: Value) => void) | null }) {
  const columns: TableProps<Value>["columns"] = [
    { key: "name", title: tr("字段", "Field"), dataIndex: "name", width: 120 },
    { key: "ours", title: tr("本平台", "Ours"), render: (_, one) => one.ours || NOTHING },
    { key: "theirs", title: tr("e-CQS", "e-CQS"), render: (_, one) => one.theirs || NOTHING },
    { key: "state", title: tr("判定", "Decision"), width: 120, render: (_, one) => <Decided value={one} onDecide={onDecide} /> },
  ];
  return (
    <>
      <p>
        {told.station_id ? <Link className="ecqs-link" to={`/metrology/dispensers/${told.station_id}/${told.dispenser_id}`}>{tr(`${told.station_name} ${told.dispenser_id}号加油机`, `${told.station_name}, dispenser ${told.dispenser_id}`)}</Link> : tr("没有对应的加油机。", "None of our dispensers.")}
      </p>
      <p className="quiet">{tr(`e-CQS数据 ${told.theirs_at ? fullTime(told.theirs_at) : NOTHING}，上次送出 ${told.sent_at ? fullTime(told.sent_at) : NOTHING}`, `Theirs as of ${told.theirs_at ? fullTime(told.theirs_at) : NOTHING}, sent ${told.sent_at ? fullTime(told.sent_at) : NOTHING}`)}</p>
      <Table<Value> size="small" rowKey="code" columns={columns} dataSource={told.fields} pagination={false} scroll={{ x: 480 }} />
    </>
  );
}

function Decided({ value, onDecide }: { value: Value; onDecide: ((value: Value) => void) | null }) {
  if (value.difference_id === null) return <>{value.differs ? tr("不同", "differs") : tr("一致", "same")}</>;
  return onDecide ? <Button size="small" onClick={() => onDecide(value)}>{tr("判定", "Decide")}</Button> : <StateSymbol look={ecqsLook("")} />;
}

function DecideDialog({ value, onClose }: { value: Value; onClose: () => void }) {
  return (
    <FormDialog<Decision, EcqsInstrument>
      title={tr(`判定：${value.name}`, `Decide: ${value.name}`)}
      send={(typed) => decide(value.difference_id ?? 0, typed)}
      done={tr("已判定，记入操作日志", "Decided, and noted in the journal")}
      renews={RENEWS}
      onClose={onClose}
    >
      <Form.Item name="decision" label={tr("以哪个为准", "Which holds")} rules={NEEDED}>
        <Radio.Group options={[{ value: "ours", label: tr(`本平台：${value.ours}`, `Ours: ${value.ours}`) }, { value: "theirs", label: tr(`e-CQS：${value.theirs}`, `e-CQS: ${value.theirs}`) }]} />
      </Form.Item>
      <p className="quiet">{tr("以e-CQS为准时同时更正本平台档案；以本平台为准时随下次导出送给e-CQS。", "Theirs corrects our register at once; ours goes out with the next export.")}</p>
      <Form.Item name="reason" label={tr("理由", "Reason")} rules={NEEDED}><Input.TextArea rows={2} maxLength={500} /></Form.Item>
    </FormDialog>
  );
}

function PairDialog({ id, onClose }: { id: number; onClose: () => void }) {
  return (
    <FormDialog<{ station_id: string; dispenser_id: number }, EcqsInstrument>
      title={tr("对应到加油机", "Pair with a dispenser")}
      send={(typed) => pair(id, typed)}
      done={tr("已对应", "Paired")}
      renews={RENEWS}
      onClose={onClose}
    >
      <div className="form-pair">
        <Form.Item name="station_id" label={tr("加油站编号", "Station id")} rules={NEEDED}><Input maxLength={10} /></Form.Item>
        <Form.Item name="dispenser_id" label={tr("加油机编号", "Dispenser")} rules={NEEDED}><InputNumber min={0} max={32767} precision={0} /></Form.Item>
      </div>
    </FormDialog>
  );
}
