import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Descriptions, Form, Input, Modal, Select, Skeleton } from "antd";
import { useState, type ReactNode } from "react";
import { Link } from "react-router";

import { correctCause, outage, type Cause, type Outage } from "@/api/connectivity";
import { problemOf } from "@/api/problem";
import { duration, litres, litresFromMl } from "@/format/quantity";
import { fullTime } from "@/format/time";
import { tr } from "@/lang";
import { ObjectDrawer } from "@/ui/ObjectDrawer";
import { FetchedView, ProblemView } from "@/ui/PageState";
import { StateSymbol } from "@/ui/StateSymbol";

import { causeLook, CAUSES } from "./looks";

/** One outage: its parts, what it is put down to and why, and the litres moved while dark. */
export function OutageDrawer({ id, onClose }: { id: number; onClose: () => void }) {
  const found = useQuery(outage(id));
  const [correcting, correct] = useState(false);
  const row = found.data;
  const button = row?.may_correct ? <Button onClick={() => correct(true)}>{tr("更正归因", "Correct the cause")}</Button> : null;
  return (
    <ObjectDrawer open title={tr("离线记录", "Outage")} onClose={onClose} actions={button}>
      <FetchedView query={found} loading={<Skeleton active />}>{(data) => <View row={data} />}</FetchedView>
      {row && correcting ? <CorrectDialog row={row} onDone={() => correct(false)} /> : null}
    </ObjectDrawer>
  );
}

type Fact = readonly [label: string, value: ReactNode];

const Facts = ({ facts }: { facts: readonly Fact[] }) => (
  <Descriptions bordered size="small" column={1} items={facts.map(([label, children]) => ({ key: label, label, children }))} />
);

function View({ row }: { row: Outage }) {
  const facts: Fact[] = [
    [tr("加油站", "Station"), <Link key="s" to={`/stations/${row.station_id}`}>{row.station_name}</Link>],
    [tr("设备", "Device"), row.device_name],
    [tr("最后数据", "Last data"), fullTime(row.starts_at)],
    [tr("恢复", "Back"), row.ends_at ? fullTime(row.ends_at) : tr("仍在离线", "still offline")],
    [tr("时长", "Lasted"), duration(row.lasted_s)],
    [tr("其中停机申报", "Of it announced"), row.announced_s ? duration(row.announced_s) : "—"],
    [tr("其中平台中断", "Of it the platform's own"), row.platform_s ? duration(row.platform_s) : "—"],
    [tr("归因", "Put down to"), <StateSymbol key="c" look={causeLook(row.cause)} />],
    [tr("依据", "What shows it"), row.basis || "—"],
    ...(row.with_stations.length ? [[tr("同时中断", "Dark with it"), row.with_stations.join(tr("、", ", "))] as Fact] : []),
    ...(row.corrected ? [[tr("人工更正", "Corrected"), tr(`平台判为${row.found_cause_name}；${row.corrected_by_name}于${fullTime(row.corrected_at)}更正：${row.corrected_reason}`, `The platform said ${row.found_cause_name}; ${row.corrected_by_name} corrected it at ${fullTime(row.corrected_at)}: ${row.corrected_reason}`)] as Fact] : []),
  ];
  return (
    <>
      <Facts facts={facts} />
      {row.device === "collector" ? <Litres row={row} /> : null}
    </>
  );
}

const between = (low: string, high: string): string => (low === high ? "" : tr(`（${low}～${high}）`, ` (${low} to ${high})`));

function Litres({ row }: { row: Outage }) {
  const facts: Fact[] = [
    [tr("累计泵码", "By totalizers"), `${litresFromMl(row.moved_ml)} ${tr("升", "L")}${between(litresFromMl(row.moved_low_ml), litresFromMl(row.moved_high_ml))}`],
    [tr("其中有补传记录", "Of it, recorded"), `${litresFromMl(row.recorded_ml)} ${tr("升", "L")}`],
    [tr("其中没有记录", "Of it, without record"), `${litresFromMl(row.uncovered_ml)} ${tr("升", "L")}`],
    [tr("油罐下降", "Fall of the tanks"), row.fall_l === null ? tr("液位数据不足", "readings do not tell") : `${litres(row.fall_l)} ${tr("升", "L")}${between(litres(row.fall_low_l), litres(row.fall_high_l))}`],
    ...(row.alert_id ? [[tr("疑点", "Finding"), <Link key="a" to={`/alerts/${row.alert_id}`}>{tr("离线期间有出油", "Trading while offline")}</Link>] as Fact] : []),
  ];
  return (
    <section className="block">
      <h2>{tr("离线期间出油", "Litres moved while dark")}</h2>
      {row.ends_at === null ? <p className="quiet">{tr("仍在离线，恢复后按累计泵码和液位计算。", "Still offline: totalizers and levels tell once it is back.")}</p> : row.moved_ml === null ? <p className="quiet">{tr("恢复后还没有加油记录，暂不能按累计泵码计算。", "No fuelling since it is back, so totalizers do not tell yet.")}</p> : null}
      <Facts facts={facts} />
    </section>
  );
}

interface Typed {
  cause: Cause;
  reason: string;
}

function CorrectDialog({ row, onDone }: { row: Outage; onDone: () => void }) {
  const [form] = Form.useForm<Typed>();
  const client = useQueryClient();
  const { message } = App.useApp();
  const send = useMutation({
    mutationFn: ({ cause, reason }: Typed) => correctCause(row.id, cause, reason.trim()),
    onSuccess: (told) => {
      client.setQueryData(outage(row.id).queryKey, told);
      [["connectivity"], ["table", "outages"], ["table", "online_days"], ["station", row.station_id]].forEach((queryKey) => void client.invalidateQueries({ queryKey }));
      void message.success(tr("已更正，当日在线率已重算", "Corrected; the day was summed again"));
      onDone();
    },
  });
  const options = [...Object.entries(CAUSES).map(([value, look]) => ({ value, label: look.word })), ...(row.corrected ? [{ value: "", label: tr(`恢复平台归因（${row.found_cause_name}）`, `Back to the platform's (${row.found_cause_name})`) }] : [])];
  return (
    <Modal open title={tr("更正归因", "Correct the cause")} okText={tr("更正", "Correct")} onOk={() => form.submit()} onCancel={onDone} confirmLoading={send.isPending}>
      {send.isError ? <ProblemView problem={problemOf(send.error)} /> : null}
      <Form form={form} layout="vertical" initialValues={{ cause: row.cause }} onFinish={(typed) => send.mutate(typed)}>
        <Form.Item name="cause" label={tr("归因", "Put down to")} rules={[{ required: !row.corrected, message: tr("请选择", "Please choose") }]}>
          <Select options={options} />
        </Form.Item>
        <Form.Item name="reason" label={tr("理由", "Why")} rules={[{ required: true, whitespace: true, message: tr("请写明理由", "Please say why") }]}>
          <Input.TextArea rows={3} maxLength={2000} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
