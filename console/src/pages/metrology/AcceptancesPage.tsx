import { useQuery } from "@tanstack/react-query";
import { Button, Checkbox, Form, Input, InputNumber, Select, Skeleton } from "antd";
import { useState } from "react";

import { acceptDispenser, desk, type Acceptance, type Desk } from "@/api/metrology";
import { useMay } from "@/app/session";
import { tr } from "@/lang";
import { Answer } from "@/ui/Answer";
import { DataTable } from "@/ui/DataTable";
import { PageHead } from "@/ui/PageHead";
import { FetchedView } from "@/ui/PageState";
import { StateSymbol } from "@/ui/StateSymbol";

import { FormDialog, NEEDED } from "./FormDialog";
import { metrologyLook } from "./looks";
import "./metrology.css";

const CELLS = { result: (value: unknown) => <StateSymbol look={metrologyLook(value)} /> };
const KINDS = [{ value: "new", label: tr("新装", "New") }, { value: "replaced", label: tr("更换", "Replaced") }];

/** 加油机验收: new and replaced dispensers, taken into the register or refused in writing. */
export default function AcceptancesPage() {
  const found = useQuery(desk);
  const may = useMay("metrology.manage");
  const [looking, look] = useState(false);
  return (
    <div className="page">
      <PageHead title={tr("加油机验收", "Acceptance of dispensers")}>
        {may ? <Button type="primary" onClick={() => look(true)}>{tr("查验一台", "Look at one")}</Button> : null}
      </PageHead>
      <FetchedView query={found} loading={<Skeleton active />}>{(data) => <Answer>{rule(data)}</Answer>}</FetchedView>
      <section className="block">
        <DataTable table="metrology_acceptances" quick={["result", "kind"]} cells={CELLS} empty={{ what: tr("还没有验收记录", "No dispenser was looked at yet"), how: tr("新装或更换加油机时在此查验", "New and replaced dispensers are looked at here") }} />
      </section>
      {looking ? <LookDialog onClose={() => look(false)} /> : null}
    </div>
  );
}

function rule(one: Desk): string {
  const wanted = [one.require_ecqs ? tr("e-CQS联网功能", "a link with e-CQS") : "", one.require_remote_kit ? tr("远程监管套件", "a remote-supervision kit") : "", tr("自锁功能", "self-lock")].filter(Boolean);
  return tr(`新装、更换的加油机须具备${wanted.join("、")}，否则不予验收并书面告知。`, `New and replaced dispensers need ${wanted.join(", ")}; others are refused in writing.`);
}

function LookDialog({ onClose }: { onClose: () => void }) {
  return (
    <FormDialog<Acceptance, { letter: string }>
      title={tr("查验新装或更换的加油机", "Look at a new or replaced dispenser")}
      okText={tr("判定", "Decide")}
      width={640}
      initial={{ kind: "new", ecqs: false, remote_kit: false, self_lock: true }}
      send={acceptDispenser}
      done={tr("已判定，结论和书面告知在列表中", "Decided; the letter stands in the list")}
      onClose={onClose}
    >
      <div className="form-pair">
        <Form.Item name="station_id" label={tr("加油站编号", "Station id")} rules={NEEDED}><Input maxLength={10} /></Form.Item>
        <Form.Item name="dispenser_id" label={tr("加油机号", "Dispenser")} rules={NEEDED}><InputNumber min={0} max={32767} /></Form.Item>
        <Form.Item name="kind" label={tr("类别", "Kind")} rules={NEEDED}><Select options={KINDS} /></Form.Item>
        <Form.Item name="serial_no" label={tr("出厂编号", "Serial no.")} rules={NEEDED}><Input maxLength={64} /></Form.Item>
        <Form.Item name="maker" label={tr("制造厂", "Maker")}><Input maxLength={64} /></Form.Item>
        <Form.Item name="model" label={tr("型号", "Model")}><Input maxLength={64} /></Form.Item>
        <Form.Item name="mainboard_no" label={tr("主板编号", "Main board no.")}><Input maxLength={64} /></Form.Item>
        <Form.Item name="encoder_no" label={tr("编码器编号", "Encoder no.")}><Input maxLength={64} /></Form.Item>
        <Form.Item name="software_version" label={tr("软件版本", "Software version")}><Input maxLength={64} /></Form.Item>
      </div>
      <Form.Item name="ecqs" valuePropName="checked"><Checkbox>{tr("具备e-CQS联网功能", "Can link with e-CQS")}</Checkbox></Form.Item>
      <Form.Item name="remote_kit" valuePropName="checked"><Checkbox>{tr("配有远程监管套件", "Has a remote-supervision kit")}</Checkbox></Form.Item>
      <Form.Item name="self_lock" valuePropName="checked"><Checkbox>{tr("具备自锁功能", "Has a self-lock")}</Checkbox></Form.Item>
      <Form.Item name="note" label={tr("说明", "Note")}><Input maxLength={1000} /></Form.Item>
    </FormDialog>
  );
}
