import { Button, DatePicker, Form, Input, Select } from "antd";
import type { Dayjs } from "dayjs";
import { useState } from "react";

import { askAbout, CREDIT, enterDecision, objectTo, type CreditDecision, type CreditRequest, type CreditStation } from "@/api/credit";
import { fullTime } from "@/format/time";
import { tr } from "@/lang";
import { PhotoPicker } from "@/pages/papers/PhotoPicker";
import { FormDialog, NEEDED } from "@/ui/FormDialog";
import { StateSymbol } from "@/ui/StateSymbol";

import { creditLook, KINDS } from "./words";

export interface Asking {
  kind: "objection" | "repair";
  decision?: CreditDecision;
}

/** A station's official class, its decisions, and what was asked about them. */
export function StationRecord({ told }: { told: CreditStation }) {
  const [asking, take] = useState<Asking | null>(null);
  return (
    <>
      <section className="block">
        <h2>{tr("官方信用风险分类（按市场监管系统登记，不参与本平台计算）", "Official class (as given; not part of our points)")}</h2>
        {told.official.length ? <ul className="credit-list">{told.official.map((one) => <li key={one.given_on}><b>{one.given}</b> {one.given_on} <small className="quiet">{one.source}</small></li>)}</ul> : <p className="quiet">{tr("未登记", "None entered")}</p>}
      </section>
      <section className="block">
        <div className="block-head"><h2>{tr("行政决定", "Decisions")}</h2>{told.may_object ? <Button onClick={() => take({ kind: "objection" })}>{tr("对风险等级提出异议", "Object to the class")}</Button> : null}</div>
        {told.decisions.length ? <ul className="credit-list">{told.decisions.map((one) => <li key={one.id}><Decision one={one} onAsk={(kind) => take({ kind, decision: one })} /></li>)}</ul> : <p className="quiet">{tr("没有登记行政决定", "No decision is entered")}</p>}
      </section>
      <section className="block">
        <h2>{tr("异议和信用修复", "Objections and repair")}</h2>
        {told.requests.length ? <ul className="credit-list">{told.requests.map((one) => <li key={one.id}><RequestLine one={one} /></li>)}</ul> : <p className="quiet">{tr("没有异议或修复申请", "Nothing was asked for")}</p>}
      </section>
      {asking ? <AskDialog told={told} asking={asking} onClose={() => take(null)} /> : null}
    </>
  );
}

function Decision({ one, onAsk }: { one: CreditDecision; onAsk: (kind: Asking["kind"]) => void }) {
  return (
    <>
      <div><StateSymbol look={creditLook(one.standing)} /> <b>{one.kind_name}</b> {one.number}</div>
      <div className="credit-paper">{one.text}</div>
      <small className="quiet">{tr(`${one.authority}，${one.decided_on}决定，${one.effective_on}生效`, `${one.authority}, decided ${one.decided_on}, in effect ${one.effective_on}`)}{one.repaired_on ? tr(`，${one.repaired_on}修复`, `, repaired ${one.repaired_on}`) : ""}{one.annulled_on ? tr(`，${one.annulled_on}撤销`, `, annulled ${one.annulled_on}`) : ""}</small>
      <div className="credit-buttons">
        {one.papers.map((file) => <a key={file.id} href={`/api/v1/credit-papers/${file.id}`} target="_blank" rel="noreferrer">{file.filename}</a>)}
        {one.may_object ? <Button size="small" onClick={() => onAsk("objection")}>{tr("提出异议", "Object")}</Button> : null}
        {one.may_ask_repair ? <Button size="small" onClick={() => onAsk("repair")}>{tr("申请信用修复", "Ask for repair")}</Button> : null}
      </div>
    </>
  );
}

/** A request in a few lines. */
export function RequestLine({ one }: { one: CreditRequest }) {
  return (
    <>
      <div><StateSymbol look={creditLook(one.status)} /> <b>{one.kind_name}</b> {one.about}</div>
      <div className="credit-paper">{one.text}</div>
      <small className="quiet">{tr(`${one.made_by_name}，${fullTime(one.made_at)}提出`, `${one.made_by_name}, ${fullTime(one.made_at)}`)}{one.status === "open" ? tr(`，${fullTime(one.due_at)}前审批${one.overdue ? "（已逾期）" : ""}`, `, due ${fullTime(one.due_at)}${one.overdue ? " (overdue)" : ""}`) : ""}{one.decided_at ? tr(`；${one.decided_by_name}审批：${one.reason}`, `; ${one.decided_by_name}: ${one.reason}`) : ""}</small>
      <div className="credit-buttons">{one.papers.map((file) => <a key={file.id} href={`/api/v1/credit-papers/${file.id}`} target="_blank" rel="noreferrer">{file.filename}</a>)}</div>
    </>
  );
}

function AskDialog({ told, asking: { kind, decision }, onClose }: { told: CreditStation; asking: Asking; onClose: () => void }) {
  const [files, choose] = useState<readonly File[]>([]);
  const title = kind === "repair" ? tr("申请信用修复", "Ask for repair of credit") : tr("提出异议", "Object");
  return (
    <FormDialog<{ text: string }, CreditRequest> title={title} okText={tr("提交", "Send")} send={({ text }) => (decision ? askAbout(decision.id, { kind, text }, files) : objectTo(told.station_id, { month: told.now?.month ?? "", text }, files))} done={tr("已提交，等待审批", "Sent; it waits for a decision")} renews={CREDIT} onClose={onClose}>
      <p className="quiet">{decision ? `${decision.authority} ${decision.number}` : tr("针对本月风险等级", "About this month's class")}</p>
      <Form.Item name="text" label={tr("事实和理由", "Facts and reasons")} rules={NEEDED}><Input.TextArea rows={4} maxLength={4000} /></Form.Item>
      <Form.Item label={kind === "repair" ? tr("履行和整改证明（必传）", "Papers that prove it (needed)") : tr("证明材料", "Papers")}><PhotoPicker chosen={files} onChosen={choose} /></Form.Item>
    </FormDialog>
  );
}

interface Typed {
  station_id: string;
  kind: string;
  number: string;
  authority: string;
  decided_on: Dayjs;
  effective_on: Dayjs;
  text: string;
}

/** 登记行政决定: entered by hand with its scan. */
export function EnterDecision({ station, onClose }: { station?: string; onClose: () => void }) {
  const [files, choose] = useState<readonly File[]>([]);
  const day = (one: Dayjs) => one.format("YYYY-MM-DD");
  return (
    <FormDialog<Typed, CreditDecision> title={tr("登记行政决定", "Enter a decision")} width={680} initial={{ station_id: station, kind: "fine" }} send={({ decided_on, effective_on, ...typed }) => enterDecision({ ...typed, decided_on: day(decided_on), effective_on: day(effective_on) }, files)} done={tr("已登记", "Entered")} renews={CREDIT} onClose={onClose}>
      <div className="form-pair">
        <Form.Item name="station_id" label={tr("加油站编号", "Station id")} rules={NEEDED}><Input maxLength={10} /></Form.Item>
        <Form.Item name="kind" label={tr("种类", "Kind")} rules={NEEDED}><Select options={KINDS} /></Form.Item>
        <Form.Item name="number" label={tr("文号", "Number")} rules={NEEDED}><Input maxLength={64} /></Form.Item>
        <Form.Item name="authority" label={tr("决定机关", "Authority")} rules={NEEDED}><Input maxLength={128} /></Form.Item>
        <Form.Item name="decided_on" label={tr("决定日期", "Decided on")} rules={NEEDED}><DatePicker /></Form.Item>
        <Form.Item name="effective_on" label={tr("生效日期（异议期满后）", "In effect from (after the time for objections)")} rules={NEEDED}><DatePicker /></Form.Item>
      </div>
      <Form.Item name="text" label={tr("决定内容", "What was decided")} rules={NEEDED}><Input.TextArea rows={3} maxLength={4000} /></Form.Item>
      <Form.Item label={tr("决定书扫描件", "Scan")}><PhotoPicker chosen={files} onChosen={choose} /></Form.Item>
    </FormDialog>
  );
}
