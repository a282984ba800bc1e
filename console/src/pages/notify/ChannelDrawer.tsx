import { useQuery } from "@tanstack/react-query";
import { App, Button, Form, Input, InputNumber, Select, Skeleton, Switch } from "antd";

import { kinds, removeChannel, ruleBook, saveChannel, type Channel, type ChannelIn, type ChannelKind, type Kind, type KindField } from "@/api/notify";
import { problemOf } from "@/api/problem";
import { tr } from "@/lang";
import { ObjectDrawer } from "@/ui/ObjectDrawer";
import { FetchedView, ProblemView } from "@/ui/PageState";

import { useSaved } from "./useSaved";

interface Typed {
  name: string;
  department?: string;
  enabled: boolean;
  per_minute: number;
  settings: Record<string, unknown>;
  secrets: Record<string, string>;
}

interface Props {
  channel: Channel | null;
  kind: ChannelKind;
  onClose: () => void;
}

/** A channel's form, made from what its kind asks for; a secret that is set is never shown, only replaced. */
export function ChannelDrawer({ channel, kind, onClose }: Props) {
  const offered = useQuery(kinds);
  const title = channel?.name ?? tr("新增渠道", "Add a channel");
  return (
    <ObjectDrawer open title={title} onClose={onClose} actions={channel ? <Remove channel={channel} onDone={onClose} /> : null}>
      <FetchedView query={offered} loading={<Skeleton active />}>
        {(all) => {
          const found = all.find((one) => one.code === kind);
          return found ? <ChannelForm kind={found} channel={channel} onDone={onClose} /> : null;
        }}
      </FetchedView>
    </ObjectDrawer>
  );
}

function Remove({ channel, onDone }: { channel: Channel; onDone: () => void }) {
  const { modal } = App.useApp();
  const remove = useSaved(removeChannel, onDone, tr("已删除", "Removed"));
  const ask = () => modal.confirm({
    title: tr(`删除渠道“${channel.name}”？`, `Remove “${channel.name}”?`),
    content: tr("待发的通知会取消，已发的记录保留。", "What waits is cancelled; what was sent stays to be seen."),
    onOk: () => remove.mutateAsync(channel.id).catch(() => undefined),
  });
  return <Button danger onClick={ask}>{tr("删除", "Remove")}</Button>;
}

function ChannelForm({ kind, channel, onDone }: { kind: Kind; channel: Channel | null; onDone: () => void }) {
  const [form] = Form.useForm<Typed>();
  const book = useQuery(ruleBook);
  const save = useSaved((typed: Typed) => saveChannel(channel?.id ?? null, asChannel(kind, typed)), onDone);
  const defaults = Object.fromEntries(kind.fields.filter((one) => !one.secret).map((one) => [one.name, one.default]));
  const initial: Typed = {
    name: channel?.name ?? kind.name, department: channel?.department || undefined, enabled: channel?.enabled ?? true,
    per_minute: channel?.per_minute ?? kind.per_minute, settings: { ...defaults, ...channel?.settings }, secrets: {},
  };
  return (
    <Form<Typed> form={form} layout="vertical" initialValues={initial} onFinish={(typed) => save.mutate(typed)}>
      {save.isError ? <ProblemView problem={problemOf(save.error)} /> : null}
      <p className="quiet">{kind.name}{kind.personal ? tr("：发给个人，地址由各人在“我的通知”里填写。", ": reaches people, who enter their addresses under “My notices”.") : ""}</p>
      <Form.Item name="name" label={tr("名称", "Name")} rules={[{ required: true, whitespace: true, message: tr("请填写", "Please fill in") }]}><Input maxLength={64} /></Form.Item>
      {kind.personal ? null : (
        <Form.Item name="department" label={tr("所属部门（不选为全市）", "Department (empty: whole city)")}>
          <Select allowClear showSearch={{ optionFilterProp: "label" }} options={(book.data?.departments ?? []).map((one) => ({ value: one.code, label: one.name }))} />
        </Form.Item>
      )}
      {kind.fields.map((one) => <Setting key={one.name} field={one} set={channel?.secrets.includes(one.name) ?? false} />)}
      <Form.Item name="per_minute" label={tr("每分钟最多发送", "At most in a minute")}><InputNumber min={1} max={6000} precision={0} /></Form.Item>
      <Form.Item name="enabled" label={tr("启用", "On")} valuePropName="checked"><Switch /></Form.Item>
      {channel?.callback ? <p className="quiet">{tr("状态报告回调地址：", "Address for status reports: ")}<code>{channel.callback}</code>{tr("加令牌", " and the token")}</p> : null}
      <Button type="primary" htmlType="submit" block loading={save.isPending}>{tr("保存", "Save")}</Button>
    </Form>
  );
}

/** One setting: an open one stands as it is, a secret one is entered anew or left alone. */
function Setting({ field, set }: { field: KindField; set: boolean }) {
  const name = [field.secret ? "secrets" : "settings", field.name];
  const needed = field.required && !(field.secret && set);
  const rules = needed ? [{ required: true, message: tr("请填写", "Please fill in") }] : [];
  const hint = [field.hint, field.secret && set ? tr("已设置；不填则不变", "set; empty: stays") : ""].filter(Boolean).join(tr("；", "; "));
  return (
    <Form.Item name={name} label={field.title} rules={rules} extra={hint || undefined} valuePropName={field.kind === "flag" ? "checked" : "value"} getValueProps={field.kind === "lines" ? (value: unknown) => ({ value: Array.isArray(value) ? value.join("\n") : value }) : undefined}>
      {inputOf(field, set)}
    </Form.Item>
  );
}

function inputOf(field: KindField, set: boolean) {
  if (field.kind === "flag") return <Switch />;
  if (field.kind === "choice") return <Select options={field.choices.map((one) => ({ value: one.code, label: one.name }))} />;
  if (field.kind === "lines") return <Input.TextArea rows={3} />;
  if (field.secret) return <Input.Password autoComplete="new-password" placeholder={set ? "••••••••" : undefined} visibilityToggle={false} />;
  return <Input inputMode={field.kind === "number" ? "numeric" : undefined} autoCapitalize="none" />;
}

function asChannel(kind: Kind, typed: Typed): ChannelIn {
  const entered = Object.entries(typed.secrets ?? {}).filter(([, value]) => value);
  return {
    name: typed.name, kind: kind.code, department: typed.department ?? "", enabled: typed.enabled, per_minute: typed.per_minute,
    settings: typed.settings ?? {}, secrets: Object.fromEntries(entered),
  };
}
