import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Form, Input, Radio, Select } from "antd";
import { useState } from "react";

import type { Schemas } from "@/api/client";
import { announce, downtimeDevices, type Downtime } from "@/api/life";
import type { Field } from "@/api/register";
import { problemOf } from "@/api/problem";
import { fullTime } from "@/format/time";
import { tr } from "@/lang";
import { ObjectDrawer } from "@/ui/ObjectDrawer";
import { ProblemView } from "@/ui/PageState";
import { FieldInput } from "@/ui/RecordFormField";

import "./downtime.css";
import { fieldOf, momentOf, proposed } from "./moments";
import { Overlaps } from "./Overlaps";

type Body = Schemas["DowntimeIn"];

interface Typed {
  station_id?: string;
  device?: string;
  kind: Body["kind"];
  starts_at?: string;
  ends_at?: string;
  reason?: string;
}

interface FormProps {
  /** The station that the person came from; empty: any. */
  station?: string;
  /** What should last longer. */
  extends?: Downtime;
  onDone: (id: number) => void;
  onClose: () => void;
}

const NEEDED = [{ required: true, whitespace: true, message: tr("请填写", "Please fill in") }];
const KINDS: { value: Body["kind"]; label: string }[] = [
  { value: "planned", label: tr("计划检修", "Planned work") },
  { value: "power", label: tr("停电", "Power cut") },
  { value: "repair", label: tr("故障维修", "Repair") },
  { value: "network", label: tr("网络中断", "Network") },
  { value: "closure", label: tr("歇业", "Temporary closure") },
];
const STATION: Field = { name: "station_id", title: "", kind: "station", key: false, required: true, choices: [], note: "", example: "", unit: "", shown: true };

/** The form beside the list, made for a phone: one field under the other. */
export function DowntimeFormDrawer(props: FormProps) {
  const title = props.extends ? tr(`延长停机${props.extends.id}`, `Extend downtime ${props.extends.id}`) : tr("申报停机", "Announce downtime");
  return (
    <ObjectDrawer open title={title} onClose={props.onClose}>
      <DowntimeForm {...props} />
    </ObjectDrawer>
  );
}

function DowntimeForm({ station = "", extends: earlier, onDone }: FormProps) {
  const [form] = Form.useForm<Typed>();
  const [checked, setChecked] = useState<Downtime | null>(null);
  const client = useQueryClient();
  const { message } = App.useApp();
  const bodyOf = (typed: Typed, dry_run: boolean): Body => ({
    station_id: earlier?.station_id ?? typed.station_id ?? "",
    device: earlier?.device ?? typed.device ?? "",
    kind: typed.kind,
    starts_at: earlier?.ends_at ?? momentOf(typed.starts_at) ?? "",
    ends_at: momentOf(typed.ends_at) ?? "",
    reason: (typed.reason ?? "").trim(),
    extends: earlier?.id ?? null,
    dry_run,
  });
  const check = useMutation({ mutationFn: (typed: Typed) => announce(bodyOf(typed, true)) });
  const send = useMutation({
    mutationFn: (typed: Typed) => announce(bodyOf(typed, false)),
    onSuccess: (made) => {
      [["table", "downtimes"], ["downtime"], ["timeline"]].forEach((queryKey) => void client.invalidateQueries({ queryKey }));
      void message.success(tr("已申报，等待审批", "Announced; it waits for a decision"));
      onDone(made.id ?? 0);
    },
  });
  // What overlaps or comes late is told once, before it is sent.
  const submit = (typed: Typed) => {
    if (checked) return send.mutate(typed);
    check.mutate(typed, { onSuccess: (told) => (told.overlaps.length || told.late ? setChecked(told) : send.mutate(typed)) });
  };
  const failed = check.error ?? send.error;
  return (
    <Form<Typed>
      form={form}
      layout="vertical"
      className="downtime-form"
      initialValues={{ ...proposed(), kind: "planned", ...(station ? { station_id: station, device: "station" } : {}), ...(earlier ? { kind: earlier.kind, ends_at: fieldOf(Date.parse(earlier.ends_at) + 4 * 3_600_000) } : {}) }}
      onValuesChange={() => setChecked(null)}
      onFinish={submit}
    >
      {failed ? <ProblemView problem={problemOf(failed)} /> : null}
      {earlier ? <p>{tr(`${earlier.station_name} · ${earlier.device_name}，自原定结束时间 ${fullTime(earlier.ends_at).slice(0, 16)} 起延长`, `${earlier.station_name}, ${earlier.device_name}: goes on from ${fullTime(earlier.ends_at).slice(0, 16)}`)}</p> : <WhatAndWhen known={station} />}
      <Form.Item name="ends_at" label={tr("结束时间（北京时间）", "Until (Beijing time)")} rules={NEEDED}><Input type="datetime-local" /></Form.Item>
      <Form.Item name="kind" label={tr("类别", "Kind")}><Radio.Group className="downtime-kinds" options={KINDS} /></Form.Item>
      <Form.Item name="reason" label={tr("原因", "Reason")} rules={NEEDED}><Input.TextArea rows={3} maxLength={2000} placeholder={tr("例如：供电公司10千伏线路检修，通知编号", "e.g. work on the 10 kV line, number of the notice")} /></Form.Item>
      {checked ? <Warnings told={checked} /> : null}
      <div className="downtime-buttons">
        <Button type="primary" htmlType="submit" block size="large" loading={check.isPending || send.isPending}>{checked ? tr("仍然申报", "Announce anyway") : tr("提交申报", "Announce")}</Button>
      </div>
    </Form>
  );
}

function WhatAndWhen({ known }: { known: string }) {
  const station = (Form.useWatch("station_id") as string | undefined) ?? known;
  const form = Form.useFormInstance<Typed>();
  const devices = useQuery({ ...downtimeDevices(station), enabled: /^[0-9]{10}$/.test(station) });
  return (
    <>
      <Form.Item name="station_id" label={tr("加油站", "Station")} rules={NEEDED}>
        <FieldInput field={STATION} disabled={false} />
      </Form.Item>
      <Form.Item name="device" label={tr("停机范围", "What stands still")} rules={NEEDED} extra={tr("“全站”包括采集终端、油气监测和液位仪；要打开加油机维修的，请单独申报该加油机。", "“Whole station” covers collector, vapour monitor and tank gauges. Announce a dispenser by itself when it will be opened.")}>
        <Select
          loading={devices.isFetching}
          disabled={!station}
          showSearch={{ optionFilterProp: "label" }}
          placeholder={station ? tr("请选择", "Choose") : tr("请先选择加油站", "Choose the station first")}
          options={(devices.data ?? []).map(({ device, name }) => ({ value: device, label: name }))}
          onOpenChange={(open) => open && form.setFields([{ name: "device", errors: [] }])}
        />
      </Form.Item>
      <Form.Item name="starts_at" label={tr("开始时间（北京时间）", "From (Beijing time)")} rules={NEEDED} extra={tr("已经开始的，24小时内可以补报。", "What began already can be announced within 24 hours.")}>
        <Input type="datetime-local" />
      </Form.Item>
    </>
  );
}

function Warnings({ told }: { told: Downtime }) {
  return (
    <div role="alert">
      {told.late ? <Alert type="warning" showIcon title={tr("开始时间已过，将标为补报。", "It has begun already and will be marked as announced late.")} /> : null}
      <Overlaps overlaps={told.overlaps} />
    </div>
  );
}
