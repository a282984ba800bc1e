import { useQuery } from "@tanstack/react-query";
import { Segmented, Skeleton } from "antd";
import { useMemo } from "react";
import { Link } from "react-router";

import type { Schemas } from "@/api/client";
import * as queries from "@/api/queries";
import { DATA_ZOOM, timeAxis, valueAxis } from "@/charts/axes";
import { withGaps } from "@/charts/gaps";
import { Chart } from "@/charts/lines";
import { celsius, litres, millimetres } from "@/format/quantity";
import { chartTime, fromChartTime } from "@/format/time";
import { tr } from "@/lang";
import { LEVELS } from "@/states/alert";
import { productLook } from "@/states/fuel";
import { FetchedView, Nothing } from "@/ui/PageState";

type Series = Schemas["TankSeries"];
type AlertRow = Schemas["AlertRow"];

const WINDOWS = [
  { value: 24, label: tr("24 小时", "24 hours") },
  { value: 72, label: tr("3 天", "3 days") },
];
const LABELS_PER_WINDOW = 8;
const LONGEST_SILENCE_MS = 30 * 60_000;

interface TankCurveProps {
  station: string;
  tank: number;
  hours: number;
  alerts: AlertRow[];
  onHours: (hours: number) => void;
}

/** The level of one tank over the last hours, with the alerts that touch it. */
export function TankCurve({ station, tank, hours, alerts, onHours }: TankCurveProps) {
  const series = useQuery(queries.tankSeries(station, tank, hours));
  return (
    <section className="block">
      <div className="block-head">
        <h2>{tr(`${tank}号罐 存油曲线`, `Tank ${tank}: stock`)}</h2>
        <span className="curve-links">
          <Link to={`?open=tanks:${station}|${tank}`}>{tr("档案", "Register")}</Link>
          <Link to={`/stations/${station}/tanks/${tank}/chart`}>{tr("罐容表", "Tank chart")}</Link>
        </span>
        <Segmented options={WINDOWS} value={hours} onChange={onHours} aria-label={tr("时间范围", "Window")} />
      </div>
      <FetchedView query={series} loading={<Skeleton active paragraph={{ rows: 5 }} />}>
        {(data) => (data.points.length ? <Curve series={data} alerts={alerts} /> : <NoCurve hours={hours} />)}
      </FetchedView>
    </section>
  );
}

const NoCurve = ({ hours }: { hours: number }) => (
  <Nothing what={tr(`最近 ${hours} 小时没有液位读数`, `No level readings within ${hours} hours`)} how={tr("液位仪恢复上报后，曲线会出现在这里；也可以换一个时间范围", "The curve will stand here once the gauge reports again; or choose another window")} />
);

function Curve({ series, alerts }: { series: Series; alerts: AlertRow[] }) {
  const option = useMemo(() => curveOption(series, alerts), [series, alerts]);
  const look = productLook(series.product);
  return (
    <>
      <Chart option={option} height={280} label={tr(`${series.tank_id}号罐${look.name}存油量曲线，单位升，${series.points.length}个点`, `Stock of tank ${series.tank_id}, ${look.name}, in litres, ${series.points.length} points`)} />
      {series.thinned_to_s ? <p className="quiet chart-note">{tr(`为便于显示，按每 ${series.thinned_to_s} 秒一点抽稀；曲线中断处没有读数。`, `Thinned to a point every ${series.thinned_to_s} s; where the curve breaks off there are no readings.`)}</p> : null}
    </>
  );
}

function curveOption(series: Series, alerts: AlertRow[]) {
  const colour = productLook(series.product).colour;
  const longest = Math.max(LONGEST_SILENCE_MS, (series.thinned_to_s ?? 0) * 3_000);
  const data = withGaps(series.points, longest, (p) => [chartTime(p.at) ?? 0, p.volume_l ?? null]);
  const byTime = new Map(series.points.map((p) => [chartTime(p.at), p]));
  return {
    useUTC: true,
    aria: { enabled: true },
    grid: { left: 64, right: 72, top: 36, bottom: 48 },
    tooltip: {
      trigger: "axis",
      confine: true,
      formatter: ([hit]: { value: [number, number | null] }[]) => tip(hit?.value[0], byTime),
    },
    dataZoom: DATA_ZOOM,
    xAxis: timeAxis({ min: chartTime(series.from_at), max: chartTime(series.to_at) }),
    yAxis: valueAxis(tr("存油量（升）", "Stock (L)"), { min: 0, max: Math.ceil(Math.max(series.capacity_l, ...series.points.map((p) => p.volume_l ?? 0))) }),
    series: [
      {
        type: "line",
        name: tr("存油量", "Stock"),
        showSymbol: false,
        data,
        lineStyle: { color: colour, width: 2 },
        itemStyle: { color: colour },
        areaStyle: { color: colour, opacity: 0.12 },
        markLine: { symbol: "none", silent: true, data: [safeLine(series), ...alertLines(series, alerts)] },
      },
    ],
  };
}

function tip(at: number | undefined, points: Map<number | null, Series["points"][number]>): string {
  const point = at === undefined ? undefined : points.get(at);
  if (at === undefined || !point) return tr("没有读数", "no reading");
  const lines = [`<b>${fromChartTime(at)}</b>`, tr(`存油 ${litres(point.volume_l)} 升`, `Stock ${litres(point.volume_l)} L`), tr(`液高 ${millimetres(point.product_mm)}`, `Height ${millimetres(point.product_mm)}`)];
  return [...lines, tr(`水位 ${millimetres(point.water_mm)}`, `Water ${millimetres(point.water_mm)}`), tr(`油温 ${celsius(point.temp_c)}`, `Fuel ${celsius(point.temp_c)}`)].join("<br/>");
}

const safeLine = (series: Series) => ({
  yAxis: series.safe_fill_l,
  lineStyle: { color: "var(--grey)", type: "dashed" as const },
  label: { formatter: tr("安全容量", "Safe fill"), color: "var(--quiet)", position: "end" as const },
});

/** Alerts about this tank, or about the whole station, inside the window. */
function alertLines(series: Series, alerts: AlertRow[]) {
  const from = Date.parse(series.from_at);
  const mine = (alert: AlertRow) => !alert.subject.startsWith("tank:") || alert.subject === `tank:${series.tank_id}`;
  const shown = alerts.filter((alert) => mine(alert) && Date.parse(alert.started_at) >= from);
  const near = (Date.parse(series.to_at) - from) / LABELS_PER_WINDOW;
  return groups(shown, near).flatMap((group) => group.map((alert, i) => alertLine(alert, i === 0 ? labelOf(group) : "")));
}

function alertLine(alert: AlertRow, label: string) {
  const look = LEVELS[alert.colour];
  return {
    xAxis: chartTime(alert.started_at) ?? 0,
    lineStyle: { color: look.colour, type: "solid" as const, width: 1.5 },
    label: { formatter: label, color: look.ink, position: "end" as const, fontSize: 12 },
  };
}

/** Alerts too close together to be named one by one, gravest first. */
function groups(alerts: AlertRow[], near: number): AlertRow[][] {
  const sorted = [...alerts].sort((a, b) => Date.parse(a.started_at) - Date.parse(b.started_at));
  const made: AlertRow[][] = [];
  for (const alert of sorted) {
    const last = made.at(-1);
    const first = last?.[0];
    if (last && first && Date.parse(alert.started_at) - Date.parse(first.started_at) < near) last.push(alert);
    else made.push([alert]);
  }
  return made.map((group) => group.sort((a, b) => LEVELS[a.colour].rank - LEVELS[b.colour].rank));
}

function labelOf(group: AlertRow[]): string {
  const [first] = group;
  if (group.length === 1 && first) return `${LEVELS[first.colour].sign} ${first.rule_name}`;
  const signs = new Set(group.map((alert) => LEVELS[alert.colour].sign));
  return `${[...signs].join("")} ${group.length} ${tr("条预警", "alerts")}`;
}
