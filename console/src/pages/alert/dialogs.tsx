import { useQuery } from "@tanstack/react-query";
import { DatePicker, Form, Input, InputNumber, Modal, Radio, Select } from "antd";
import dayjs, { type Dayjs } from "dayjs";

import { api, ask, type Schemas } from "@/api/client";
import { problemOf } from "@/api/problem";
import { fullTime } from "@/format/time";
import { tr } from "@/lang";
import { OUTCOMES, type Outcome } from "@/states/alert";
import { ProblemView } from "@/ui/PageState";

import { useVerb, type Page } from "./verbs";

type Close = Schemas["CloseIn"];
type Comment = Schemas["CommentIn"];

const MOST = 4000;
const SHORT = 1000;
const REASON_RULES = [{ required: true, whitespace: true, message: tr("请写明内容", "Please write something") }];

interface DialogProps {
  page: Page;
  onDone: () => void;
}

const pathOf = ({ alert }: Page) => ({ params: { path: { alert_id: alert.id } } });

export function CommentDialog({ page, onDone }: DialogProps) {
  const [form] = Form.useForm<Comment>();
  const send = useVerb(page.alert.id, (body: Comment) => ask(api.POST("/api/v1/alerts/{alert_id}/comment", { ...pathOf(page), body })), tr("已记录", "Noted"), onDone);
  return (
    <Modal open title={tr("情况说明", "Explain")} okText={tr("提交", "Send")} onOk={() => form.submit()} onCancel={onDone} confirmLoading={send.isPending}>
      {send.isError ? <ProblemView problem={problemOf(send.error)} /> : null}
      <Form<Comment> form={form} layout="vertical" initialValues={{ kind: "explanation" }} onFinish={(body) => send.mutate(body)}>
        <Form.Item name="kind" label={tr("谁的说明", "Whose words")}>
          <Radio.Group
            options={[
              { value: "explanation", label: tr("加油站的情况说明", "The station's explanation") },
              { value: "comment", label: tr("办理人的备注", "A note of the person in charge") },
            ]}
          />
        </Form.Item>
        <Form.Item name="text" label={tr("内容", "Text")} rules={REASON_RULES}>
          <Input.TextArea rows={5} maxLength={MOST} showCount autoFocus placeholder={tr("何时、何人、因何；有凭据的写明文号", "When, who, why; with the number of any document")} />
        </Form.Item>
      </Form>
    </Modal>
  );
}

export function CloseDialog({ page, onDone }: DialogProps) {
  const [form] = Form.useForm<Close>();
  const outcome = Form.useWatch("outcome", form);
  const seen = page.alert.version;
  const send = useVerb(page.alert.id, (body: Close) => ask(api.POST("/api/v1/alerts/{alert_id}/close", { ...pathOf(page), body: { ...body, seen } })), tr("已办结", "Closed"), onDone);
  return (
    <Modal open title={tr("办结预警", "Close the alert")} okText={tr("确认办结", "Close it")} onOk={() => form.submit()} onCancel={onDone} confirmLoading={send.isPending}>
      {send.isError ? <ProblemView problem={problemOf(send.error)} /> : null}
      <Form<Close> form={form} layout="vertical" onFinish={(body) => send.mutate(body)}>
        <Form.Item name="outcome" label={tr("结论（由您判断，平台只提供数据）", "Decision (yours: the platform only gives data)")} rules={[{ required: true, message: tr("请选择结论", "Choose a decision") }]}>
          <Radio.Group className="outcomes">
            {(Object.keys(OUTCOMES) as Outcome[]).map((one) => (
              <Radio key={one} value={one}>
                {OUTCOMES[one].word}<small>{OUTCOMES[one].hint}</small>
              </Radio>
            ))}
          </Radio.Group>
        </Form.Item>
        {outcome === "duplicate" ? (
          <Form.Item name="same_as" label={tr("与哪一条重复（预警编号）", "Which alert it repeats (number)")} rules={[{ required: true, message: tr("请填写另一条预警的编号", "Give the other alert's number") }]}>
            <InputNumber min={1} precision={0} style={{ width: "100%" }} />
          </Form.Item>
        ) : null}
        <Form.Item name="reason" label={tr("理由", "Reason")} rules={REASON_RULES}>
          <Input.TextArea rows={4} maxLength={MOST} showCount placeholder={tr("核实经过与依据；办结后会留痕，不能修改", "What was checked and on what ground; it is kept and cannot be changed")} />
        </Form.Item>
      </Form>
    </Modal>
  );
}

interface Assignment {
  to: string;
  note?: string;
}

/** 转办: to a person who may handle it, those on duty first, or to a department. */
export function AssignDialog({ page, onDone }: DialogProps) {
  const [form] = Form.useForm<Assignment>();
  const { id, version: seen } = page.alert;
  const asked = useQuery({ queryKey: ["alert", id, "candidates"], queryFn: () => ask(api.GET("/api/v1/alerts/{alert_id}/candidates", pathOf(page))) });
  const send = useVerb(
    id,
    ({ to, note = "" }: Assignment) => {
      const [kind, code = ""] = to.split(/:(.*)/s);
      const body = kind === "person" ? { username: code, note, seen } : { department: code, note, seen };
      return ask(api.POST("/api/v1/alerts/{alert_id}/assign", { ...pathOf(page), body }));
    },
    tr("已转办", "Passed on"),
    onDone,
  );
  return (
    <Modal open title={tr("转办预警", "Pass the alert on")} okText={tr("转办", "Pass on")} onOk={() => form.submit()} onCancel={onDone} confirmLoading={send.isPending}>
      {send.isError ? <ProblemView problem={problemOf(send.error)} /> : null}
      {asked.isError ? <ProblemView problem={problemOf(asked.error)} /> : null}
      <Form<Assignment> form={form} layout="vertical" onFinish={(given) => send.mutate(given)}>
        <Form.Item name="to" label={tr("转给", "To")} rules={[{ required: true, message: tr("请选择人员或部门", "Choose a person or a department") }]}>
          <Select showSearch={{ optionFilterProp: "label" }} loading={asked.isPending} options={optionsOf(asked.data)} placeholder={tr("选择人员或部门；值班人员排在前面", "A person or a department; who is on duty comes first")} />
        </Form.Item>
        <Form.Item name="note" label={tr("说明", "Note")}>
          <Input.TextArea rows={3} maxLength={SHORT} showCount />
        </Form.Item>
        <p className="quiet">{tr("转办后由接办人重新签收，签收时限重新计算。", "Whoever gets it signs for it anew; the time to sign runs from now.")}</p>
      </Form>
    </Modal>
  );
}

const optionsOf = (asked: Schemas["CandidatesOut"] | undefined) =>
  asked
    ? [
        { label: tr("人员", "People"), options: asked.people.map((one) => ({ value: `person:${one.username}`, label: `${one.display_name} · ${one.department_name}${one.on_duty ? tr(" · 值班", " · on duty") : ""}` })) },
        { label: tr("部门", "Departments"), options: asked.departments.map((one) => ({ value: `department:${one.code}`, label: one.name })) },
      ]
    : [];

interface Snooze {
  until: Dayjs;
  reason: string;
}

/** 暂缓: until when, and why; how long depends on the colour. */
export function SnoozeDialog({ page, onDone }: DialogProps) {
  const [form] = Form.useForm<Snooze>();
  const latest = dayjs(page.longest_snooze);
  const seen = page.alert.version;
  const send = useVerb(
    page.alert.id,
    ({ until, reason }: Snooze) => ask(api.POST("/api/v1/alerts/{alert_id}/snooze", { ...pathOf(page), body: { until: until.toISOString(), reason, seen } })),
    tr("已暂缓", "Put off"),
    onDone,
  );
  const choices = [2, 24, 72].map((hours) => dayjs().add(hours, "hour")).filter((moment) => moment.isBefore(latest));
  return (
    <Modal open title={tr("暂缓预警", "Put the alert off")} okText={tr("暂缓", "Put off")} onOk={() => form.submit()} onCancel={onDone} confirmLoading={send.isPending}>
      {send.isError ? <ProblemView problem={problemOf(send.error)} /> : null}
      <Form<Snooze> form={form} layout="vertical" initialValues={{ until: choices[0] }} onFinish={(given) => send.mutate(given)}>
        <Form.Item name="until" label={tr(`暂缓到（此等级最晚 ${fullTime(page.longest_snooze)}）`, `Until (at the latest ${fullTime(page.longest_snooze)})`)} rules={[{ required: true, message: tr("请选择时间", "Choose a time") }]}>
          <DatePicker showTime={{ format: "HH:mm" }} format="YYYY-MM-DD HH:mm" minDate={dayjs()} maxDate={latest} style={{ width: "100%" }} />
        </Form.Item>
        <Form.Item name="reason" label={tr("理由", "Reason")} rules={REASON_RULES}>
          <Input.TextArea rows={3} maxLength={SHORT} showCount placeholder={tr("等待什么、由谁跟进；程度加重或有新疑点时自动恢复", "What it waits for and who follows; it comes back by itself when it gets graver")} />
        </Form.Item>
      </Form>
    </Modal>
  );
}

export function ReopenDialog({ page, onDone }: DialogProps) {
  const [form] = Form.useForm<{ reason: string }>();
  const seen = page.alert.version;
  const send = useVerb(page.alert.id, ({ reason }: { reason: string }) => ask(api.POST("/api/v1/alerts/{alert_id}/reopen", { ...pathOf(page), body: { reason, seen } })), tr("已重新打开", "Opened again"), onDone);
  return (
    <Modal open title={tr("重新打开预警", "Open the alert again")} okText={tr("重新打开", "Open again")} onOk={() => form.submit()} onCancel={onDone} confirmLoading={send.isPending}>
      {send.isError ? <ProblemView problem={problemOf(send.error)} /> : null}
      <Form<{ reason: string }> form={form} layout="vertical" onFinish={(given) => send.mutate(given)}>
        <Form.Item name="reason" label={tr("理由", "Reason")} rules={REASON_RULES}>
          <Input.TextArea rows={3} maxLength={SHORT} showCount autoFocus />
        </Form.Item>
      </Form>
    </Modal>
  );
}
