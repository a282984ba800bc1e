import { CheckCircleOutlined, CommentOutlined, EditOutlined, PrinterOutlined, SwapOutlined } from "@ant-design/icons";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App, Button, Form, Input, Modal, Radio, Tooltip } from "antd";
import { useState } from "react";

import { api, ask, type Schemas } from "@/api/client";
import { problemOf } from "@/api/problem";
import { useMay } from "@/app/session";
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
      [["alerts"], ["overview"], ["map"], ["station"]].forEach((queryKey) => void queries.invalidateQueries({ queryKey }));
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
  const sign = useVerb(alert.id, () => ask(api.POST("/api/v1/alerts/{alert_id}/sign", path)), "已签收", shut);
  const closed = alert.status === "closed";
  const can = { sign: useMay("alert.sign"), comment: useMay("alert.comment"), close: useMay("alert.close") };
  const doSign = () =>
    sign.mutate(undefined, {
      onError: (error) => void message.error(problemOf(error).message),
    });
  return (
    <span className="page-actions">
      <Verb label="签收" icon={<EditOutlined />} why={closed ? "已办结" : alert.status === "signed" ? "已签收" : !can.sign ? NO_RIGHT : ""} loading={sign.isPending} onClick={doSign} primary />
      <Verb label="转办" icon={<SwapOutlined />} why="本版本尚未提供转办；请先签收，再写明承办单位" onClick={shut} />
      <Verb label="情况说明" icon={<CommentOutlined />} why={!can.comment ? NO_RIGHT : ""} onClick={() => setDialog("comment")} />
      <Verb label="办结" icon={<CheckCircleOutlined />} why={closed ? "已办结" : !can.close ? NO_RIGHT : alert.status === "open" ? "请先签收，再办结" : ""} onClick={() => setDialog("close")} />
      <Button icon={<PrinterOutlined />} aria-label="打印" title="打印" onClick={() => window.print()} />
      {dialog === "comment" ? <CommentDialog id={alert.id} onDone={shut} /> : null}
      {dialog === "close" ? <CloseDialog id={alert.id} onDone={shut} /> : null}
    </span>
  );
}

const NO_RIGHT = "您的岗位没有这项权限；需要时请联系系统管理员";

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
  return why ? <Tooltip title={why}><span tabIndex={0} aria-label={`${label}：${why}`}>{button}</span></Tooltip> : button;
}

const MOST = 4000;
const REASON_RULES = [{ required: true, whitespace: true, message: "请写明内容" }];

function CommentDialog({ id, onDone }: { id: number; onDone: () => void }) {
  const [form] = Form.useForm<Comment>();
  const send = useVerb(
    id,
    (body: Comment) => ask(api.POST("/api/v1/alerts/{alert_id}/comment", { params: { path: { alert_id: id } }, body })),
    "已记录",
    onDone,
  );
  return (
    <Modal open title="情况说明" okText="提交" onOk={() => form.submit()} onCancel={onDone} confirmLoading={send.isPending}>
      {send.isError ? <ProblemView problem={problemOf(send.error)} /> : null}
      <Form<Comment> form={form} layout="vertical" initialValues={{ kind: "explanation" }} onFinish={(body) => send.mutate(body)}>
        <Form.Item name="kind" label="谁的说明">
          <Radio.Group
            options={[
              { value: "explanation", label: "加油站的情况说明" },
              { value: "comment", label: "办理人的备注" },
            ]}
          />
        </Form.Item>
        <Form.Item name="text" label="内容" rules={REASON_RULES}>
          <Input.TextArea rows={5} maxLength={MOST} showCount autoFocus placeholder="何时、何人、因何；有凭据的写明文号" />
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
    "已办结",
    onDone,
  );
  return (
    <Modal open title="办结预警" okText="确认办结" onOk={() => form.submit()} onCancel={onDone} confirmLoading={send.isPending}>
      {send.isError ? <ProblemView problem={problemOf(send.error)} /> : null}
      <Form<Close> form={form} layout="vertical" onFinish={(body) => send.mutate(body)}>
        <Form.Item name="outcome" label="结论（由您判断，平台只提供数据）" rules={[{ required: true, message: "请选择结论" }]}>
          <Radio.Group className="outcomes">
            {(Object.keys(OUTCOMES) as Outcome[]).map((outcome) => (
              <Radio key={outcome} value={outcome}>
                {OUTCOMES[outcome].word}<small>{OUTCOMES[outcome].hint}</small>
              </Radio>
            ))}
          </Radio.Group>
        </Form.Item>
        <Form.Item name="reason" label="理由" rules={REASON_RULES}>
          <Input.TextArea rows={4} maxLength={MOST} showCount placeholder="核实经过与依据；办结后会留痕，不能修改" />
        </Form.Item>
      </Form>
    </Modal>
  );
}
