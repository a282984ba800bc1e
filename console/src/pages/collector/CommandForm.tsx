import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App, Button, Form, Input, InputNumber, Select } from "antd";
import { useState } from "react";

import { askCommand, type Argument, type CommandKind } from "@/api/commands";
import { problemOf } from "@/api/problem";
import { tr } from "@/lang";
import { fieldOf, momentOf } from "@/pages/downtime/moments";
import { ObjectDrawer } from "@/ui/ObjectDrawer";
import { ProblemView } from "@/ui/PageState";

const NEEDED = [{ required: true, whitespace: true, message: tr("请填写", "Please fill this in") }];
const CHOSEN = [{ required: true, message: tr("请选择", "Please choose") }];
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

type Typed = Record<string, string | number | string[] | undefined>;

interface FormProps {
  collector: string;
  kinds: readonly CommandKind[];
  onDone: (id: string) => void;
  onClose: () => void;
}

/** The form beside the page: one command, its arguments as fields, and why. */
export function CommandForm({ collector, kinds, onDone, onClose }: FormProps) {
  const [name, setName] = useState(kinds.length === 1 ? kinds[0]?.name : undefined);
  const kind = kinds.find((one) => one.name === name);
  return (
    <ObjectDrawer open title={tr(`下达指令：${collector}`, `Command to ${collector}`)} onClose={onClose}>
      <Form layout="vertical" component="div">
        <Form.Item label={tr("指令", "Command")} htmlFor="command-name" required extra={kind?.note}>
          <Select
            id="command-name"
            value={name}
            onChange={setName}
            options={kinds.map((one) => ({ value: one.name, label: one.title }))}
            placeholder={tr("请选择", "Choose")}
          />
        </Form.Item>
      </Form>
      {kind ? <Arguments key={kind.name} collector={collector} kind={kind} onDone={onDone} /> : null}
    </ObjectDrawer>
  );
}

function Arguments({ collector, kind, onDone }: { collector: string; kind: CommandKind; onDone: (id: string) => void }) {
  const [form] = Form.useForm<Typed>();
  const client = useQueryClient();
  const { message } = App.useApp();
  const send = useMutation({
    mutationFn: (typed: Typed) => askCommand(collector, { name: kind.name, arguments: toldOf(kind, typed), reason: String(typed["reason_of_command"]).trim() }),
    onSuccess: (made) => {
      void client.invalidateQueries({ queryKey: ["table", "collector_commands"] });
      void message.success(tr("已下达，随终端下一次上报送达", "Asked; it goes down with the box's next report"));
      onDone(made.command_id);
    },
  });
  return (
    <Form<Typed> form={form} layout="vertical" className="command-form" initialValues={proposed(kind)} onFinish={(typed) => send.mutate(typed)}>
      {send.isError ? <ProblemView problem={problemOf(send.error)} /> : null}
      {kind.arguments.map((argument) => <ArgumentField key={argument.name} argument={argument} />)}
      <Form.Item name="reason_of_command" label={tr("下达理由", "Why")} rules={NEEDED}>
        <Input.TextArea rows={3} maxLength={512} placeholder={tr("记入操作日志，例如：站方反映液位缺数", "It stands in the journal, e.g. levels are missing")} />
      </Form.Item>
      <Button type="primary" htmlType="submit" block size="large" loading={send.isPending}>{tr("下达", "Ask")}</Button>
    </Form>
  );
}

function ArgumentField({ argument }: { argument: Argument }) {
  const { name, title, kind, required } = argument;
  const options = argument.choices.map(({ code, title: word }) => ({ value: code, label: word }));
  if (kind === "device") {
    return <Form.Item name={name} label={title} rules={CHOSEN}><Select showSearch={{ optionFilterProp: "label" }} options={options} placeholder={tr("请选择", "Choose")} /></Form.Item>;
  }
  if (kind === "tables") {
    return <Form.Item name={name} label={title}><Select mode="multiple" allowClear options={options} /></Form.Item>;
  }
  if (kind === "seconds") {
    return <Form.Item name={name} label={tr(`${title}（秒）`, `${title} (s)`)} rules={CHOSEN}><InputNumber min={argument.least ?? 0} max={argument.most ?? undefined} /></Form.Item>;
  }
  if (kind === "moment") {
    return <Form.Item name={name} label={tr(`${title}（北京时间）`, `${title} (Beijing time)`)} rules={NEEDED}><Input type="datetime-local" /></Form.Item>;
  }
  return <Form.Item name={name} label={title} rules={required ? NEEDED : []}><Input maxLength={500} /></Form.Item>;
}

/** What the platform is told: all values as texts, times with offset. */
export function toldOf(kind: CommandKind, typed: Typed): Record<string, string> {
  const told: Record<string, string> = {};
  for (const { name, kind: sort } of kind.arguments) {
    const value = typed[name];
    const text = Array.isArray(value) ? value.join(",") : sort === "moment" ? (momentOf(String(value ?? "")) ?? "") : String(value ?? "").trim();
    if (text) told[name] = text;
  }
  return told;
}

/** The last day for what is sent again, the next four hours for what is announced. */
function proposed(kind: CommandKind, now: number = Date.now()): Typed {
  const hour = Math.ceil(now / HOUR_MS) * HOUR_MS;
  const times: Record<string, number> = { from: now - DAY_MS, to: now, starts_at: hour, ends_at: hour + 4 * HOUR_MS };
  const moments = kind.arguments.filter(({ kind: sort, name }) => sort === "moment" && name in times);
  return Object.fromEntries(moments.map(({ name }) => [name, fieldOf(times[name] ?? now)]));
}
