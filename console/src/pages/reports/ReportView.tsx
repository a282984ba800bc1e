import { Alert, Descriptions, Table, type TableProps } from "antd";
import type { ReactNode } from "react";

import type { Report, ReportRow } from "@/api/reports";
import { count, litresFromMl, percent, yuanFromFen } from "@/format/quantity";
import { fullTime } from "@/format/time";
import { tr } from "@/lang";
import { Answer } from "@/ui/Answer";

import { PointsChart } from "./PointsChart";
import { RowsChart } from "./RowsChart";
import { change } from "./words";

interface Props {
  report: Report;
  /** How a row's name is shown: as a way further down. */
  name: (row: ReportRow) => ReactNode;
}

/** A report: the answer, what it rests on, the picture, the rows. */
export function ReportView({ report, name }: Props) {
  const missing = report.basis.missing_days;
  return (
    <>
      <Answer>{report.sentence}</Answer>
      {missing || !report.basis.whole ? (
        <Alert
          className="block"
          type="info"
          showIcon
          title={report.basis.whole ? tr(`缺 ${count(missing)} 站日数据，合计数只含已收到的数据。`, `${count(missing)} station-days are missing; the sums hold what has come.`) : tr(`期间尚未结束，缺 ${count(missing)} 站日数据。`, `The period is not over; ${count(missing)} station-days are missing.`)}
        />
      ) : null}
      <section className="block"><h2>{tr("数据依据", "What it rests on")}</h2><Basis report={report} /></section>
      <section className="block"><h2>{tr("销售走势", "Sales over the period")}</h2><PointsChart points={report.points} /></section>
      {report.rows.length > 1 ? <section className="block"><h2>{tr("各行销售（千升，常温）", "Sold by row (thousand L, ambient)")}</h2><RowsChart rows={report.rows} /></section> : null}
      <section className="block">
        <h2>{tr("明细", "Rows")}</h2>
        <Table<ReportRow> size="small" rowKey="code" columns={columnsOf(report, name)} dataSource={report.rows} pagination={report.rows.length > 100 ? { pageSize: 100 } : false} scroll={{ x: 1500 }} summary={() => <Total report={report} />} />
      </section>
    </>
  );
}

function Basis({ report }: { report: Report }) {
  const { basis, tax, matching } = report;
  const items = [
    { key: "at", label: tr("数据时间", "Data of"), children: basis.data_at ? fullTime(basis.data_at) : "—" },
    { key: "stations", label: tr("上报加油站", "Stations reporting"), children: tr(`${count(basis.stations)} 站中 ${count(basis.reporting)} 站`, `${count(basis.reporting)} of ${count(basis.stations)}`) },
    { key: "days", label: tr("缺数站日", "Station-days missing"), children: tr(`${count(basis.station_days)} 站日中缺 ${count(basis.missing_days)}`, `${count(basis.missing_days)} of ${count(basis.station_days)}`) },
    { key: "closed", label: tr("已月结", "Closed"), children: tr(`${count(basis.station_months)} 站月中 ${count(basis.closed_months)}`, `${count(basis.closed_months)} of ${count(basis.station_months)} station-months`) },
    { key: "late", label: tr("迟到数据待计算", "Late data waiting"), children: tr(`${count(basis.waiting_days)} 站日`, `${count(basis.waiting_days)} station-days`) },
    { key: "online", label: tr("在线率", "Online rate"), children: percent(report.online_rate) },
    { key: "alerts", label: tr("预警", "Alerts"), children: tr(`${count(report.alerts)} 件，未办结 ${count(report.alerts_open)} 件`, `${count(report.alerts)}, ${count(report.alerts_open)} open`) },
    ...(matching ? [{ key: "papers", label: tr("单据核对待办", "Papers to check"), children: count(matching.todo) }] : []),
    ...(tax ? [{ key: "tax", label: tr("税务比对待核查（常温）", "Tax: litres open (ambient)"), children: tr(`${litresFromMl(tax.open_ml)} 升，税款差异估计 ${yuanFromFen(tax.gap_fen)} 元`, `${litresFromMl(tax.open_ml)} L, ${yuanFromFen(tax.gap_fen)} yuan`) }] : []),
  ];
  return <Descriptions size="small" bordered column={{ xs: 1, md: 2, xl: 3 }} items={items} />;
}

type Columns = NonNullable<TableProps<ReportRow>["columns"]>;
type Shown = [string, string, (figures: ReportRow["figures"], report: Report) => string];

const FIGURES: Shown[] = [
  ["sales", tr("销售（常温，升）", "Sold (ambient, L)"), (one) => litresFromMl(one.sales_ml)],
  ["amount", tr("金额（元）", "Yuan"), (one) => yuanFromFen(one.amount_fen)],
  ["share", tr("占比", "Share"), (one, report) => percent(report.total.sales_ml ? one.sales_ml / report.total.sales_ml : null)],
  ["before", tr("环比", "On the period before"), (one) => change(one.sales_ml, one.before_sales_ml)],
  ["year", tr("同比", "On the year before"), (one) => change(one.sales_ml, one.year_before_sales_ml)],
  ["bought", tr("单据购进（20℃，升）", "Documents (20 °C, L)"), (one) => litresFromMl(one.documents20_ml)],
  ["opening", tr("期初（20℃，升）", "Opening (20 °C, L)"), (one) => litresFromMl(one.opening20_ml)],
  ["closing", tr("期末（20℃，升）", "Closing (20 °C, L)"), (one) => litresFromMl(one.closing20_ml)],
  ["variance", tr("损溢（20℃，升）", "Variance (20 °C, L)"), (one) => litresFromMl(one.variance20_ml)],
];

function columnsOf(report: Report, name: Props["name"]): Columns {
  return [
    { key: "name", title: tr("名称", "Name"), width: 200, fixed: "left", render: (_, row) => name(row) },
    ...FIGURES.map(([key, title, show]) => ({ key, title, width: 120, align: "right" as const, render: (_: unknown, row: ReportRow) => show(row.figures, report) })),
    { key: "alerts", title: tr("预警", "Alerts"), width: 80, align: "right", render: (_, row) => count(row.alerts) },
    { key: "look", title: tr("需核查站数", "Need a look"), width: 110, align: "right", render: (_, row) => count(row.need_look) },
  ];
}

function Total({ report }: { report: Report }) {
  return (
    <Table.Summary.Row>
      <Table.Summary.Cell index={0}><b>{tr("合计", "Total")}</b></Table.Summary.Cell>
      {FIGURES.map(([key, , show], place) => <Table.Summary.Cell key={key} index={place + 1} align="right"><b>{show(report.total, report)}</b></Table.Summary.Cell>)}
      <Table.Summary.Cell index={FIGURES.length + 1} align="right"><b>{count(report.alerts)}</b></Table.Summary.Cell>
      <Table.Summary.Cell index={FIGURES.length + 2} align="right"><b>{count(report.rows.reduce((sum, row) => sum + row.need_look, 0))}</b></Table.Summary.Cell>
    </Table.Summary.Row>
  );
}
