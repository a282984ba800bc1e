import { useMemo } from "react";

import type { Schemas } from "@/api/client";
import { DATA_ZOOM, timeAxis, valueAxis } from "@/charts/axes";
import { withGaps } from "@/charts/gaps";
import { Chart } from "@/charts/lines";
import { exactLitresFromMl, litres } from "@/format/quantity";
import { chartTime, fromChartTime } from "@/format/time";
import { tr } from "@/lang";
import { productLook } from "@/states/fuel";

import { runningSums } from "./evidence";

type AlertChart = Schemas["AlertChart"];
type AlertRow = Schemas["AlertRow"];

const METERED = "var(--red)";
const RECORDED = "var(--blue)";
const LONGEST_SILENCE_MS = 30 * 60_000;
const GRID = { left: 72, right: 76, top: 44, bottom: 44 };

/** Pictures of the time around a finding, its own interval shaded. */
export function AlertCharts({ chart, alert }: { chart: AlertChart; alert: AlertRow }) {
  const fuels = chart.fuellings.length > 1;
  const tank = chart.tank && chart.tank.points.length > 0 ? chart.tank : null;
  if (!fuels && !tank) return null;
  return (
    <section className="block" aria-label={tr("图", "Picture")}>
      <h2>{tr("前后经过", "Before and after")}</h2>
      {fuels ? <Sums chart={chart} alert={alert} /> : null}
      {tank ? <Levels tank={tank} alert={alert} chart={chart} /> : null}
      <p className="quiet">{tr("阴影为疑点所指的时段。按住 Ctrl 滚动鼠标可缩放。", "The shade is the time the finding speaks of. Hold Ctrl and turn the wheel to zoom.")}</p>
    </section>
  );
}

function shade(alert: AlertRow, chart: AlertChart) {
  const from = chartTime(alert.started_at);
  const to = chartTime(alert.ended_at ?? chart.to_at);
  return { silent: true, itemStyle: { color: "rgba(212,56,13,0.10)" }, data: [[{ xAxis: from }, { xAxis: to }]] };
}

interface Hit {
  seriesName: string;
  marker: string;
  value: [number, number | null];
}

function Sums({ chart, alert }: { chart: AlertChart; alert: AlertRow }) {
  const option = useMemo(() => {
    const sums = runningSums(chart.fuellings);
    const line = (name: string, colour: string, pick: (s: (typeof sums)[number]) => number) => ({
      type: "line",
      name,
      step: "end",
      symbol: "circle",
      symbolSize: 6,
      showAllSymbol: true,
      lineStyle: { color: colour, width: 2 },
      itemStyle: { color: colour },
      data: sums.map((s) => [chartTime(s.at), pick(s) / 1000]),
    });
    return {
      useUTC: true,
      aria: { enabled: true },
      grid: GRID,
      legend: { top: 0, right: 0, textStyle: { color: "var(--ink)" } },
      dataZoom: DATA_ZOOM,
      tooltip: { trigger: "axis", confine: true, formatter: sumTip },
      xAxis: timeAxis({ min: chartTime(chart.from_at), max: chartTime(chart.to_at) }),
      yAxis: valueAxis(tr("自首条记录起累计（升）", "Since the first record (L)")),
      series: [
        { ...line(tr("累计泵码走过", "Through the meter"), METERED, (s) => s.metered), markArea: shade(alert, chart) },
        line(tr("加油记录合计", "Recorded in all"), RECORDED, (s) => s.recorded),
      ],
    };
  }, [chart, alert]);
  return <Chart option={option} height={260} label={tr("累计泵码走过的油量与加油记录合计，单位升；两线之间的距离是没有记录的油量", "Litres through the meter and litres recorded; the distance between the lines is what has no record")} />;
}

function sumTip(hits: Hit[]): string {
  const [metered, recorded] = hits.map((hit) => hit.value[1] ?? 0);
  const lines = hits.map((hit) => `${hit.marker}${hit.seriesName} ${exactLitresFromMl((hit.value[1] ?? 0) * 1000)} ${tr("升", "L")}`);
  const apart = metered !== undefined && recorded !== undefined ? [tr(`相差 <b>${exactLitresFromMl((metered - recorded) * 1000)} 升</b>`, `Difference <b>${exactLitresFromMl((metered - recorded) * 1000)} L</b>`)] : [];
  return [`<b>${fromChartTime(hits[0]?.value[0] ?? 0)}</b>`, ...lines, ...apart].join("<br/>");
}

function Levels({ tank, alert, chart }: { tank: NonNullable<AlertChart["tank"]>; alert: AlertRow; chart: AlertChart }) {
  const look = productLook(tank.product);
  const option = useMemo(() => {
    const longest = Math.max(LONGEST_SILENCE_MS, (tank.thinned_to_s ?? 0) * 3_000);
    return {
      useUTC: true,
      aria: { enabled: true },
      grid: GRID,
      dataZoom: DATA_ZOOM,
      tooltip: {
        trigger: "axis",
        confine: true,
        formatter: ([hit]: Hit[]) => (hit ? `<b>${fromChartTime(hit.value[0])}</b><br/>${tr(`存油 ${litres(hit.value[1])} 升`, `Stock ${litres(hit.value[1])} L`)}` : ""),
      },
      xAxis: timeAxis({ min: chartTime(chart.from_at), max: chartTime(chart.to_at) }),
      yAxis: valueAxis(tr(`${tank.tank_id}号罐 ${look.name} 存油量（升）`, `Tank ${tank.tank_id}, ${look.name}: stock (L)`), { scale: true }),
      series: [
        {
          type: "line",
          name: tr("存油量", "Stock"),
          showSymbol: false,
          data: withGaps(tank.points, longest, (p) => [chartTime(p.at) ?? 0, p.volume_l ?? null]),
          lineStyle: { color: look.colour, width: 2 },
          itemStyle: { color: look.colour },
          markArea: shade(alert, chart),
        },
      ],
    };
  }, [tank, alert, chart, look]);
  return <Chart option={option} height={230} label={tr(`${tank.tank_id}号罐存油量，单位升`, `Stock of tank ${tank.tank_id} in litres`)} />;
}
