import { useQuery } from "@tanstack/react-query";
import { Alert, Badge, Descriptions, Table, Tag, type TableProps } from "antd";
import { Link, useParams } from "react-router";

import type { Schemas } from "@/api/client";
import * as queries from "@/api/queries";
import { useMay } from "@/app/session";
import { interval, size } from "@/format/quantity";
import { fullTime, timeWithSeconds } from "@/format/time";
import { tr } from "@/lang";
import { ALERT_STATUS, FINDING_STATUS, outcomeWord, verdictLook } from "@/states/alert";
import { subjectName } from "@/states/fuel";
import { Answer } from "@/ui/Answer";
import { FetchedView, PageLoading } from "@/ui/PageState";
import { LevelSymbol } from "@/ui/StateSymbol";
import { Timeline } from "@/ui/Timeline";
import { VerdictTag } from "@/ui/VerdictTag";
import { useTitle } from "@/ui/useTitle";

import { Actions } from "./Actions";
import { AlertCharts } from "./AlertCharts";
import { Desk, Family, Findings, Lines } from "./Cause";
import { Evidence } from "./Evidence";
import { fieldName, fieldValue, readable } from "./fields";
import { Proof } from "./Proof";

type Page = Schemas["AlertPage"];
type Row = Schemas["AlertRow"];

/** Departments take an alert further as a case. */
function ToCase({ alert }: { alert: Row }) {
  const may = useMay("case.manage");
  if (!may || isWide(alert)) return null;
  const about = new URLSearchParams({ enter: "1", alerts: String(alert.id), station: alert.station_id, about: `${alert.station_name} ${alert.rule_name}` });
  return <Link to={`/cases?${about.toString()}`}>{tr("转为案件", "Open a case")}</Link>;
}

/** A wider alert is about a region, not about a station. */
const isWide = (alert: Row): boolean => alert.rule === "";

export default function AlertPage() {
  const { alertId = "" } = useParams();
  const query = useQuery(queries.alert(Number(alertId)));
  useTitle(query.data ? `${query.data.alert.rule_name} · ${query.data.alert.station_name}` : tr("预警", "Alert"));
  return (
    <FetchedView query={query} loading={<PageLoading />} page>
      {(page) => <AlertView page={page} />}
    </FetchedView>
  );
}

function AlertView({ page }: { page: Page }) {
  const { alert } = page;
  return (
    <div className="page alert-page">
      <div className="page-head">
        <LevelSymbol level={alert.colour} />
        <h1>{alert.rule_name}</h1>{isWide(alert) ? null : <Tag>{alert.cause_name}</Tag>}
        <VerdictTag verdict={alert.verdict} />
        {alert.caught_from ? <Tag>{tr("补判", "Found late")}</Tag> : null}
        <Badge status={ALERT_STATUS[alert.status].badge} text={ALERT_STATUS[alert.status].word} />
        <Actions page={page} />
        <ToCase alert={alert} />
      </div>
      <Answer aside={<SizeBox alert={alert} exact={page.rule.kind === "exact"} />}>
        {isWide(alert) ? alert.station_name : <Link to={`/stations/${alert.station_id}`}>{alert.station_name}</Link>}{tr("", " · ")}{isWide(alert) ? "" : alert.device || subjectName(alert.subject)}{tr("：", ": ")}{alert.message}
        <small className="quiet measured">{tr("数据时间", "Data of")} {fullTime(alert.measured_at)}</small>
        {alert.caught_from && alert.caught_until ? <small className="quiet measured">{tr(`补判：平台 ${fullTime(alert.caught_from)} 至 ${fullTime(alert.caught_until)} 停判，恢复后发现`, `Found late: judging stood still from ${fullTime(alert.caught_from)} to ${fullTime(alert.caught_until)}`)}</small> : null}
      </Answer>
      <Desk page={page} />
      {alert.status === "closed" ? <Decision page={page} /> : null}
      {alert.verdict === "undecidable" ? <Undecidable alert={alert} /> : null}
      <div className="columns">
        <div className="column-main">
          <Family page={page} />
          <Findings page={page} />
          <Evidence evidence={page.evidence} />
          <Proof alertId={alert.id} />
          {page.chart ? <AlertCharts chart={page.chart} alert={alert} /> : null}
          <Revisions page={page} />
        </div>
        <div className="column-side">
          <About page={page} />
          <History page={page} />
          <Related alerts={page.related} />
        </div>
      </div>
    </div>
  );
}

function SizeBox({ alert, exact }: { alert: Row; exact: boolean }) {
  if (alert.verdict === "undecidable" || alert.estimate == null) return null;
  const range = interval(alert.low, alert.high, alert.unit);
  return (
    <div className="size-box">
      <b>{size(alert.estimate, alert.unit)}</b>
      <span className="quiet">{range ? tr(`95% 区间 ${range}`, `95% interval ${range}`) : exact ? tr("按恒等关系计算，无估计误差", "By an identity: no error of estimation") : tr("按记录直接计量", "Counted from the records")}</span>
    </div>
  );
}

function Undecidable({ alert }: { alert: Row }) {
  return (
    <Alert
      className="undecidable"
      type="info"
      showIcon
      title={tr("数据不足以判定", "Undecidable")}
      description={tr(
        `这不等于正常，也不等于异常。${alert.message} 补齐所缺数据后，平台会自动重新判定。`,
        `This is neither in order nor out of order. ${alert.message} Once the missing data come in, it is judged again by itself.`,
      )}
    />
  );
}

function Decision({ page: { alert, reason } }: { page: Page }) {
  const by = alert.closed ? tr(`${alert.closed.display_name} 于 ${fullTime(alert.closed.at)} 办结`, `Closed by ${alert.closed.display_name} at ${fullTime(alert.closed.at)}`) : tr("已办结", "Closed");
  return <Alert className="decision" type="success" showIcon title={tr(`结论：${outcomeWord(alert.outcome)}`, `Decision: ${outcomeWord(alert.outcome)}`)} description={<>{reason ? <div>{tr("理由：", "Reason: ")}{reason}</div> : null}<div className="quiet">{by}</div></>} />;
}

function About({ page }: { page: Page }) {
  const { alert, rule, revisions, evidence } = page;
  const latest = revisions.at(-1);
  const parameters = readable(evidence.parameters);
  const items: [string, React.ReactNode][] = [
    [tr("规则", "Rule"), <span>{alert.rule_name}<br /><span className="quiet code">{rule.code}</span></span>],
    [tr("依据", "Basis"), rule.basis],
    [tr("规则集版本", "Rule set"), latest?.rule_set ?? "—"],
    [tr("规则性质", "Kind of rule"), rule.kind === "exact" ? tr("恒等判定", "An identity") : tr("测量推断（带区间）", "Measured, with an interval")],
    [tr("含义", "Meaning"), verdictLook(alert.verdict).meaning],
    [tr("所指时段", "Time it speaks of"), <>{timeWithSeconds(alert.started_at)} {tr("至", "to")} {alert.ended_at ? timeWithSeconds(alert.ended_at) : tr("现在（持续中）", "now (going on)")}</>],
    [tr("发现时间", "Found at"), fullTime(alert.detected_at)],
    [tr("等级依据", "Ground of the colour"), page.basis || "—"],
    [tr("数据侧状态", "In the data"), FINDING_STATUS[alert.finding_status] ?? alert.finding_status],
    ...parameters.map(([name, value]): [string, React.ReactNode] => [tr(`参数：${fieldName(name)}`, `Parameter: ${fieldName(name)}`), fieldValue(name, value)]),
  ];
  return (
    <section className="block">
      <h2>{tr("规则与依据", "Rule and basis")}</h2>
      <Descriptions size="small" column={1} items={items.map(([label, children]) => ({ key: label, label, children }))} />
      <p className="quiet about-note">{tr("平台只说明数据反映的情况；是否属实由办理人核实后认定。", "The platform only says what the data show; whether it is so is decided by the person who verifies it.")}</p>
    </section>
  );
}

function History({ page }: { page: Page }) {
  const items = page.timeline.map(({ at, kind, title, text, display_name }) => ({ at, kind, title, detail: text, actor: display_name }));
  return (
    <section className="block">
      <h2>{tr("办理经过", "What was done")}</h2>
      {items.length ? <Timeline items={items} /> : <p className="quiet">{tr("还没有人处理。可先签收。", "Nobody has taken it in hand. Sign for it first.")}</p>}
    </section>
  );
}

type Revision = Schemas["RevisionOut"];

const REVISION_COLUMNS: TableProps<Revision>["columns"] = [
  { title: tr("版次", "Revision"), dataIndex: "revision", width: tr(56, 80), align: "right" },
  { title: tr("判定时间", "Judged at"), dataIndex: "detected_at", width: 130, align: "right", render: timeWithSeconds },
  { title: tr("状态", "State"), dataIndex: "status", width: 88, render: (status: string) => FINDING_STATUS[status] ?? status },
  { title: tr("结论", "Verdict"), dataIndex: "verdict", width: 120, render: (verdict: string) => <VerdictTag verdict={verdict} /> },
  { title: tr("大小", "Size"), key: "size", width: 130, align: "right", render: (_, r) => size(r.estimate, r.unit) },
  { title: tr("内容", "What it says"), key: "message", render: (_, { message, message_en }) => tr(message, message_en || message) },
];

function Revisions({ page: { revisions, alert } }: { page: Page }) {
  return (
    <section className="block">
      <h2>{tr("判定版次", "Revisions of the judgement")}</h2>
      <Table<Revision> size="small" rowKey="revision" columns={REVISION_COLUMNS} dataSource={revisions} pagination={false} scroll={{ x: 760 }} />
      <p className="quiet code">{tr("疑点编号", "Finding")} {alert.finding_id} · {tr("所用记录摘要", "digest of the records")} {revisions.at(-1)?.facts_digest ?? "—"}</p>
    </section>
  );
}

function Related({ alerts }: { alerts: Row[] }) {
  return (
    <section className="block">
      <h2>{tr("该站其他预警", "Other alerts of the station")}</h2>
      {alerts.length ? null : <p className="quiet">{tr("没有其他预警。", "No other alerts.")}</p>}
      <Lines alerts={alerts} />
    </section>
  );
}
