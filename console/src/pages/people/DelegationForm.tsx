import { useQuery } from "@tanstack/react-query";
import { App, Button, Form, Input, Select } from "antd";

import { colleagues, delegate, useVerb } from "@/api/people";
import { problemOf } from "@/api/problem";
import { useMay, useMe } from "@/app/session";
import { date } from "@/format/time";
import { tr } from "@/lang";
import { ProblemView } from "@/ui/PageState";

interface Typed {
  principal?: string;
  deputy: string;
  from_on: string;
  until_on: string;
  reason: string;
}

const NEEDED = [{ required: true, whitespace: true, message: tr("请填写", "Please fill in") }];
const DAY_MS = 86_400_000;

/** Naming a deputy: for oneself, or as administrator for somebody else. */
export function DelegationForm({ forOthers, onDone }: { forOthers: boolean; onDone: () => void }) {
  const [form] = Form.useForm<Typed>();
  const { message } = App.useApp();
  const me = useMe();
  const administrator = useMay("accounts.manage") && forOthers;
  const everybody = useQuery(colleagues);
  const make = useVerb(
    (typed: Typed) => delegate({ ...typed, principal: typed.principal ?? null }),
    () => {
      void message.success(tr("已指定代理人", "The deputy is named"));
      onDone();
    },
  );
  const people = [
    ...(administrator ? [{ value: me.username, label: tr(`${me.display_name}（本人）`, `${me.display_name} (you)`) }] : []),
    ...(everybody.data ?? []).map((one) => ({ value: one.username, label: [one.display_name, one.department, one.post].filter(Boolean).join(" · ") })),
  ];
  const select = <Select loading={everybody.isPending} showSearch={{ optionFilterProp: "label" }} options={people} placeholder={tr("请选择", "Choose")} />;
  const now = Date.now();
  return (
    <Form<Typed> form={form} layout="vertical" initialValues={{ from_on: date(now), until_on: date(now + 7 * DAY_MS) }} onFinish={(typed) => make.mutate(typed)}>
      {make.isError ? <div className="form-problem"><ProblemView problem={problemOf(make.error)} /></div> : null}
      {administrator ? <Form.Item name="principal" label={tr("被代理人（A角）", "Principal (A)")} rules={NEEDED}>{select}</Form.Item> : null}
      <Form.Item name="deputy" label={tr("代理人（B角）", "Deputy (B)")} rules={NEEDED} extra={tr("代理期间，B 可切换为代理身份，权限和管辖范围与 A 完全相同（管理人员的权限除外）。", "While it holds, B can switch to acting for A, with A's rights and scope exactly (but for managing people).")}>{select}</Form.Item>
      <Form.Item name="from_on" label={tr("开始日期", "From")} rules={NEEDED}><Input type="date" /></Form.Item>
      <Form.Item name="until_on" label={tr("结束日期（含当天）", "Until (that day included)")} rules={NEEDED}><Input type="date" /></Form.Item>
      <Form.Item name="reason" label={tr("事由", "Reason")} rules={NEEDED}><Input maxLength={256} placeholder={tr("例如：出差、休假、培训", "e.g. travel, leave, training")} /></Form.Item>
      <Button type="primary" htmlType="submit" block loading={make.isPending}>{tr("指定代理人", "Name the deputy")}</Button>
    </Form>
  );
}
