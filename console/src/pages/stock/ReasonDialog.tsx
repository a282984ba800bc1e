import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App, Form, Input, Modal } from "antd";

import { problemOf } from "@/api/problem";
import { tr } from "@/lang";
import { ProblemView } from "@/ui/PageState";

interface Props {
  title: string;
  okText: string;
  note?: string;
  needed?: boolean;
  send: (reason: string) => Promise<unknown>;
  onClose: () => void;
}

/** Asks why, and does it; all of the book is fetched anew after it. */
export function ReasonDialog({ title, okText, note, needed = true, send, onClose }: Props) {
  const [form] = Form.useForm<{ reason: string }>();
  const client = useQueryClient();
  const { message } = App.useApp();
  const done = useMutation({
    mutationFn: (typed: { reason?: string }) => send(typed.reason ?? ""),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["stock"] });
      void message.success(tr("已登记，记入操作日志", "Done, and noted in the journal"));
      onClose();
    },
  });
  return (
    <Modal open title={title} okText={okText} onOk={() => form.submit()} onCancel={onClose} confirmLoading={done.isPending}>
      {done.isError ? <ProblemView problem={problemOf(done.error)} /> : null}
      {note ? <p>{note}</p> : null}
      <Form form={form} layout="vertical" onFinish={(typed) => done.mutate(typed)}>
        <Form.Item name="reason" label={needed ? tr("理由", "Reason") : tr("备注", "Note")} rules={needed ? [{ required: true, whitespace: true, message: tr("请写明理由", "Please say why") }] : []}>
          <Input.TextArea rows={3} maxLength={2000} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
