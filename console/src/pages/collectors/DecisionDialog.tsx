import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App, Form, Input, Modal } from "antd";

import { api, ask } from "@/api/client";
import { problemOf } from "@/api/problem";
import * as queries from "@/api/queries";
import { tr } from "@/lang";
import { ProblemView } from "@/ui/PageState";

import type { Decision } from "./Collectors";
import { STATES } from "./states";

const NEEDED = [{ required: true, whitespace: true, message: tr("请填写", "Please fill this in") }];

/** Accepting a box after its joint test, or putting it out of use, with the reason. */
export function DecisionDialog({ station, decision, onDone }: { station: string; decision: Decision; onDone: () => void }) {
  const [form] = Form.useForm<{ reason: string }>();
  const client = useQueryClient();
  const { message } = App.useApp();
  const { collector, state } = decision;
  const path = { params: { path: { station_id: station, collector_id: collector.collector_id } } };
  const send = useMutation({
    mutationFn: ({ reason }: { reason: string }) =>
      ask(api.POST("/api/v1/stations/{station_id}/collectors/{collector_id}/state", { ...path, body: { state, reason } })),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: queries.collectors(station).queryKey });
      void client.invalidateQueries({ queryKey: ["table", "collectors"] });
      void message.success(STATES[state].word);
      onDone();
    },
  });
  const accepting = state === "accepted";
  const title = accepting ? tr("验收通过", "Accept") : tr("停用", "Put out of use");
  return (
    <Modal open title={tr(`${title}：${collector.collector_id}`, `${title}: ${collector.collector_id}`)} okText={title} onOk={() => form.submit()} onCancel={onDone} confirmLoading={send.isPending}>
      {send.isError ? <ProblemView problem={problemOf(send.error)} /> : null}
      <p>
        {accepting
          ? tr("验收后，该终端上报的数据参与统计和判定；此前的数据仍按试运行保存。", "From the acceptance on, what it sends counts and is judged; what came before stays a trial.")
          : tr("停用后，平台不再接收该终端的数据。", "The platform will no longer take its data.")}
      </p>
      <Form form={form} layout="vertical" onFinish={(body) => send.mutate(body)}>
        <Form.Item name="reason" label={tr("理由", "Reason")} rules={NEEDED}>
          <Input.TextArea rows={3} maxLength={512} showCount autoFocus placeholder={tr("例如：联调测试通过，测试单编号", "e.g. joint test passed, number of its sheet")} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
