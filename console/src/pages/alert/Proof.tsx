import { SafetyCertificateOutlined } from "@ant-design/icons";
import { useMutation } from "@tanstack/react-query";
import { Alert, Button, Descriptions, Table, Tag, type TableProps } from "antd";

import { api, ask, type Schemas } from "@/api/client";
import { problemOf } from "@/api/problem";
import { fullTime } from "@/format/time";
import { tr } from "@/lang";
import { ProblemView } from "@/ui/PageState";

import { figureName, figureValue, inOrder, unitOf } from "./proofFigures";

type ProofOut = Schemas["ProofOut"];
type Step = Schemas["ProofStep"];
type Figure = Schemas["ProofFigure"];
type Day = Schemas["ProofDay"];

/** 复核验证: the finding recomputed from sealed days, and every figure beside the recorded one. */
export function Proof({ alertId }: { alertId: number }) {
  const prove = useMutation({
    mutationFn: () => ask(api.POST("/api/v1/alerts/{alert_id}/proof", { params: { path: { alert_id: alertId } } })),
  });
  return (
    <section className="block" aria-label={tr("复核验证", "Proof")}>
      <div className="block-head">
        <h2>{tr("复核验证", "Proof")}</h2>
        <Button icon={<SafetyCertificateOutlined />} loading={prove.isPending} onClick={() => prove.mutate()}>
          {prove.data ? tr("再次复核", "Prove again") : tr("复核验证", "Prove")}
        </Button>
      </div>
      <div aria-live="polite">
        {prove.isPending ? <p className="quiet">{tr("正在读取固化的日数据并重新判定，可能需要几秒到一分钟。", "Sealed days are being read and judged again; it may take from seconds to a minute.")}</p> : null}
        {prove.isError ? <ProblemView problem={problemOf(prove.error)} onRetry={() => prove.mutate()} /> : null}
        {prove.data && !prove.isPending ? <Result proof={prove.data} /> : null}
        {prove.isIdle ? <p className="quiet">{tr("用固化的日数据、当时的档案与规则参数重新计算，逐项与记录的数值对照；不依赖数据库里现有的数值。", "Recomputed from sealed days with the register and the parameters of the time, each figure beside the recorded one, without relying on what the database says today.")}</p> : null}
      </div>
    </section>
  );
}

const LOOK: Record<ProofOut["status"], "success" | "error" | "info"> = { agrees: "success", differs: "error", unsealed: "info" };

function Result({ proof }: { proof: ProofOut }) {
  const detail = tr(`复核于 ${fullTime(proof.proved_at)}，疑点编号 ${proof.finding_id}`, `Proved at ${fullTime(proof.proved_at)}, finding ${proof.finding_id}`);
  return (
    <>
      <Alert className="decision" type={LOOK[proof.status]} showIcon title={proof.sentence} description={<span className="quiet">{detail}</span>} />
      {proof.steps.map((step) => <StepView key={step.revision} step={step} />)}
    </>
  );
}

const STATE: Record<Step["status"], [string, string]> = {
  agrees: ["success", tr("一致", "Agrees")],
  differs: ["error", tr("不一致", "Differs")],
  unsealed: ["default", tr("尚未固化", "Not sealed yet")],
};

function StepView({ step }: { step: Step }) {
  const [colour, word] = STATE[step.status];
  const items: [string, React.ReactNode][] = [
    [tr("判定时间", "Judged at"), fullTime(step.detected_at)],
    [tr("规则集版本", "Rule set"), step.rule_set],
    [tr("回看", "Looked back"), step.looked_back_days == null ? tr("随记录到达判定", "As records came in") : tr(`${step.looked_back_days}天`, `${step.looked_back_days} days`)],
    [tr("档案快照", "Register snapshot"), step.register_day ? <>{step.register_day}{tr("，", ", ")}<span className="code">{step.register_digest.slice(0, 16)}…</span></> : tr("没有固化的档案快照", "No sealed snapshot")],
  ];
  return (
    <div className="proof-step">
      <h3>{tr(`第${step.revision}版`, `Revision ${step.revision}`)} <Tag color={colour}>{word}</Tag></h3>
      {step.reasons.length ? <ul>{step.reasons.map((reason, number) => <li key={number}>{reason.sentence}</li>)}</ul> : null}
      {step.waiting.length ? <ul>{step.waiting.map((one) => <li key={one.day}>{tr(`${one.sentence}，预计不晚于 ${fullTime(one.due_by)}`, `${one.sentence}, due by ${fullTime(one.due_by)}`)}</li>)}</ul> : null}
      <Descriptions size="small" column={{ xs: 1, sm: 2 }} items={items.map(([label, children]) => ({ key: label, label, children }))} />
      {step.figures.length ? <Table size="small" rowKey="name" pagination={false} columns={figureColumns(unitOf(step.figures))} dataSource={inOrder(step.figures)} scroll={{ x: true, y: 360 }} /> : null}
      {step.days.length ? <details><summary>{tr(`用到的日固化：${step.days.length}日，逐个文件校验`, `Sealed days used: ${step.days.length}, every file checked`)}</summary><Table size="small" rowKey="number" pagination={false} columns={DAYS} dataSource={step.days} scroll={{ x: true, y: 300 }} /></details> : null}
    </div>
  );
}

const figureColumns = (unit: string): TableProps<Figure>["columns"] => [
  { title: tr("项目", "Field"), key: "name", width: 170, render: (_, f) => figureName(f.name) },
  { title: tr("记录值", "Recorded"), key: "recorded", render: (_, f) => <span className={look(f)}>{figureValue(f.name, f.recorded, unit)}</span> },
  { title: tr("复算值", "Recomputed"), key: "recomputed", render: (_, f) => <span className={look(f)}>{figureValue(f.name, f.recomputed, unit)}</span> },
  { title: tr("对照", "Compared"), key: "agrees", width: 88, render: (_, f) => (f.agrees ? tr("一致", "Agrees") : <b>{tr("不一致", "Differs")}</b>) },
];

const look = (f: Figure) => (/digest|_id$|^records/.test(f.name) ? "code" : undefined);

const DAYS: TableProps<Day>["columns"] = [
  { title: tr("日期", "Day"), dataIndex: "day", width: 110 },
  { title: tr("固化序号", "Seal"), dataIndex: "number", width: 88, align: "right" },
  { title: tr("修订版", "Revision"), dataIndex: "revision", width: 80, align: "right" },
  { title: tr("文件", "Files"), dataIndex: "files", width: 64, align: "right" },
  { title: tr("记录", "Records"), dataIndex: "rows", width: 88, align: "right" },
  { title: tr("固化值", "Seal"), dataIndex: "seal", render: (seal: string) => <span className="code">{seal}</span> },
];
