import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Descriptions, Form, Input, Modal, Skeleton, Tag } from "antd";
import { useState } from "react";
import { Link } from "react-router";

import { decide, downtime, type Downtime, type DowntimeVerb } from "@/api/life";
import { problemOf } from "@/api/problem";
import { fullTime } from "@/format/time";
import { tr } from "@/lang";
import { ObjectDrawer } from "@/ui/ObjectDrawer";
import { FetchedView, ProblemView } from "@/ui/PageState";
import { StateSymbol } from "@/ui/StateSymbol";
import { Timeline } from "@/ui/Timeline";

import "./downtime.css";
import { DowntimeFormDrawer } from "./DowntimeForm";
import { phaseLook } from "./looks";
import { Overlaps } from "./Overlaps";

type Decision = Exclude<DowntimeVerb, "extend">;

interface Words {
  label: string;
  done: string;
  /** Whether a reason has to be given. */
  needed: boolean;
  danger?: boolean;
}

const VERBS: Record<Decision, Words> = {
  approve: { label: tr("批准", "Approve"), done: tr("已批准", "Approved"), needed: false },
  reject: { label: tr("驳回", "Reject"), done: tr("已驳回", "Rejected"), needed: true, danger: true },
  withdraw: { label: tr("撤回", "Withdraw"), done: tr("已撤回", "Withdrawn"), needed: false },
  end: { label: tr("提前结束", "End now"), done: tr("停机已结束", "The downtime is over"), needed: false },
  revoke: { label: tr("撤销批准", "Revoke"), done: tr("已撤销批准", "The approval is revoked"), needed: true, danger: true },
};

interface DrawerProps {
  id: number;
  onClose: () => void;
  /** A request that goes on from this one was made. */
  onExtended: (id: number) => void;
}

/** One request: what is announced, how it stands, and what this person may do with it. */
export function DowntimeDrawer({ id, onClose, onExtended }: DrawerProps) {
  const found = useQuery(downtime(id));
  const [verb, setVerb] = useState<DowntimeVerb | null>(null);
  const shut = () => setVerb(null);
  const row = found.data;
  return (
    <ObjectDrawer open title={tr(`停机申报 ${id}`, `Downtime ${id}`)} onClose={onClose} actions={row?.may.length ? <Buttons row={row} onVerb={setVerb} /> : null}>
      <FetchedView query={found} loading={<Skeleton active paragraph={{ rows: 8 }} />}>{(data) => <View row={data} />}</FetchedView>
      {row && verb === "extend" ? <DowntimeFormDrawer extends={row} onClose={shut} onDone={onExtended} /> : null}
      {row && verb && verb !== "extend" ? <DecisionDialog row={row} verb={verb} onDone={shut} /> : null}
    </ObjectDrawer>
  );
}

function Buttons({ row, onVerb }: { row: Downtime; onVerb: (verb: DowntimeVerb) => void }) {
  return (
    <>
      {row.may.map((verb) =>
        verb === "extend" ? (
          <Button key={verb} onClick={() => onVerb(verb)}>{tr("申请延长", "Extend")}</Button>
        ) : (
          <Button key={verb} type={verb === "approve" ? "primary" : "default"} danger={VERBS[verb].danger} onClick={() => onVerb(verb)}>{VERBS[verb].label}</Button>
        ),
      )}
    </>
  );
}

/** The bound is the first moment too late; people read the day before it. */
const lastDay = (bound: string): string => fullTime(Date.parse(bound) - 1).slice(0, 10);

function View({ row }: { row: Downtime }) {
  const minute = (moment: string): string => fullTime(moment).slice(0, 16);
  const items: [string, React.ReactNode][] = [
    [tr("加油站", "Station"), <Link key="s" to={`/stations/${row.station_id}`}>{tr(<>{row.station_name}（{row.station_id}）</>, <>{row.station_name} ({row.station_id})</>)}</Link>],
    [tr("停机范围", "What stands still"), row.device_name],
    [tr("类别", "Kind"), row.kind_name],
    [tr("开始", "From"), minute(row.starts_at)],
    [tr("结束", "Until"), row.planned_ends_at === row.ends_at ? minute(row.ends_at) : tr(`${minute(row.ends_at)}（原定 ${minute(row.planned_ends_at)}）`, `${minute(row.ends_at)} (planned: ${minute(row.planned_ends_at)})`)],
    [tr("原因", "Reason"), row.reason],
    [tr("申报人", "Asked by"), `${row.requested_by_name} ${minute(row.requested_at)}`],
    ...(row.status === "requested" ? [[tr("审批期限", "Decide by"), `${tr("", "end of ")}${lastDay(row.decide_by)}${tr("当天内", "")}${row.overdue ? tr("（已超期）", " (overdue)") : ""}`] as [string, React.ReactNode]] : []),
    ...(row.decided_at ? [[tr("审批", "Decided by"), `${row.decided_by_name} ${minute(row.decided_at)} ${row.note}`] as [string, React.ReactNode]] : []),
    ...(row.extends ? [[tr("延长自", "Extends"), <Link key="e" to={`/downtimes?open=${row.extends}`}>{tr(`申报 ${row.extends}`, `Request ${row.extends}`)}</Link>] as [string, React.ReactNode]] : []),
  ];
  return (
    <>
      <div className="downtime-head">
        <StateSymbol look={phaseLook(row.phase)} />
        {row.late ? <Tag color="gold">{tr("补报", "Announced late")}</Tag> : null}
        {row.overdue ? <Tag color="red">{tr("超期未审批", "Decision overdue")}</Tag> : null}
      </div>
      <Overlaps overlaps={row.overlaps} />
      <Descriptions bordered size="small" column={1} items={items.map(([label, children]) => ({ key: label, label, children }))} />
      <section className="downtime-block">
        <h2>{tr("办理过程", "What was done")}</h2>
        <Timeline items={[...row.steps].reverse().map((step) => ({ at: step.at, kind: "downtime", title: step.step_name, detail: step.step === "requested" ? "" : step.note, actor: step.display_name }))} />
      </section>
    </>
  );
}

function DecisionDialog({ row, verb, onDone }: { row: Downtime; verb: Decision; onDone: () => void }) {
  const [form] = Form.useForm<{ note?: string }>();
  const client = useQueryClient();
  const { message } = App.useApp();
  const words = VERBS[verb];
  const send = useMutation({
    mutationFn: ({ note }: { note?: string }) => decide(row.id ?? 0, verb, (note ?? "").trim()),
    onSuccess: (told) => {
      client.setQueryData(downtime(row.id ?? 0).queryKey, told);
      [["table", "downtimes"], ["downtime", "waiting"], ["timeline"], ["station"]].forEach((queryKey) => void client.invalidateQueries({ queryKey }));
      void message.success(words.done);
      onDone();
    },
  });
  return (
    <Modal open title={`${words.label}${tr("：", ": ")}${row.station_name} ${row.device_name}`} okText={words.label} okButtonProps={{ danger: words.danger }} onOk={() => form.submit()} onCancel={onDone} confirmLoading={send.isPending}>
      {send.isError ? <ProblemView problem={problemOf(send.error)} /> : null}
      <Form form={form} layout="vertical" onFinish={(typed) => send.mutate(typed)}>
        <Form.Item name="note" label={words.needed ? tr("理由", "Reason") : tr("意见（选填）", "Note (optional)")} rules={words.needed ? [{ required: true, whitespace: true, message: tr("请写明理由", "Please say why") }] : []}>
          <Input.TextArea rows={3} maxLength={2000} autoFocus />
        </Form.Item>
      </Form>
    </Modal>
  );
}
