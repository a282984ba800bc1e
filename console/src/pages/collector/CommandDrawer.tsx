import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Descriptions, Form, Input, Modal, Skeleton } from "antd";
import { useEffect, useState } from "react";

import { cancelCommand, command, type Command } from "@/api/commands";
import { problemOf } from "@/api/problem";
import { count } from "@/format/quantity";
import { fullTime } from "@/format/time";
import { tr } from "@/lang";
import { ObjectDrawer } from "@/ui/ObjectDrawer";
import { FetchedView, ProblemView } from "@/ui/PageState";
import { StateSymbol } from "@/ui/StateSymbol";

import { commandLook } from "./looks";
import { probeOf } from "./probe";
import { ProbeReport } from "./ProbeReport";

const NEEDED = [{ required: true, whitespace: true, message: tr("请填写", "Please fill this in") }];

/** One command: what was asked, how often it went down, and what the box answered. */
export function CommandDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const found = useQuery(command(id));
  const [leaving, setLeaving] = useState(false);
  const row = found.data;
  const client = useQueryClient();
  const state = row?.state;
  useEffect(() => {
    if (state) void client.invalidateQueries({ queryKey: ["table", "collector_commands"] });
  }, [client, state]);
  const back = row?.may_cancel ? <Button danger onClick={() => setLeaving(true)}>{tr("撤销指令", "Take it back")}</Button> : null;
  return (
    <ObjectDrawer open title={row ? tr(`指令：${row.title}`, `Command: ${row.title}`) : tr("指令", "Command")} onClose={onClose} actions={back}>
      <FetchedView query={found} loading={<Skeleton active />}>{(data) => <View row={data} />}</FetchedView>
      {leaving ? <CancelDialog id={id} onDone={() => setLeaving(false)} /> : null}
    </ObjectDrawer>
  );
}

function View({ row }: { row: Command }) {
  const probe = row.name === "run_probe" ? probeOf(row.detail) : null;
  const items = [
    [tr("状态", "State"), <StateSymbol key="state" look={commandLook(row.state)} />],
    [tr("参数", "Arguments"), row.told || "—"],
    [tr("理由", "Reason"), row.reason],
    [tr("下达", "Asked"), `${row.asked_by_name} · ${fullTime(row.created_at)}`],
    [tr("失效时间", "Expires"), fullTime(row.expires_at)],
    [tr("首次下发", "First handed out"), row.sent_at ? tr(`${fullTime(row.sent_at)}，共 ${count(row.times_sent)} 次`, `${fullTime(row.sent_at)}, ${count(row.times_sent)} times`) : "—"],
    [tr("执行", "Carried out"), fullTime(row.result_at)],
    [tr("答复收到", "Answer received"), fullTime(row.received_at)],
    [tr("指令编号", "Command id"), <span key="id" className="code">{row.command_id}</span>],
  ] as const;
  return (
    <>
      <Descriptions column={1} size="small" bordered items={items.map(([label, children]) => ({ key: label, label, children }))} />
      <section className="command-answer">
        <h2>{tr("终端答复", "The collector's answer")}</h2>
        {probe ? <ProbeReport probe={probe} /> : <p>{row.detail ?? tr("还没有答复", "No answer yet")}</p>}
      </section>
    </>
  );
}

function CancelDialog({ id, onDone }: { id: string; onDone: () => void }) {
  const [form] = Form.useForm<{ reason: string }>();
  const client = useQueryClient();
  const { message } = App.useApp();
  const send = useMutation({
    mutationFn: ({ reason }: { reason: string }) => cancelCommand(id, reason),
    onSuccess: (row) => {
      client.setQueryData(command(id).queryKey, row);
      void client.invalidateQueries({ queryKey: ["table", "collector_commands"] });
      void message.success(tr("已撤销", "Taken back"));
      onDone();
    },
  });
  const title = tr("撤销指令", "Take the command back");
  return (
    <Modal open title={title} okText={title} okButtonProps={{ danger: true }} onOk={() => form.submit()} onCancel={onDone} confirmLoading={send.isPending}>
      {send.isError ? <ProblemView problem={problemOf(send.error)} /> : null}
      <Form form={form} layout="vertical" onFinish={(typed) => send.mutate(typed)}>
        <Form.Item name="reason" label={tr("理由", "Reason")} rules={NEEDED}>
          <Input.TextArea rows={3} maxLength={512} autoFocus />
        </Form.Item>
      </Form>
    </Modal>
  );
}
