import { Button, Form, Input, InputNumber } from "antd";
import { useState } from "react";

import { CASES, receiveTransfer, returnTransfer, settleTransfer, type Case, type CaseTransfer } from "@/api/cases";
import { yuanFromFen } from "@/format/quantity";
import { fullTime } from "@/format/time";
import { tr } from "@/lang";
import { FormDialog, NEEDED } from "@/ui/FormDialog";

type Verb = CaseTransfer["may"][number];
const VERBS: Record<Verb, string> = { receive: tr("接收", "Receive"), return: tr("退回", "Give back"), settle: tr("反馈结果", "Report") };

/** What was handed to other departments, their receipts, and what came of it there. */
export function Transfers({ told }: { told: Case }) {
  const [doing, take] = useState<{ verb: Verb; one: CaseTransfer } | null>(null);
  if (!told.transfers.length) return null;
  return (
    <section className="block">
      <h2>{tr("移送", "Transfers")}</h2>
      <ul className="case-list">
        {told.transfers.map((one) => (
          <li key={one.id}>
            <div><b>{one.to_name}</b> {one.reason} <small className="quiet">{one.status_name}</small></div>
            <small className={one.overdue ? "case-overdue" : "quiet"}>
              {[tr(`${fullTime(one.sent_at)} ${one.sent_by_name}移送`, `sent ${fullTime(one.sent_at)} by ${one.sent_by_name}`), one.received_at ? tr(`回执 ${one.receipt_no} ${fullTime(one.received_at)} ${one.received_by_name}`, `receipt ${one.receipt_no} ${fullTime(one.received_at)} ${one.received_by_name}`) : "", one.ended_at ? `${one.result}${amounts(one)}` : tr(`${fullTime(one.due_at)}前反馈${one.overdue ? "（已超期）" : ""}`, `report by ${fullTime(one.due_at)}${one.overdue ? " (overdue)" : ""}`)].filter(Boolean).join(tr("；", "; "))}
            </small>
            <div className="case-buttons">{one.may.map((verb) => <Button key={verb} size="small" type={verb === "return" ? "default" : "primary"} onClick={() => take({ verb, one })}>{VERBS[verb]}</Button>)}</div>
          </li>
        ))}
      </ul>
      {doing ? <Dialog verb={doing.verb} id={doing.one.id} onClose={() => take(null)} /> : null}
    </section>
  );
}

const amounts = (one: CaseTransfer): string =>
  [one.tax_fen ? tr(`补税 ${yuanFromFen(one.tax_fen)} 元`, `tax ${yuanFromFen(one.tax_fen)} yuan`) : "", one.penalty_fen ? tr(`罚款 ${yuanFromFen(one.penalty_fen)} 元`, `penalty ${yuanFromFen(one.penalty_fen)} yuan`) : ""].filter(Boolean).map((text) => tr(`，${text}`, `, ${text}`)).join("");

function Dialog({ verb, id, onClose }: { verb: Verb; id: number; onClose: () => void }) {
  if (verb === "receive") {
    return (
      <FormDialog<{ receipt_no: string }, Case> title={tr("接收移送", "Receive a transfer")} okText={VERBS.receive} send={(typed) => receiveTransfer(id, typed)} done={tr("已接收，回执已记入案件", "Received; the receipt is in the case")} renews={CASES} onClose={onClose}>
        <Form.Item name="receipt_no" label={tr("回执编号", "Receipt no.")} rules={NEEDED}><Input maxLength={64} /></Form.Item>
      </FormDialog>
    );
  }
  const settling = verb === "settle";
  return (
    <FormDialog<{ result: string; tax?: number | null; penalty?: number | null }, Case>
      title={VERBS[verb]}
      send={(typed) => (settling ? settleTransfer(id, { result: typed.result, tax_fen: Math.round((typed.tax ?? 0) * 100), penalty_fen: Math.round((typed.penalty ?? 0) * 100) }) : returnTransfer(id, { result: typed.result }))}
      done={settling ? tr("已反馈", "Reported") : tr("已退回", "Given back")}
      renews={CASES}
      onClose={onClose}
    >
      {settling ? (
        <div className="form-pair">
          <Form.Item name="tax" label={tr("补税（元）", "Tax (yuan)")}><InputNumber min={0} precision={2} /></Form.Item>
          <Form.Item name="penalty" label={tr("罚款（元）", "Penalty (yuan)")}><InputNumber min={0} precision={2} /></Form.Item>
        </div>
      ) : null}
      <Form.Item name="result" label={settling ? tr("处理结果", "What came of it") : tr("退回理由", "Why")} rules={NEEDED}><Input.TextArea rows={3} maxLength={4000} /></Form.Item>
    </FormDialog>
  );
}
