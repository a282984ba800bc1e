import { useMutation, useQuery } from "@tanstack/react-query";
import { Form, Input, Modal, Skeleton, Table } from "antd";
import { Link } from "react-router";

import { problemOf } from "@/api/problem";
import { chip, finishTask, type Chip } from "@/api/tax";
import { NOTHING } from "@/format/quantity";
import { fullTime } from "@/format/time";
import { tr } from "@/lang";
import { ObjectDrawer } from "@/ui/ObjectDrawer";
import { FetchedView, Nothing, ProblemView } from "@/ui/PageState";
import { StateSymbol } from "@/ui/StateSymbol";

import { chipLook, taskLook } from "./looks";
import "./tax.css";

/** One nozzle's tax function: every state that was read, and its tasks. */
export function ChipDrawer({ station, nozzle, onClose }: { station: string; nozzle: number; onClose: () => void }) {
  const found = useQuery(chip(station, nozzle));
  return (
    <ObjectDrawer open title={tr(`${nozzle} 号枪的税控功能`, `Tax function of nozzle ${nozzle}`)} onClose={onClose}>
      <FetchedView query={found} loading={<Skeleton active paragraph={{ rows: 8 }} />}>{(data) => <View data={data} />}</FetchedView>
    </ObjectDrawer>
  );
}

function View({ data }: { data: Chip }) {
  return (
    <>
      <p><Link to={`/stations/${data.station_id}`}>{data.station_name}</Link> {tr(`登记的统一社会信用代码：${data.uscc}`, `Registered taxpayer: ${data.uscc}`)}</p>
      <h2>{tr("任务", "Tasks")}</h2>
      {data.tasks.length ? (
        <Table
          size="small"
          rowKey="finding_id"
          pagination={false}
          dataSource={data.tasks}
          scroll={{ x: 600 }}
          columns={[
            { key: "since", title: tr("开始", "Since"), width: 150, render: (_, one) => fullTime(one.started_at) },
            { key: "message", title: tr("疑点", "What was found"), dataIndex: "message" },
            { key: "status", title: tr("任务", "Task"), width: 110, render: (_, one) => <StateSymbol look={taskLook(one.status)} /> },
            { key: "who", title: tr("办理", "By"), render: (_, one) => [one.taken_by_name, one.done_by_name, one.note].filter(Boolean).join(" / ") || NOTHING },
          ]}
        />
      ) : <Nothing what={tr("没有任务", "There is no task")} />}
      <h2>{tr("读到的状态（最近的在前）", "What was read, the latest first")}</h2>
      {data.readings.length ? (
        <Table
          size="small"
          rowKey="read_at"
          dataSource={data.readings}
          pagination={data.readings.length > 15 ? { pageSize: 15, size: "small", showSizeChanger: false } : false}
          scroll={{ x: 600 }}
          columns={[
            { key: "at", title: tr("读取时间", "Read at"), width: 160, render: (_, one) => fullTime(one.read_at) },
            { key: "state", title: tr("状态", "State"), width: 120, render: (_, one) => <StateSymbol look={chipLook(one.initialised ? "ready" : "blank")} /> },
            { key: "no", title: tr("出厂编号", "Factory no."), dataIndex: "factory_no" },
            { key: "chip", title: tr("芯片纳税人", "Taxpayer of the chip"), render: (_, one) => one.chip_taxpayer ?? NOTHING },
            { key: "fits", title: tr("与登记一致", "Fits"), width: 100, render: (_, one) => (one.fits === null ? NOTHING : one.fits ? tr("一致", "yes") : tr("不一致", "no")) },
          ]}
        />
      ) : <Nothing what={tr("还没有读到这把枪的税控状态", "Nothing was read of this nozzle's chip yet")} how={tr("采集终端支持税控口时会定期读取", "Collectors on a tax port read it from time to time")} />}
    </>
  );
}

interface FinishProps {
  finding: string;
  onDone: () => void;
  onClose: () => void;
}

/** Closes a task with what came of it. */
export function FinishDialog({ finding, onDone, onClose }: FinishProps) {
  const [form] = Form.useForm<{ note: string }>();
  const send = useMutation({ mutationFn: ({ note }: { note: string }) => finishTask(finding, note), onSuccess: onDone });
  return (
    <Modal open title={tr("办结税控核查任务", "Finish the task")} okText={tr("办结", "Finish")} onOk={() => form.submit()} onCancel={onClose} confirmLoading={send.isPending}>
      {send.isError ? <ProblemView problem={problemOf(send.error)} /> : null}
      <Form form={form} layout="vertical" onFinish={(typed) => send.mutate(typed)}>
        <Form.Item name="note" label={tr("处理结果", "What came of it")} rules={[{ required: true, whitespace: true, message: tr("请写明处理结果", "Please say what came of it") }]}>
          <Input.TextArea rows={3} maxLength={2000} autoFocus />
        </Form.Item>
      </Form>
    </Modal>
  );
}
