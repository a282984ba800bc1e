import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App, Form, Input, Modal } from "antd";

import { problemOf } from "@/api/problem";
import { settle, type Settle, type Verb } from "@/api/quarantine";
import { count } from "@/format/quantity";
import { tr } from "@/lang";
import { ProblemView } from "@/ui/PageState";

const NEEDED = [{ required: true, whitespace: true, message: tr("请填写", "Please fill this in") }];

const WORDS: Record<Verb, { title: string; note: string }> = {
  replay: {
    title: tr("重放待核数据", "Replay records"),
    note: tr("平台按现在的档案和程序重新读取原始内容；仍不合规范的留在这里，并写明原因。", "The platform reads the original bytes again with today's register and version; what is refused again stays here with its reason."),
  },
  discard: {
    title: tr("作废待核数据", "Discard records"),
    note: tr("作废的数据不再入库，原始内容仍保留，可查不可改。", "Discarded records are not used; their bytes stay and can be looked at."),
  },
};

interface Props {
  verb: Verb;
  what: Omit<Settle, "note">;
  amount: number;
  onClose: () => void;
}

/** Asks for the reason, then has held records replayed or discards them. */
export function SettleDialog({ verb, what, amount, onClose }: Props) {
  const [form] = Form.useForm<{ note: string }>();
  const client = useQueryClient();
  const { message } = App.useApp();
  const send = useMutation({
    mutationFn: ({ note }: { note: string }) => settle(verb, { ...what, note }),
    onSuccess: (done) => {
      void client.invalidateQueries({ queryKey: ["quarantine"] });
      void client.invalidateQueries({ queryKey: ["table", "quarantine"] });
      void message.success(tr(`已处理 ${count(done.ids.length)} 条`, `${count(done.ids.length)} records`) + (done.more ? tr("，还有未处理的，请再次操作", "; more are left, please repeat") : ""));
      onClose();
    },
  });
  const { title, note } = WORDS[verb];
  return (
    <Modal open title={tr(`${title}（${count(amount)} 条）`, `${title} (${count(amount)})`)} okText={title} okButtonProps={{ danger: verb === "discard" }} onOk={() => form.submit()} onCancel={onClose} confirmLoading={send.isPending}>
      {send.isError ? <ProblemView problem={problemOf(send.error)} /> : null}
      <p>{note}</p>
      <Form form={form} layout="vertical" onFinish={(typed) => send.mutate(typed)}>
        <Form.Item name="note" label={tr("理由", "Reason")} rules={NEEDED}>
          <Input.TextArea rows={3} maxLength={512} autoFocus />
        </Form.Item>
      </Form>
    </Modal>
  );
}
