import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Form, Input, InputNumber, Modal, Radio, Select, Table, type TableProps } from "antd";
import { useState } from "react";

import { api, ask, type Schemas } from "@/api/client";
import { problemOf } from "@/api/problem";
import { useMay } from "@/app/session";
import { time } from "@/format/time";
import { tr } from "@/lang";
import { ProblemView } from "@/ui/PageState";
import { LevelSymbol } from "@/ui/StateSymbol";

type Row = Schemas["AlertRow"];
type Bulk = Schemas["BulkIn"];
type Given = Pick<Bulk, "verb" | "department" | "same_as" | "reason">;

const COLUMNS: TableProps<Row>["columns"] = [
  { title: tr("级别", "Level"), dataIndex: "colour", width: 84, render: (colour: string) => <LevelSymbol level={colour} /> },
  { title: tr("预警", "Alert"), key: "what", render: (_, row) => <>{row.station_name} · {row.rule_name}<div className="row-message">{row.message}</div></> },
  { title: tr("编号", "Number"), dataIndex: "id", width: 80, align: "right" },
  { title: tr("产生", "Raised"), dataIndex: "opened_at", width: 110, align: "right", render: time },
];

/** One verb for many of my alerts at once, for when they come in a storm; what could not be done is named. */
export function BulkDialog({ onDone }: { onDone: () => void }) {
  const [form] = Form.useForm<Given>();
  const [chosen, setChosen] = useState<number[]>([]);
  const { message } = App.useApp();
  const queries = useQueryClient();
  const may = { sign: useMay("alert.sign"), assign: useMay("alert.assign"), same: useMay("alert.close") };
  const verb = Form.useWatch("verb", form);
  const asked = useQuery({ queryKey: ["alerts", "mine"], queryFn: () => ask(api.GET("/api/v1/alerts", { params: { query: { mine: true, page_size: 500, order: "severity" } } })) });
  const first = asked.data?.items[0];
  const offices = useQuery({
    queryKey: ["alert", first?.id, "candidates"],
    enabled: verb === "assign" && first !== undefined,
    queryFn: () => ask(api.GET("/api/v1/alerts/{alert_id}/candidates", { params: { path: { alert_id: first?.id ?? 0 } } })),
  });
  const send = useMutation({
    mutationFn: (given: Given) => ask(api.POST("/api/v1/alerts/bulk", { body: { ...given, reason: given.reason ?? "", alert_ids: chosen } })),
    onSuccess: ({ done, refused }) => {
      [["alerts"], ["table"], ["overview"], ["map"], ["workbench"]].forEach((queryKey) => void queries.invalidateQueries({ queryKey }));
      void message.success(tr(`已处理 ${done.length} 条`, `${done.length} done`));
      if (refused.length) setChosen(refused.map((one) => one.alert_id));
      else onDone();
    },
  });
  const verbs = [
    { value: "sign", label: tr("签收", "Sign for"), disabled: !may.sign },
    { value: "assign", label: tr("转办部门", "Pass to a department"), disabled: !may.assign },
    { value: "same", label: tr("按重复办结", "Close as duplicates"), disabled: !may.same },
  ];
  return (
    <Modal open width={820} title={tr("批量处理我的预警", "Many of my alerts at once")} okText={tr(`处理 ${chosen.length} 条`, `Do it to ${chosen.length}`)} okButtonProps={{ disabled: !chosen.length }} onOk={() => form.submit()} onCancel={onDone} confirmLoading={send.isPending}>
      {send.isError ? <ProblemView problem={problemOf(send.error)} /> : null}
      {asked.isError ? <ProblemView problem={problemOf(asked.error)} /> : null}
      {send.data?.refused.map((one) => <p key={one.alert_id} className="late">{tr(`预警${one.alert_id}：`, `Alert ${one.alert_id}: `)}{one.message}</p>)}
      <Form<Given> form={form} layout="vertical" initialValues={{ verb: "sign" }} onFinish={(given) => send.mutate(given)}>
        <Form.Item name="verb" label={tr("处理方式", "What to do")}><Radio.Group options={verbs} /></Form.Item>
        {verb === "assign" ? (
          <Form.Item name="department" label={tr("转给部门", "To the department")} rules={[{ required: true, message: tr("请选择部门", "Choose a department") }]}>
            <Select loading={offices.isPending} options={offices.data?.departments.map((one) => ({ value: one.code, label: one.name }))} />
          </Form.Item>
        ) : null}
        {verb === "same" ? (
          <Form.Item name="same_as" label={tr("与哪一条重复（预警编号）", "Which alert they repeat (number)")} rules={[{ required: true, message: tr("请填写另一条预警的编号", "Give the other alert's number") }]}>
            <InputNumber min={1} precision={0} style={{ width: "100%" }} />
          </Form.Item>
        ) : null}
        {verb === "sign" ? null : <Form.Item name="reason" label={tr("理由", "Reason")} rules={[{ required: verb === "same", whitespace: true, message: tr("请写明理由", "Please give a reason") }]}><Input.TextArea rows={2} maxLength={1000} /></Form.Item>}
      </Form>
      <Table<Row> size="small" rowKey="id" columns={COLUMNS} dataSource={asked.data?.items} loading={asked.isPending} pagination={{ pageSize: 50, hideOnSinglePage: true }} scroll={{ y: 320 }} rowSelection={{ selectedRowKeys: chosen, onChange: (keys) => setChosen(keys.map(Number)) }} />
    </Modal>
  );
}
