import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Form, Input, Modal, Skeleton, Table, Tag, type TableProps } from "antd";
import { useState } from "react";

import { api, ask, type Schemas } from "@/api/client";
import { problemOf } from "@/api/problem";
import * as queries from "@/api/queries";
import { useMay } from "@/app/session";
import { time } from "@/format/time";
import { FetchedView, Nothing, ProblemView } from "@/ui/PageState";

type Collector = Schemas["CollectorOut"];
type State = Collector["state"];
type Decision = { collector: Collector; state: State };

const STATES: Record<State, { word: string; colour: string }> = {
  pending: { word: "联调中，数据按试运行保存", colour: "gold" },
  accepted: { word: "已验收", colour: "green" },
  refused: { word: "已停用", colour: "default" },
};

/** The station's collectors: where each stands, a code for a new box, and the decision after its joint test. */
export function Collectors({ station }: { station: string }) {
  const may = useMay("registry.manage");
  const found = useQuery(queries.collectors(station));
  const [asking, setAsking] = useState(false);
  const [decision, setDecision] = useState<Decision | null>(null);
  return (
    <section className="collectors">
      <div className="section-head">
        <h3>采集终端</h3>
        {may ? <Button size="small" onClick={() => setAsking(true)}>签发注册码</Button> : null}
      </div>
      <FetchedView query={found} loading={<Skeleton active />}>
        {(data) => (
          <Table<Collector>
            size="small"
            rowKey="collector_id"
            columns={columns(may, setDecision)}
            dataSource={data}
            pagination={false}
            scroll={{ x: 720 }}
            locale={{ emptyText: <Nothing what="这个站还没有采集终端" how="签发注册码，在终端上用它注册后出现在这里" /> }}
          />
        )}
      </FetchedView>
      {asking ? <CodeDialog station={station} onDone={() => setAsking(false)} /> : null}
      {decision ? <DecisionDialog station={station} decision={decision} onDone={() => setDecision(null)} /> : null}
    </section>
  );
}

function columns(may: boolean, decide: (decision: Decision) => void): TableProps<Collector>["columns"] {
  return [
    { title: "编号", dataIndex: "collector_id", width: 160 },
    { title: "状态", dataIndex: "state", width: 190, render: (state: State) => <Tag color={STATES[state].colour}>{STATES[state].word}</Tag> },
    { title: "固件", dataIndex: "firmware", width: 180, render: (text: string | null) => text ?? "—" },
    { title: "注册于", dataIndex: "enrolled_at", width: 110, align: "right", render: (at: string) => time(at) },
    { title: "最近启动", dataIndex: "booted_at", width: 110, align: "right", render: (at: string | null) => time(at) },
    {
      title: "办理",
      key: "decide",
      hidden: !may,
      render: (_, collector) =>
        collector.state === "accepted" ? (
          <Button size="small" onClick={() => decide({ collector, state: "refused" })}>停用</Button>
        ) : (
          <Button size="small" type="primary" onClick={() => decide({ collector, state: "accepted" })}>验收通过</Button>
        ),
    },
  ];
}

const NEEDED = [{ required: true, whitespace: true, message: "请填写" }];

function CodeDialog({ station, onDone }: { station: string; onDone: () => void }) {
  const [form] = Form.useForm<Schemas["CodeIn"]>();
  const path = { params: { path: { station_id: station } } };
  const issue = useMutation({
    mutationFn: (body: Schemas["CodeIn"]) => ask(api.POST("/api/v1/stations/{station_id}/enrolment-codes", { ...path, body })),
  });
  const issued = issue.data;
  return (
    <Modal
      open
      title="签发注册码"
      okText={issued ? "已抄录，关闭" : "签发"}
      cancelButtonProps={{ hidden: issued !== undefined }}
      onOk={() => (issued ? onDone() : form.submit())}
      onCancel={onDone}
      confirmLoading={issue.isPending}
    >
      {issue.isError ? <ProblemView problem={problemOf(issue.error)} /> : null}
      {issued ? (
        <p>
          采集终端 {issued.collector_id} 的注册码，只显示这一次，{time(issued.expires_at)} 前有效、只能用一次：
          <Input readOnly autoFocus value={issued.code} aria-label="注册码" onFocus={(event) => event.target.select()} />
        </p>
      ) : (
        <Form form={form} layout="vertical" initialValues={{ collector_id: `C${station}` }} onFinish={(body) => issue.mutate(body)}>
          <Form.Item name="collector_id" label="采集终端编号" rules={NEEDED}>
            <Input maxLength={64} autoFocus />
          </Form.Item>
        </Form>
      )}
    </Modal>
  );
}

function DecisionDialog({ station, decision, onDone }: { station: string; decision: Decision; onDone: () => void }) {
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
      void message.success(STATES[state].word);
      onDone();
    },
  });
  const title = state === "accepted" ? "验收通过" : "停用";
  return (
    <Modal open title={`${title}：${collector.collector_id}`} okText={title} onOk={() => form.submit()} onCancel={onDone} confirmLoading={send.isPending}>
      {send.isError ? <ProblemView problem={problemOf(send.error)} /> : null}
      <p>{state === "accepted" ? "验收后，该终端上报的数据参与统计和判定；此前的数据仍按试运行保存。" : "停用后，平台不再接收该终端的数据。"}</p>
      <Form form={form} layout="vertical" onFinish={(body) => send.mutate(body)}>
        <Form.Item name="reason" label="理由" rules={NEEDED}>
          <Input.TextArea rows={3} maxLength={512} showCount autoFocus placeholder="例如：联调测试通过，测试单编号" />
        </Form.Item>
      </Form>
    </Modal>
  );
}
