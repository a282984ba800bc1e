import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App, Form, Input, Modal, Select } from "antd";
import { useNavigate } from "react-router";

import { problemOf } from "@/api/problem";
import { sendToTax } from "@/api/tax";
import { tr } from "@/lang";
import { ProblemView } from "@/ui/PageState";

interface Typed {
  from_period: string;
  until_period: string;
  to_office: string;
  reason: string;
}

interface Props {
  span: { taxpayer: string; from_period: string; until_period: string };
  name: string;
  months: readonly string[];
  onClose: () => void;
}

const NEEDED = [{ required: true, whitespace: true, message: tr("请填写", "Please fill this in") }];

/** Hands a taxpayer over to tax: which months, to whom, why; the evidence pack is made with it. */
export function HandOverDialog({ span, name, months, onClose }: Props) {
  const [form] = Form.useForm<Typed>();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const send = useMutation({
    mutationFn: (typed: Typed) => sendToTax({ taxpayer: span.taxpayer, ...typed }),
    onSuccess: (made) => {
      [["tax"], ["table", "tax_hand_overs"], ["workbench"]].forEach((queryKey) => void client.invalidateQueries({ queryKey }));
      void message.success(tr("已移交，记入操作日志", "Handed over, and noted in the journal"));
      void navigate(`/tax/hand-overs?open=${made.id}`);
    },
  });
  const options = months.map((month) => ({ value: month, label: month }));
  return (
    <Modal open title={tr(`移交税务：${name}`, `Hand over to tax: ${name}`)} okText={tr("移交", "Hand over")} onOk={() => form.submit()} onCancel={onClose} confirmLoading={send.isPending}>
      {send.isError ? <ProblemView problem={problemOf(send.error)} /> : null}
      <p>{tr("移交的是数据疑点和证据包，是否违规由税务部门核查后认定。", "What is handed over are findings with their evidence; tax decides what they mean.")}</p>
      <Form<Typed> form={form} layout="vertical" initialValues={{ from_period: span.from_period, until_period: span.until_period, to_office: tr("市税务局", "City tax bureau") }} onFinish={(typed) => send.mutate(typed)}>
        <Form.Item name="from_period" label={tr("起始月份", "From")} rules={NEEDED}><Select options={options} /></Form.Item>
        <Form.Item name="until_period" label={tr("截止月份", "Until")} rules={NEEDED}><Select options={options} /></Form.Item>
        <Form.Item name="to_office" label={tr("接收单位", "To")} rules={NEEDED}><Input maxLength={128} /></Form.Item>
        <Form.Item name="reason" label={tr("移交理由", "Reason")} rules={NEEDED}><Input.TextArea rows={3} maxLength={2000} /></Form.Item>
      </Form>
    </Modal>
  );
}
