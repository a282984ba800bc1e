import { Form, Input, InputNumber, Select } from "antd";

import { SECURITY_KEY, setPolicy, type Policy, type PolicyChange } from "@/api/security";
import { tr } from "@/lang";
import { FormDialog, NEEDED } from "@/ui/FormDialog";

const FACTOR = [
  { value: "auto", label: tr("首位系统管理员绑定后自动启用", "On as soon as the first administrator has one") },
  { value: "on", label: tr("启用", "On") },
  { value: "off", label: tr("不启用", "Off") },
];

/** Changes the city's policy; who has to have a second factor and has none is logged out and led to it. */
export function PolicyDialog({ policy, onClose }: { policy: Policy; onClose: () => void }) {
  const choices = policy.privileged.map((value, at) => ({ value, label: policy.privileged_names[at] ?? value }));
  const send = (typed: PolicyChange) => setPolicy({ ...typed, password_days: typed.password_days ?? null, sessions_most: typed.sessions_most ?? null });
  return (
    <FormDialog<PolicyChange, unknown> title={tr("修改安全策略", "Change the policy")} initial={{ ...policy, second_factor: policy.second_factor as PolicyChange["second_factor"], reason: "" }} send={send} done={tr("安全策略已修改，记入操作日志", "Changed, and noted in the journal")} renews={[SECURITY_KEY]} onClose={onClose}>
      <Form.Item name="second_factor" label={tr("第二因子", "Second factor")} extra={tr("启用后，下列权限的人员若未绑定将被退出，重新登录时先绑定。", "When on, people with these permissions and without one are logged out and led to it.")}><Select options={FACTOR} /></Form.Item>
      <Form.Item name="privileged" label={tr("须用第二因子的权限", "Permissions that want it")}><Select mode="tags" options={choices} /></Form.Item>
      <Form.Item name="password_days" label={tr("密码有效期（天，不填为不限）", "Passwords last (days, empty: no limit)")}><InputNumber min={1} max={3650} precision={0} /></Form.Item>
      <Form.Item name="password_history" label={tr("不得重复最近几次密码", "Passwords not to be taken again")} rules={NEEDED}><InputNumber min={0} max={24} precision={0} /></Form.Item>
      <Form.Item name="sessions_most" label={tr("每人同时登录处数（不填为不限）", "Logins at once (empty: no limit)")}><InputNumber min={1} max={1000} precision={0} /></Form.Item>
      <Form.Item name="ticket_hours" label={tr("运维工单最长时间（小时）", "A ticket lasts at most (hours)")} rules={NEEDED}><InputNumber min={1} max={720} precision={0} /></Form.Item>
      <Form.Item name="reason" label={tr("理由", "Reason")} rules={NEEDED}><Input.TextArea rows={2} minLength={2} maxLength={512} /></Form.Item>
    </FormDialog>
  );
}
