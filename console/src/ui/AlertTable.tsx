import { Badge, Grid, Table, type TableProps } from "antd";
import { Link } from "react-router";

import type { Schemas } from "@/api/client";
import { interval, size } from "@/format/quantity";
import { fullTime, time } from "@/format/time";
import { tr } from "@/lang";
import { ALERT_STATUS, outcomeWord } from "@/states/alert";
import { subjectName } from "@/states/fuel";
import { LevelSymbol } from "@/ui/StateSymbol";
import { VerdictTag } from "@/ui/VerdictTag";

export type AlertRow = Schemas["AlertRow"];

type Column = NonNullable<TableProps<AlertRow>["columns"]>[number];

const LEVEL: Column = { title: tr("级别", "Level"), dataIndex: "colour", width: 84, render: (colour: string) => <LevelSymbol level={colour} /> };

const RULE: Column = {
  title: tr("预警", "Alert"),
  key: "rule",
  width: 360,
  render: (_, alert) => (
    <>
      <Link className="row-link" to={`/alerts/${alert.id}`}>{alert.rule_name}</Link> <VerdictTag verdict={alert.verdict} />
      <div className="row-message">{alert.message}</div>
    </>
  ),
};

const STATION: Column = {
  title: tr("加油站", "Station"),
  key: "station",
  width: 220,
  render: (_, alert) => (
    <>
      <Link to={`/stations/${alert.station_id}`}>{alert.station_name}</Link>
      <div className="quiet">{alert.region_name} · {alert.device || subjectName(alert.subject)}</div>
    </>
  ),
};

const SIZE: Column = {
  title: tr("大小（95% 区间）", "Size (95% interval)"),
  key: "size",
  width: 140,
  align: "right",
  render: (_, alert) => <SizeCell alert={alert} />,
};

const OPENED: Column = {
  title: tr("发出 / 发生时间", "Raised / began"),
  key: "times",
  width: 122,
  align: "right",
  render: (_, alert) => (
    <>
      <time title={tr(`发出：${fullTime(alert.opened_at)} 北京时间`, `Raised: ${fullTime(alert.opened_at)} Beijing time`)}>{time(alert.opened_at)}</time>
      <div className="quiet"><time title={tr(`发生：${fullTime(alert.started_at)} 北京时间`, `Began: ${fullTime(alert.started_at)} Beijing time`)}>{time(alert.started_at)}</time></div>
    </>
  ),
};

const STATUS: Column = {
  title: tr("状态", "State"),
  key: "status",
  width: 150,
  render: (_, alert) => {
    const { word, badge } = ALERT_STATUS[alert.status];
    const who = alert.closed?.display_name ?? alert.signed?.display_name;
    return (
      <>
        <Badge status={badge} text={word} />
        {who ? <div className="quiet">{alert.outcome ? `${outcomeWord(alert.outcome)} · ` : ""}{who}</div> : null}
      </>
    );
  },
};

/** Everything in one column, for a phone. */
const TOGETHER: Column = {
  title: tr("预警", "Alert"),
  key: "together",
  render: (_, alert) => (
    <>
      <div className="together-head">
        <LevelSymbol level={alert.colour} />
        <Badge status={ALERT_STATUS[alert.status].badge} text={ALERT_STATUS[alert.status].word} />
        <time className="quiet">{time(alert.opened_at)}</time>
      </div>
      <Link className="row-link" to={`/alerts/${alert.id}`}>{alert.rule_name}</Link> <VerdictTag verdict={alert.verdict} />
      <div className="row-message">{alert.message}</div>
      <div className="quiet">{alert.station_name} · {alert.device || subjectName(alert.subject)}</div>
    </>
  ),
};

function SizeCell({ alert }: { alert: AlertRow }) {
  if (alert.verdict === "undecidable") return <span className="quiet">{tr("不能判定", "Cannot be judged")}</span>;
  const range = interval(alert.low, alert.high, alert.unit);
  return (
    <>
      <b>{size(alert.estimate, alert.unit)}</b>
      {range ? <div className="quiet">{range}</div> : null}
    </>
  );
}

type Props = Omit<TableProps<AlertRow>, "columns" | "rowKey" | "size"> & { withoutStation?: boolean };

/** The one table of alerts: in the list, on a station's page, beside an alert. */
export function AlertTable({ withoutStation, ...table }: Props) {
  const wide = Grid.useBreakpoint().md ?? true;
  if (!wide) return <Table<AlertRow> {...table} size="small" rowKey="id" columns={[TOGETHER]} showHeader={false} />;
  const columns = withoutStation ? [LEVEL, RULE, SIZE, OPENED, STATUS] : [LEVEL, RULE, STATION, SIZE, OPENED, STATUS];
  return <Table<AlertRow> {...table} size="small" rowKey="id" columns={columns} scroll={{ x: withoutStation ? 856 : 1076 }} />;
}
