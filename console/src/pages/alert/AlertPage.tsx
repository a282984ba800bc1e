import { useQuery } from "@tanstack/react-query";
import { Alert, Badge, Descriptions, Table, Timeline, type TableProps } from "antd";
import { Link, useParams } from "react-router";

import type { Schemas } from "@/api/client";
import * as queries from "@/api/queries";
import { interval, size } from "@/format/quantity";
import { fullTime, time, timeWithSeconds } from "@/format/time";
import { ALERT_STATUS, FINDING_STATUS, outcomeWord, verdictLook } from "@/states/alert";
import { subjectName } from "@/states/fuel";
import { Answer } from "@/ui/Answer";
import { FetchedView, PageLoading } from "@/ui/PageState";
import { LevelSymbol } from "@/ui/StateSymbol";
import { VerdictTag } from "@/ui/VerdictTag";
import { useTitle } from "@/ui/useTitle";

import { Actions } from "./Actions";
import { AlertCharts } from "./AlertCharts";
import { Evidence } from "./Evidence";
import { fieldName, fieldValue, readable } from "./fields";

type Page = Schemas["AlertPage"];
type Row = Schemas["AlertRow"];

export default function AlertPage() {
  const { alertId = "" } = useParams();
  const query = useQuery(queries.alert(Number(alertId)));
  useTitle(query.data ? `${query.data.rule.name} · ${query.data.alert.station_name}` : "预警");
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
      <nav className="crumbs" aria-label="位置"><Link to="/alerts">预警</Link> / <span>第 {alert.id} 号</span></nav>
      <div className="page-head">
        <LevelSymbol level={alert.colour} />
        <h1>{page.rule.name}</h1>
        <VerdictTag verdict={alert.verdict} />
        <Badge status={ALERT_STATUS[alert.status].badge} text={ALERT_STATUS[alert.status].word} />
        <Actions alert={alert} />
      </div>
      <Answer aside={<SizeBox alert={alert} exact={page.rule.kind === "exact"} />}>
        <Link to={`/stations/${alert.station_id}`}>{alert.station_name}</Link>{subjectName(alert.subject)}：{alert.message}
      </Answer>
      {alert.status === "closed" ? <Decision page={page} /> : null}
      {alert.verdict === "undecidable" ? <Undecidable alert={alert} /> : null}
      <div className="columns">
        <div className="column-main">
          <Evidence evidence={page.evidence} />
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
      <span className="quiet">{range ? `95% 区间 ${range}` : exact ? "按恒等关系计算，无估计误差" : "按记录直接计量"}</span>
    </div>
  );
}

function Undecidable({ alert }: { alert: Row }) {
  return (
    <Alert
      className="undecidable"
      type="info"
      showIcon
      title="数据不足以判定"
      description={`这不等于正常，也不等于异常。${alert.message} 补齐所缺数据后，平台会自动重新判定。`}
    />
  );
}

function Decision({ page: { alert, reason } }: { page: Page }) {
  const by = alert.closed ? `${alert.closed.display_name} 于 ${fullTime(alert.closed.at)} 办结` : "已办结";
  return <Alert className="decision" type="success" showIcon title={`结论：${outcomeWord(alert.outcome)}`} description={<>{reason ? <div>理由：{reason}</div> : null}<div className="quiet">{by}</div></>} />;
}

function About({ page: { alert, rule, revisions, evidence } }: { page: Page }) {
  const latest = revisions.at(-1);
  const parameters = readable(evidence.parameters);
  const items: [string, React.ReactNode][] = [
    ["规则", <span>{rule.name}<br /><span className="quiet code">{rule.code}</span></span>],
    ["依据", rule.basis],
    ["规则集版本", latest?.rule_set ?? "—"],
    ["规则性质", rule.kind === "exact" ? "恒等判定" : "测量推断（带区间）"],
    ["含义", verdictLook(alert.verdict).meaning],
    ["所指时段", <>{timeWithSeconds(alert.started_at)} 至 {alert.ended_at ? timeWithSeconds(alert.ended_at) : "现在（持续中）"}</>],
    ["发现时间", fullTime(alert.detected_at)],
    ["数据侧状态", FINDING_STATUS[alert.finding_status] ?? alert.finding_status],
    ...parameters.map(([name, value]): [string, React.ReactNode] => [`参数：${fieldName(name)}`, fieldValue(name, value)]),
  ];
  return (
    <section className="block">
      <h2>规则与依据</h2>
      <Descriptions size="small" column={1} items={items.map(([label, children]) => ({ key: label, label, children }))} />
      <p className="quiet about-note">平台只说明数据反映的情况；是否属实由办理人核实后认定。</p>
    </section>
  );
}

function History({ page }: { page: Page }) {
  const items = page.timeline.map((item, i) => ({
    key: i,
    color: item.kind.includes("close") ? "green" : "blue",
    content: (
      <>
        <b>{item.title}</b>{item.display_name ? <> · {item.display_name}</> : null}
        <div className="quiet">{fullTime(item.at)}</div>
        {item.text ? <div className="timeline-text">{item.text}</div> : null}
      </>
    ),
  }));
  return (
    <section className="block">
      <h2>办理经过</h2>
      {items.length ? <Timeline items={items} /> : <p className="quiet">还没有人处理。可先签收。</p>}
    </section>
  );
}

type Revision = Schemas["RevisionOut"];

const REVISION_COLUMNS: TableProps<Revision>["columns"] = [
  { title: "版次", dataIndex: "revision", width: 56, align: "right" },
  { title: "判定时间", dataIndex: "detected_at", width: 130, align: "right", render: timeWithSeconds },
  { title: "状态", dataIndex: "status", width: 88, render: (status: string) => FINDING_STATUS[status] ?? status },
  { title: "结论", dataIndex: "verdict", width: 120, render: (verdict: string) => <VerdictTag verdict={verdict} /> },
  { title: "大小", key: "size", width: 130, align: "right", render: (_, r) => size(r.estimate, r.unit) },
  { title: "内容", dataIndex: "message" },
];

function Revisions({ page: { revisions, alert } }: { page: Page }) {
  return (
    <section className="block">
      <h2>判定版次</h2>
      <Table<Revision> size="small" rowKey="revision" columns={REVISION_COLUMNS} dataSource={revisions} pagination={false} scroll={{ x: 760 }} />
      <p className="quiet code">疑点编号 {alert.finding_id} · 所用记录摘要 {revisions.at(-1)?.facts_digest ?? "—"}</p>
    </section>
  );
}

function Related({ alerts }: { alerts: Row[] }) {
  return (
    <section className="block">
      <h2>该站其他预警</h2>
      {alerts.length ? null : <p className="quiet">没有其他预警。</p>}
      <ul className="alert-lines">
        {alerts.map((alert) => (
          <li key={alert.id}>
            <Link to={`/alerts/${alert.id}`}>
              <LevelSymbol level={alert.colour} /> <b>{alert.rule_name}</b>
              <span>{alert.message}</span>
              <small>{time(alert.opened_at)} · {ALERT_STATUS[alert.status].word}</small>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
