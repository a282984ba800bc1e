import { Checkbox, Form, Input, InputNumber, Select } from "antd";

import { askTicket, RENEWS, type TicketStanding } from "@/api/tickets";
import { tr } from "@/lang";
import { FormDialog, NEEDED } from "@/ui/FormDialog";

interface Typed {
  why: string;
  permissions: string[];
  scope: string[];
  hours: number;
}

const HOUR_MS = 3_600_000;

/** Asks for access from now on for so many hours. */
export function AskDialog({ standing, onClose }: { standing: TicketStanding; onClose: () => void }) {
  const send = ({ why, permissions, scope, hours }: Typed) => {
    const from = new Date();
    return askTicket({ why, permissions, scope, from_at: from.toISOString(), until_at: new Date(from.getTime() + hours * HOUR_MS).toISOString() });
  };
  const whole = standing.scope.map(({ code, name }) => ({ value: code, label: name }));
  const hours = Math.min(8, standing.most_hours);
  return (
    <FormDialog<Typed, unknown> title={tr("申请运维工单", "Ask for a ticket")} okText={tr("提交审批", "Ask")} initial={{ hours, scope: whole.map(({ value }) => value) }} send={send} done={tr("已提交，等待审批", "Asked; it waits for approval")} renews={RENEWS} onClose={onClose}>
      <Form.Item name="why" label={tr("事由", "Why")} rules={[{ required: true, min: 4, message: tr("请写明事由（至少4个字）", "Say why, please (four letters at least)") }]}><Input.TextArea rows={2} maxLength={512} autoFocus /></Form.Item>
      <Form.Item name="permissions" label={tr("需要的权限", "What is needed")} rules={NEEDED}><Checkbox.Group options={standing.allowed.map(({ code, name }) => ({ value: code, label: name }))} /></Form.Item>
      <Form.Item name="scope" label={tr("范围（可输入区域或站点编号）", "Places (a region or station by number)")} rules={NEEDED}><Select mode="tags" options={whole} /></Form.Item>
      <Form.Item name="hours" label={tr(`时长（小时，最长${standing.most_hours}）`, `Hours (at most ${standing.most_hours})`)} rules={NEEDED} extra={tr("从提交时起算。", "From now on.")}><InputNumber min={1} max={standing.most_hours} precision={0} /></Form.Item>
    </FormDialog>
  );
}
