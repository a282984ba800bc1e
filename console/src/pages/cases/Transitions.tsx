import { useQuery } from "@tanstack/react-query";
import { Button, Form, Input, InputNumber, Modal, Select, Table, type TableProps } from "antd";
import { useState } from "react";

import { caseTerms, caseTransitions, setCaseTerm, type CaseTerm, type Transition } from "@/api/cases";
import { useMay } from "@/app/session";
import { NOTHING } from "@/format/quantity";
import { listed } from "@/format/words";
import { tr } from "@/lang";
import { FormDialog, NEEDED } from "@/ui/FormDialog";

const WHO: Record<string, string> = {
  "case.manage": tr("承办和协办部门", "Departments that take part"),
  "case.decide": tr("审批人", "Who decides"),
  "case.supervise": tr("督办人", "Who supervises"),
};

const COLUMNS: TableProps<Transition>["columns"] = [
  { key: "name", title: tr("步骤", "Step"), dataIndex: "name" },
  { key: "before", title: tr("从", "From"), render: (_, one) => listed(one.before) },
  { key: "after", title: tr("到", "To"), render: (_, one) => one.after || tr("不变", "Unchanged") },
  { key: "who", title: tr("谁能办", "Who"), render: (_, one) => WHO[one.permission] ?? one.permission },
  { key: "apart", title: tr("须他人", "Not by who"), render: (_, one) => one.apart || NOTHING },
  { key: "days", title: tr("下一步期限（工作日）", "Next term (working days)"), align: "right", render: (_, one) => one.working_days ?? NOTHING },
];

/** The one table of what may become of a case, and how long each state may last. */
export function Transitions({ onClose }: { onClose: () => void }) {
  const found = useQuery(caseTransitions);
  const may = useMay("case.decide");
  const [changing, change] = useState(false);
  return (
    <Modal open width={900} title={tr("案件流转规则和期限", "Steps and terms of cases")} onCancel={onClose} footer={may ? <Button onClick={() => change(true)}>{tr("修改期限", "Change a term")}</Button> : null}>
      <Table<Transition> size="small" rowKey="step" columns={COLUMNS} dataSource={found.data ?? []} loading={found.isPending} pagination={false} scroll={{ x: 720 }} />
      {changing ? <TermDialog onClose={() => change(false)} /> : null}
    </Modal>
  );
}

function TermDialog({ onClose }: { onClose: () => void }) {
  const found = useQuery(caseTerms);
  return (
    <FormDialog<{ state: string; working_days: number; basis: string }, CaseTerm[]> title={tr("修改办案期限", "Change a term")} send={({ state, ...body }) => setCaseTerm(state, body)} done={tr("已修改，从下一步起按新期限", "Changed; it holds from the next step on")} renews={[["cases"]]} onClose={onClose}>
      <Form.Item name="state" label={tr("状态", "State")} rules={NEEDED}><Select loading={found.isPending} options={(found.data ?? []).map((one) => ({ value: one.state, label: tr(`${one.state_name}（现${one.working_days}个工作日）`, `${one.state_name} (now ${one.working_days} working days)`) }))} /></Form.Item>
      <Form.Item name="working_days" label={tr("工作日", "Working days")} rules={NEEDED}><InputNumber min={1} max={250} precision={0} /></Form.Item>
      <Form.Item name="basis" label={tr("依据（文件）", "Basis (document)")} rules={NEEDED}><Input maxLength={200} /></Form.Item>
    </FormDialog>
  );
}
