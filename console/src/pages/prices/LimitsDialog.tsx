import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App, Form, Input, InputNumber, Modal } from "antd";

import { setPriceLimits, type PriceLimits } from "@/api/prices";
import { problemOf } from "@/api/problem";
import { tr } from "@/lang";
import { ProblemView } from "@/ui/PageState";

const NEEDED = [{ required: true, message: tr("请填写", "Please fill this in") }];

interface Typed extends PriceLimits {
  reason: string;
}

/** Sets from when on a price asks for a look. */
export function LimitsDialog({ limits, onClose }: { limits: PriceLimits; onClose: () => void }) {
  const [form] = Form.useForm<Typed>();
  const client = useQueryClient();
  const { message } = App.useApp();
  const save = useMutation({
    mutationFn: ({ reason, ...typed }: Typed) => setPriceLimits(typed, reason),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["prices", "anomalies"] });
      void message.success(tr("已保存，记入操作日志", "Saved, and noted in the journal"));
      onClose();
    },
  });
  const number = (name: keyof PriceLimits, label: string, min: number, max: number) => <Form.Item name={name} label={label} rules={NEEDED}><InputNumber min={min} max={max} /></Form.Item>;
  return (
    <Modal open title={tr("价格异常界限", "Limits of odd prices")} okText={tr("保存", "Save")} onCancel={onClose} onOk={() => form.submit()} confirmLoading={save.isPending}>
      {save.isError ? <ProblemView problem={problemOf(save.error)} /> : null}
      <Form<Typed> form={form} layout="vertical" initialValues={limits} onFinish={(typed) => save.mutate(typed)}>
        {number("below_pct", tr("低于全市中位价（%）", "Below the city’s median (%)"), 0.1, 99)}
        {number("below_days", tr("连续天数", "Days in a row"), 1, 92)}
        {number("most_changes", tr("一天变价次数上限", "Most changes in a day"), 1, 1000)}
        {number("night_from", tr("夜间自几时起（12–24）", "Night from the hour (12–24)"), 12, 24)}
        {number("night_until", tr("至次日几时（0–12）", "Until the hour (0–12)"), 0, 12)}
        <Form.Item name="reason" label={tr("修改理由", "Reason")} rules={NEEDED}><Input maxLength={500} /></Form.Item>
      </Form>
    </Modal>
  );
}
