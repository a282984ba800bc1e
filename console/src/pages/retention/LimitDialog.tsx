import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App, Form, Input, InputNumber, Modal } from "antd";

import { problemOf } from "@/api/problem";
import { RETENTION_KEY, setLimit, type Limit, type LimitChange } from "@/api/retention";
import { tr } from "@/lang";
import { ProblemView } from "@/ui/PageState";

const NEEDED = [{ required: true, message: tr("请填写", "Please fill this in") }];

interface Typed {
  hot_days?: number | null;
  full_days: number;
  thin_to_s?: number | null;
  keep_days?: number;
  note: string;
}

/** Changes how long a table's records are kept; what law does not allow is refused with its name. */
export function LimitDialog({ limit, onClose }: { limit: Limit; onClose: () => void }) {
  const [form] = Form.useForm<Typed>();
  const thinned = Form.useWatch("thin_to_s", form);
  const client = useQueryClient();
  const { message } = App.useApp();
  const save = useMutation({
    mutationFn: (typed: Typed) => setLimit(limit.table, asChange(limit, typed)),
    onSuccess: (now) => {
      client.setQueryData(RETENTION_KEY, now);
      void message.success(tr("保存期限已修改，记入操作日志", "Changed, and noted in the journal"));
      onClose();
    },
  });
  const title = tr(`修改保存期限：${limit.table_name}`, `Change limits: ${limit.table_name}`);
  return (
    <Modal open title={title} okText={tr("保存", "Save")} onOk={() => form.submit()} onCancel={onClose} confirmLoading={save.isPending}>
      {save.isError ? <ProblemView problem={problemOf(save.error)} /> : null}
      <Form<Typed> form={form} layout="vertical" initialValues={{ ...limit, note: "" }} onFinish={(typed) => save.mutate(typed)}>
        {limit.by_day ? <Days name="hot_days" label={tr("数据库内保存（天）", "In the database (days)")} /> : null}
        <Days name="full_days" label={limit.by_day ? tr("归档库内全量保存（天）", "In the archive at full rate (days)") : tr("保存（天）", "Kept (days)")} />
        {limit.by_day ? (
          <Form.Item name="thin_to_s" label={tr("之后抽稀为每多少秒一条（不填为不抽稀）", "Then one record in so many seconds (empty: not thinned)")}>
            <InputNumber min={2} max={86_400} precision={0} />
          </Form.Item>
        ) : null}
        {thinned ? <Days name="keep_days" label={tr("抽稀后共保存（天）", "Kept in all (days)")} /> : null}
        <Form.Item name="note" label={tr("理由", "Reason")} rules={[{ required: true, whitespace: true, message: tr("请填写", "Please fill this in") }]}>
          <Input.TextArea rows={2} maxLength={512} />
        </Form.Item>
      </Form>
    </Modal>
  );
}

function Days({ name, label }: { name: keyof Typed; label: string }) {
  return (
    <Form.Item name={name} label={label} rules={NEEDED}>
      <InputNumber min={1} max={36_500} precision={0} />
    </Form.Item>
  );
}

/** What is not thinned is kept at full rate to its end. */
function asChange(limit: Limit, typed: Typed): LimitChange {
  const thin_to_s = limit.by_day ? (typed.thin_to_s ?? null) : null;
  return {
    hot_days: limit.by_day ? (typed.hot_days ?? null) : null,
    full_days: typed.full_days,
    thin_to_s,
    keep_days: thin_to_s === null ? typed.full_days : (typed.keep_days ?? limit.keep_days),
    note: typed.note,
  };
}
