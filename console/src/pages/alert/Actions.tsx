import { CheckCircleOutlined, CommentOutlined, EditOutlined, PrinterOutlined, SwapOutlined } from "@ant-design/icons";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App, Button, Form, Input, Modal, Radio, Tooltip } from "antd";
import { useState } from "react";

import { api, ask, type Schemas } from "@/api/client";
import { problemOf } from "@/api/problem";
import { useMay } from "@/app/session";
import { tr } from "@/lang";
import { OUTCOMES, type Outcome } from "@/states/alert";
import { ProblemView } from "@/ui/PageState";

type Page = Schemas["AlertPage"];
type Comment = Schemas["CommentIn"];
type Close = Schemas["CloseIn"];

/** A verb on an alert: its answer becomes the page, and everything that counts alerts is asked for again. */
function useVerb<Body>(id: number, send: (body: Body) => Promise<Page>, said: string, onDone: () => void) {
  const queries = useQueryClient();
  const { message } = App.useApp();
  return useMutation({
    mutationFn: send,
    onSuccess: (page) => {
      queries.setQueryData(["alert", id], page);
      [["alerts"], ["table", "alerts"], ["overview"], ["map"], ["station"]].forEach((queryKey) => void queries.invalidateQueries({ queryKey }));
      void message.success(said);
      onDone();
    },
  });
}

/** 签收 转办 情况说明 办结: the same four buttons on every alert. */
export function Actions({ alert }: { alert: Schemas["AlertRow"] }) {
  const [dialog, setDialog] = useState<"comment" | "close" | null>(null);
  const { message } = App.useApp();
  const shut = () => setDialog(null);
  const path = { params: { path: { alert_id: alert.id } } };
  const sign = useVerb(alert.id, () => ask(api.POST("/api/v1/alerts/{alert_id}/sign", path)), tr("已签收", "Signed for"), shut);
  const closed = alert.status === "closed";
  const can = { sign: useMay("alert.sign"), comment: useMay("alert.comment"), close: useMay("alert.close") };
  const doSign = () =>
    sign.mutate(undefined, {
      onError: (error) => void message.error(problemOf(error).message),
    });
  return (
    <span className="page-actions">
      <Verb label={tr("签收", "Sign for")} icon={<EditOutlined />} why={closed ? CLOSED : alert.status === "signed" ? tr("已签收", "Signed for already") : !can.sign ? NO_RIGHT : ""} loading={sign.isPending} onClick={doSign} primary />
      <Verb label={tr("转办", "Hand on")} icon={<SwapOutlined />} why={tr("本版本尚未提供转办；请先签收，再写明承办单位", "This version cannot hand on yet: sign for it and write who handles it")} onClick={shut} />
      <Verb label={tr("情况说明", "Explain")} icon={<CommentOutlined />} why={!can.comment ? NO_RIGHT : ""} onClick={() => setDialog("comment")} />
      <Verb label={tr("办结", "Close")} icon={<CheckCircleOutlined />} why={closed ? CLOSED : !can.close ? NO_RIGHT : alert.status === "open" ? tr("请先签收，再办结", "Sign for it before closing it") : ""} onClick={() => setDialog("close")} />
      <Button icon={<PrinterOutlined />} aria-label={tr("打印", "Print")} title={tr("打印", "Print")} onClick={() => window.print()} />
      {dialog === "comment" ? <CommentDialog id={alert.id} onDone={shut} /> : null}
      {dialog === "close" ? <CloseDialog id={alert.id} onDone={shut} /> : null}
    </span>
  );
}

const CLOSED = tr("已办结", "Closed already");
const NO_RIGHT = tr("您的岗位没有这项权限；需要时请联系系统管理员", "Your role may not do this; ask your administrator if you need it");

interface VerbProps {
  label: string;
  icon: React.ReactNode;
  /** Why it cannot be done now; empty when it can. */
  why: string;
  loading?: boolean;
  primary?: boolean;
  onClick: () => void;
}

function Verb({ label, icon, why, loading, primary, onClick }: VerbProps) {
  const button = (
    <Button type={primary && !why ? "primary" : "default"} icon={icon} disabled={why !== ""} loading={loading} onClick={onClick}>
      {label}
    </Button>
  );
  return why ? <Tooltip title={why}><span tabIndex={0} aria-label={tr(`${label}：${why}`, `${label}: ${why}`)}>{button}</span></Tooltip> : button;
}

const MOST = 4000;
const REASON_RULES = [{ required: true, whitespace: true, message: tr("请写明内容", "Please write something") }];

function CommentDialog({ id, onDone }: { id: number; onDone: () => void }) {
  const [form] = Form.useForm<Comment>();
  const send = useVerb(
    id,
    (body: Comment) => ask(api.POST("/api/v1/alerts/{alert_id}/comment", { params: { path: { alert_id: id } }, body })),
    tr("已记录", "Noted"),
    onDone,
  );
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

function CloseDialog({ id, onDone }: { id: number; onDone: () => void }) {
  const [form] = Form.useForm<Close>();
  const send = useVerb(
    id,
    (body: Close) => ask(api.POST("/api/v1/alerts/{alert_id}/close", { params: { path: { alert_id: id } }, body })),
    tr("已办结", "Closed"),
    onDone,
  );
  return (
    <Modal open title={tr("办结预警", "Close the alert")} okText={tr("确认办结", "Close it")} onOk={() => form.submit()} onCancel={onDone} confirmLoading={send.isPending}>
      {send.isError ? <ProblemView problem={problemOf(send.error)} /> : null}
      <Form<Close> form={form} layout="vertical" onFinish={(body) => send.mutate(body)}>
        <Form.Item name="outcome" label={tr("结论（由您判断，平台只提供数据）", "Decision (yours: the platform only gives data)")} rules={[{ required: true, message: tr("请选择结论", "Choose a decision") }]}>
          <Radio.Group className="outcomes">
            {(Object.keys(OUTCOMES) as Outcome[]).map((outcome) => (
              <Radio key={outcome} value={outcome}>
                {OUTCOMES[outcome].word}<small>{OUTCOMES[outcome].hint}</small>
              </Radio>
            ))}
          </Radio.Group>
        </Form.Item>
        <Form.Item name="reason" label={tr("理由", "Reason")} rules={REASON_RULES}>
          <Input.TextArea rows={4} maxLength={MOST} showCount placeholder={tr("核实经过与依据；办结后会留痕，不能修改", "What was checked and on what ground; it is kept and cannot be changed")} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
