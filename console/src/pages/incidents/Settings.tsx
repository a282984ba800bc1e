import { useQuery } from "@tanstack/react-query";
import { Button, Form, Input, InputNumber, Modal, Select, Table, type TableProps } from "antd";
import { useState } from "react";

import { incidentSettings, setAudience, setIncidentTerm, type IncidentSettings, type IncidentTerm } from "@/api/incidents";
import { listed } from "@/format/words";
import { tr } from "@/lang";
import { FormDialog, NEEDED } from "@/ui/FormDialog";
import { FetchedView } from "@/ui/PageState";

const TERMS: TableProps<IncidentTerm>["columns"] = [
  { key: "what", title: tr("事项", "What"), dataIndex: "what_name" },
  { key: "kind", title: tr("类别", "Kind"), dataIndex: "kind_name" },
  { key: "amount", title: tr("时限", "Within"), align: "right", render: (_, one) => `${one.amount} ${one.unit}` },
  { key: "source", title: tr("依据", "Source"), dataIndex: "source" },
  { key: "said_on", title: tr("设定日期", "Set on"), dataIndex: "said_on" },
];
const AUDIENCE: TableProps<IncidentSettings["audience"][number]>["columns"] = [
  { key: "kind", title: tr("类别", "Kind"), dataIndex: "kind_name" },
  { key: "departments", title: tr("立即通知的部门", "Told at once"), render: (_, one) => listed(one.departments.map((each) => each.name)) },
];
const STEPS: TableProps<IncidentSettings["transitions"][number]>["columns"] = [
  { key: "step", title: tr("步骤", "Step"), dataIndex: "step_name" },
  { key: "before", title: tr("从", "From"), render: (_, one) => listed(one.before) },
  { key: "after", title: tr("到", "To"), render: (_, one) => one.after || tr("不变", "Unchanged") },
];

type Doing = "term" | "audience" | null;

/** How long each thing may take, who is told, and the table of transitions. */
export function Settings({ may, onClose }: { may: boolean; onClose: () => void }) {
  const found = useQuery(incidentSettings);
  const [doing, act] = useState<Doing>(null);
  const buttons = may ? [<Button key="t" onClick={() => act("term")}>{tr("修改时限", "Change a term")}</Button>, <Button key="a" onClick={() => act("audience")}>{tr("修改通知部门", "Change who is told")}</Button>] : null;
  return (
    <Modal open width={900} title={tr("时限和通知", "Terms and notices")} onCancel={onClose} footer={buttons}>
      <FetchedView query={found}>
        {(data) => (
          <>
            <Table size="small" rowKey={(one) => `${one.kind}${one.what}`} columns={TERMS} dataSource={data.terms} pagination={false} scroll={{ x: 720, y: 260 }} />
            <h3>{tr("通知部门", "Who is told")}</h3>
            <Table size="small" rowKey="kind" columns={AUDIENCE} dataSource={data.audience} pagination={false} scroll={{ x: 480 }} />
            <h3>{tr("流转规则", "Steps")}</h3>
            <Table size="small" rowKey="step" columns={STEPS} dataSource={data.transitions} pagination={false} scroll={{ x: 480 }} />
            {doing === "term" ? <TermDialog data={data} onClose={() => act(null)} /> : null}
            {doing === "audience" ? <AudienceDialog data={data} onClose={() => act(null)} /> : null}
          </>
        )}
      </FetchedView>
    </Modal>
  );
}

function TermDialog({ data, onClose }: { data: IncidentSettings; onClose: () => void }) {
  return (
    <FormDialog<{ which: string; amount: number; source: string }, IncidentSettings>
      title={tr("修改时限", "Change a term")}
      send={({ which, ...body }) => {
        const [kind = "", what = ""] = which.split("/");
        return setIncidentTerm(kind, what, body);
      }}
      done={tr("已修改，此后的事件按新时限", "Changed; it holds from the next emergency on")}
      renews={[["incidents"], ["drills"]]}
      onClose={onClose}
    >
      <Form.Item name="which" label={tr("时限", "Term")} rules={NEEDED}><Select showSearch optionFilterProp="label" options={data.terms.map((one) => ({ value: `${one.kind}/${one.what}`, label: `${one.kind_name} ${one.what_name} ${one.amount} ${one.unit}` }))} /></Form.Item>
      <Form.Item name="amount" label={tr("数值（单位同上）", "Amount (same unit)")} rules={NEEDED}><InputNumber min={1} max={100000} precision={0} /></Form.Item>
      <Form.Item name="source" label={tr("依据（文件）", "Source (document)")} rules={NEEDED}><Input maxLength={300} /></Form.Item>
    </FormDialog>
  );
}

function AudienceDialog({ data, onClose }: { data: IncidentSettings; onClose: () => void }) {
  return (
    <FormDialog<{ kind: string; departments: string[] }, IncidentSettings> title={tr("修改通知部门", "Change who is told")} send={({ kind, departments }) => setAudience(kind, departments)} done={tr("已修改", "Changed")} renews={[["incidents"]]} onClose={onClose}>
      <Form.Item name="kind" label={tr("类别", "Kind")} rules={NEEDED}><Select options={data.audience.map((one) => ({ value: one.kind, label: one.kind_name }))} /></Form.Item>
      <Form.Item name="departments" label={tr("立即通知的部门", "Told at once")} rules={NEEDED}><Select mode="multiple" optionFilterProp="label" options={data.departments.map((one) => ({ value: one.code, label: one.name }))} /></Form.Item>
    </FormDialog>
  );
}
