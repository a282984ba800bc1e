import { CheckCircleOutlined, ClockCircleOutlined, CommentOutlined, EditOutlined, PrinterOutlined, RedoOutlined, StopOutlined, SwapOutlined } from "@ant-design/icons";
import { App, Button, Tooltip } from "antd";
import { useState } from "react";

import { api, ask } from "@/api/client";
import { problemOf } from "@/api/problem";
import { useMay } from "@/app/session";
import { tr } from "@/lang";
import { ButtonLink } from "@/pages/register/ButtonLink";

import { AssignDialog, CloseDialog, CommentDialog, ReopenDialog, SnoozeDialog } from "./dialogs";
import { useVerb, type Page } from "./verbs";

const DIALOGS = { comment: CommentDialog, close: CloseDialog, assign: AssignDialog, snooze: SnoozeDialog, reopen: ReopenDialog };

/** 签收 转办 暂缓 情况说明 办结, and 重新打开 once it is closed: the same on every alert. */
export function Actions({ page }: { page: Page }) {
  const [dialog, setDialog] = useState<keyof typeof DIALOGS | null>(null);
  const { alert } = page;
  const may = { sign: useMay("alert.sign"), assign: useMay("alert.assign"), snooze: useMay("alert.snooze"), comment: useMay("alert.comment"), close: useMay("alert.close") };
  const offs = useMay("rules.propose");
  const shut = () => setDialog(null);
  const closed = alert.status === "closed" ? CLOSED : "";
  const Dialog = dialog ? DIALOGS[dialog] : null;
  return (
    <span className="page-actions">
      <Sign page={page} why={closed || (alert.status === "signed" ? tr("已签收", "Signed for already") : right(may.sign))} onDone={shut} />
      <Verb label={tr("转办", "Hand on")} icon={<SwapOutlined />} why={closed || right(may.assign)} onClick={() => setDialog("assign")} />
      {alert.snoozed_until ? <Wake page={page} why={right(may.snooze)} onDone={shut} /> : <Verb label={tr("暂缓", "Put off")} icon={<ClockCircleOutlined />} why={closed || right(may.snooze)} onClick={() => setDialog("snooze")} />}
      <Verb label={tr("情况说明", "Explain")} icon={<CommentOutlined />} why={right(may.comment)} onClick={() => setDialog("comment")} />
      {closed ? (
        <Verb label={tr("重新打开", "Open again")} icon={<RedoOutlined />} why={right(may.close)} onClick={() => setDialog("reopen")} />
      ) : (
        <Verb label={tr("办结", "Close")} icon={<CheckCircleOutlined />} why={!may.close ? NO_RIGHT : alert.status === "open" ? tr("请先签收，再办结", "Sign for it before closing it") : ""} onClick={() => setDialog("close")} />
      )}
      {offs && alert.rule ? <ButtonLink to={`/switch-offs?new=${encodeURIComponent(`${alert.rule}|${alert.station_id}`)}`} icon={<StopOutlined />}>{tr("停用此规则", "Switch the rule off here")}</ButtonLink> : null}
      <Button icon={<PrinterOutlined />} aria-label={tr("打印", "Print")} title={tr("打印", "Print")} onClick={() => window.print()} />
      {Dialog ? <Dialog page={page} onDone={shut} /> : null}
    </span>
  );
}

const CLOSED = tr("已办结", "Closed already");
const NO_RIGHT = tr("您的岗位没有这项权限；需要时请联系系统管理员", "Your role may not do this; ask your administrator if you need it");
const right = (may: boolean): string => (may ? "" : NO_RIGHT);

interface OneProps {
  page: Page;
  why: string;
  onDone: () => void;
}

function Sign({ page, why, onDone }: OneProps) {
  const path = { params: { path: { alert_id: page.alert.id } } };
  const sign = useVerb(page.alert.id, () => ask(api.POST("/api/v1/alerts/{alert_id}/sign", path)), tr("已签收", "Signed for"), onDone);
  return <Verb label={tr("签收", "Sign for")} icon={<EditOutlined />} why={why} loading={sign.isPending} onClick={useSaid(() => sign.mutateAsync(undefined))} primary />;
}

function Wake({ page, why, onDone }: OneProps) {
  const path = { params: { path: { alert_id: page.alert.id } } };
  const wake = useVerb(page.alert.id, () => ask(api.POST("/api/v1/alerts/{alert_id}/wake", path)), tr("已恢复处置", "Back to the desk"), onDone);
  return <Verb label={tr("恢复", "Wake")} icon={<ClockCircleOutlined />} why={why} loading={wake.isPending} onClick={useSaid(() => wake.mutateAsync(undefined))} />;
}

/** A verb without a dialog says in a message why it could not be done. */
function useSaid(act: () => Promise<unknown>): () => void {
  const { message } = App.useApp();
  return () => void act().catch((error: unknown) => message.error(problemOf(error).message));
}

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
