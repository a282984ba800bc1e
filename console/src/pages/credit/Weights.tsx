import { useQuery } from "@tanstack/react-query";
import { Button, DatePicker, Form, Input, InputNumber, Skeleton, Switch } from "antd";
import type { Dayjs } from "dayjs";
import { useState } from "react";

import { CREDIT, decideScheme, proposeScheme, riskSchemes, type RiskScheme } from "@/api/credit";
import { cityDay } from "@/format/days";
import { tr } from "@/lang";
import { FormDialog, NEEDED } from "@/ui/FormDialog";
import { FetchedView } from "@/ui/PageState";
import { StateSymbol } from "@/ui/StateSymbol";

import { creditLook } from "./words";

/** 权重: what each input is worth, version by version; one person proposes, another approves. */
export function Weights({ may }: { may: boolean }) {
  const found = useQuery(riskSchemes);
  const [proposing, propose] = useState<RiskScheme | null>(null);
  const [deciding, decide] = useState<number | null>(null);
  return (
    <FetchedView query={found} loading={<Skeleton active />}>
      {(data) => (
        <>
          {may && data[0] ? <div className="credit-buttons"><Button type="primary" onClick={() => propose(data.find((one) => one.in_force) ?? data[0] ?? null)}>{tr("提出新权重", "Propose weights")}</Button></div> : null}
          {data.map((one) => <Version key={one.version} one={one} onDecide={() => decide(one.version)} />)}
          {proposing ? <ProposeDialog from={proposing} onClose={() => propose(null)} /> : null}
          {deciding ? <VerdictDialog title={tr(`审批第${deciding}版权重`, `Decide on version ${deciding}`)} send={(body) => decideScheme(deciding, body)} onClose={() => decide(null)} /> : null}
        </>
      )}
    </FetchedView>
  );
}

function Version({ one, onDecide }: { one: RiskScheme; onDecide: () => void }) {
  return (
    <section>
      <h2>{tr(`第${one.version}版`, `Version ${one.version}`)} {one.in_force ? tr("（执行中）", "(in force)") : <StateSymbol look={creditLook(one.status)} />}</h2>
      <p className="quiet">{tr(`${one.valid_from}起；半衰期${one.half_life_days}天，回看${one.window_days}天，在线率要求${one.online_pct}%；${one.limits.join("、")}分起为B、C、D级。依据：${one.source}。提出：${one.proposed_by_name}；审批：${one.decided_by_name || "—"}${one.reason ? `（${one.reason}）` : ""}`, `From ${one.valid_from}; half-life ${one.half_life_days} days, window ${one.window_days} days, online ${one.online_pct} %; B, C, D from ${one.limits.join(", ")}. Source: ${one.source}. Proposed by ${one.proposed_by_name}; decided by ${one.decided_by_name || "—"}`)}</p>
      {one.may_decide ? <Button type="primary" onClick={onDecide}>{tr("审批", "Decide")}</Button> : null}
      <div className="credit-table" tabIndex={0} role="region" aria-label={tr(`第${one.version}版权重`, `Weights of version ${one.version}`)}>
        <table>
          <thead><tr><th>{tr("项目", "Input")}</th><th className="num">{tr("每件分值", "Points each")}</th><th className="num">{tr("上限", "Cap")}</th><th>{tr("随时间衰减", "Fades")}</th></tr></thead>
          <tbody>{one.weights.map((weight) => <tr key={weight.code}><td>{weight.name}</td><td className="num">{weight.points.toFixed(2)}</td><td className="num">{weight.cap.toFixed(2)}</td><td>{weight.decays ? tr("是", "Yes") : tr("否", "No")}</td></tr>)}</tbody>
        </table>
      </div>
    </section>
  );
}

/** Yes or no with its reason. */
export function VerdictDialog<Made>({ title, send, onClose }: { title: string; send: (body: { granted: boolean; reason: string }) => Promise<Made>; onClose: () => void }) {
  return (
    <FormDialog<{ granted: boolean; reason?: string }, Made> title={title} initial={{ granted: true }} send={({ granted, reason }) => send({ granted, reason: reason ?? "" })} done={tr("已审批，记入操作日志", "Decided, and noted in the journal")} renews={CREDIT} onClose={onClose}>
      <Form.Item name="granted" label={tr("是否同意", "Granted")} valuePropName="checked"><Switch checkedChildren={tr("同意", "Yes")} unCheckedChildren={tr("不同意", "No")} /></Form.Item>
      <Form.Item name="reason" label={tr("理由", "Reason")} rules={NEEDED}><Input.TextArea rows={3} maxLength={2000} /></Form.Item>
    </FormDialog>
  );
}

interface Typed {
  valid_from: Dayjs;
  half_life_days: number;
  window_days: number;
  online_pct: number;
  limits: [number, number, number];
  source: string;
  weights: { points: number; cap: number; decays: boolean }[];
}

function ProposeDialog({ from, onClose }: { from: RiskScheme; onClose: () => void }) {
  const { half_life_days, window_days, online_pct } = from;
  return (
    <FormDialog<Typed, RiskScheme[]> title={tr("提出新权重", "Propose weights")} width={760} initial={{ half_life_days, window_days, online_pct, limits: from.limits as Typed["limits"], valid_from: cityDay(), weights: from.weights }} send={({ valid_from, weights, ...typed }) => proposeScheme({ ...typed, valid_from: valid_from.format("YYYY-MM-DD"), weights: from.weights.map(({ code, decays }, at) => ({ code, decays, points: weights[at]?.points ?? 0, cap: weights[at]?.cap ?? 0 })) })} done={tr("已提出，等待另一人审批", "Proposed; another person decides")} renews={CREDIT} onClose={onClose}>
      <div className="form-pair">
        <Form.Item name="valid_from" label={tr("生效日期", "In force from")} rules={NEEDED}><DatePicker /></Form.Item>
        <Form.Item name="half_life_days" label={tr("半衰期（天）", "Half-life (days)")} rules={NEEDED}><InputNumber min={1} max={3650} /></Form.Item>
        <Form.Item name="window_days" label={tr("回看（天）", "Window (days)")} rules={NEEDED}><InputNumber min={1} max={730} /></Form.Item>
        <Form.Item name="online_pct" label={tr("在线率要求（%）", "Online rate wanted (%)")} rules={NEEDED}><InputNumber min={0} max={100} precision={2} /></Form.Item>
        {["B", "C", "D"].map((code, at) => <Form.Item key={code} name={["limits", at]} label={tr(`${code}级起分`, `${code} from`)} rules={NEEDED}><InputNumber min={0} max={1000} precision={2} /></Form.Item>)}
      </div>
      <Form.Item name="source" label={tr("依据", "Source")} rules={NEEDED}><Input maxLength={400} /></Form.Item>
      {from.weights.map((one, at) => (
        <div className="form-pair" key={one.code}>
          <Form.Item name={["weights", at, "points"]} label={tr(`${one.name}：每件分值`, `${one.name}: points each`)} rules={NEEDED}><InputNumber min={0} max={1000} precision={2} /></Form.Item>
          <Form.Item name={["weights", at, "cap"]} label={tr(`${one.name}：上限`, `${one.name}: cap`)} rules={NEEDED}><InputNumber min={0} max={1000} precision={2} /></Form.Item>
        </div>
      ))}
    </FormDialog>
  );
}
