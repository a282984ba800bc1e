import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App, Form, Input, Modal } from "antd";

import { problemOf } from "@/api/problem";
import { placeHold, releaseHold, RETENTION_KEY, type Hold, type NewHold } from "@/api/retention";
import { tr } from "@/lang";
import { ProblemView } from "@/ui/PageState";

const NEEDED = [{ required: true, whitespace: true, message: tr("请填写", "Please fill this in") }];
const STATION = [{ required: true, pattern: /^\d{10}$/, message: tr("请填写10位站点编号", "A station's ten digits, please") }];

/** Holds a stretch of a station's days whole, for a case or a request. */
export function HoldDialog({ onClose }: { onClose: () => void }) {
  const [form] = Form.useForm<NewHold>();
  const client = useQueryClient();
  const { message } = App.useApp();
  const save = useMutation({
    mutationFn: placeHold,
    onSuccess: (now) => {
      client.setQueryData(RETENTION_KEY, now);
      void message.success(tr("已保全，记入操作日志", "Held, and noted in the journal"));
      onClose();
    },
  });
  return (
    <Modal open title={tr("保全数据", "Hold days of a station")} okText={tr("保全", "Hold")} onOk={() => form.submit()} onCancel={onClose} confirmLoading={save.isPending}>
      {save.isError ? <ProblemView problem={problemOf(save.error)} /> : null}
      <p>{tr("保全期间，这些日期的记录不移出数据库、不抽稀、不清除。", "While it stands, these days are not taken out of the database, not thinned, not ended.")}</p>
      <Form<NewHold> form={form} layout="vertical" onFinish={(typed) => save.mutate(typed)}>
        <Form.Item name="station_id" label={tr("加油站编号", "Station")} rules={STATION}><Input maxLength={10} /></Form.Item>
        <Form.Item name="first_day" label={tr("开始日期", "First day")} rules={NEEDED}><Input type="date" /></Form.Item>
        <Form.Item name="last_day" label={tr("结束日期", "Last day")} rules={NEEDED}><Input type="date" /></Form.Item>
        <Form.Item name="reason" label={tr("事由（案件编号等）", "Reason (a case's number)")} rules={NEEDED}><Input maxLength={512} /></Form.Item>
      </Form>
    </Modal>
  );
}

/** Ends a hold: from the next run on its days are kept like all others. */
export function ReleaseDialog({ hold, onClose }: { hold: Hold; onClose: () => void }) {
  const [form] = Form.useForm<{ reason: string }>();
  const client = useQueryClient();
  const { message } = App.useApp();
  const end = useMutation({
    mutationFn: ({ reason }: { reason: string }) => releaseHold(hold.id, reason),
    onSuccess: (now) => {
      client.setQueryData(RETENTION_KEY, now);
      void message.success(tr("已解除，记入操作日志", "Released, and noted in the journal"));
      onClose();
    },
  });
  return (
    <Modal open title={tr(`解除保全 ${hold.id}`, `Release hold ${hold.id}`)} okText={tr("解除", "Release")} okButtonProps={{ danger: true }} onOk={() => form.submit()} onCancel={onClose} confirmLoading={end.isPending}>
      {end.isError ? <ProblemView problem={problemOf(end.error)} /> : null}
      <p>{tr(`${hold.station_id}，${hold.first_day} 至 ${hold.last_day}：${hold.reason}。解除后按保存期限处理。`, `${hold.station_id}, ${hold.first_day} to ${hold.last_day}: ${hold.reason}. Afterwards the limits apply.`)}</p>
      <Form form={form} layout="vertical" onFinish={(typed) => end.mutate(typed)}>
        <Form.Item name="reason" label={tr("理由", "Reason")} rules={NEEDED}><Input.TextArea rows={2} maxLength={512} autoFocus /></Form.Item>
      </Form>
    </Modal>
  );
}
