import { useMemo } from "react";

import type { Schemas } from "@/api/client";
import { DATA_ZOOM, timeAxis, valueAxis } from "@/charts/axes";
import { withGaps } from "@/charts/gaps";
import { Chart } from "@/charts/lines";
import { exactLitresFromMl, litres } from "@/format/quantity";
import { chartTime, fromChartTime } from "@/format/time";
import { productLook } from "@/states/fuel";

import { runningSums } from "./evidence";

type AlertChart = Schemas["AlertChart"];
type AlertRow = Schemas["AlertRow"];

const METERED = "#d4380d";
const RECORDED = "#1677ff";
const LONGEST_SILENCE_MS = 30 * 60_000;
const GRID = { left: 72, right: 76, top: 44, bottom: 44 };

/** Pictures of the time around a finding, its own interval shaded. */
export function AlertCharts({ chart, alert }: { chart: AlertChart; alert: AlertRow }) {
  const fuels = chart.fuellings.length > 1;
  const tank = chart.tank && chart.tank.points.length > 0 ? chart.tank : null;
  if (!fuels && !tank) return null;
  return (
    <section className="block" aria-label="图">
      <h2>前后经过</h2>
      {fuels ? <Sums chart={chart} alert={alert} /> : null}
      {tank ? <Levels tank={tank} alert={alert} chart={chart} /> : null}
      <p className="quiet">阴影为疑点所指的时段。按住 Ctrl 滚动鼠标可缩放。</p>
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
      legend: { top: 0, right: 0 },
      dataZoom: DATA_ZOOM,
      tooltip: { trigger: "axis", confine: true, formatter: sumTip },
      xAxis: timeAxis({ min: chartTime(chart.from_at), max: chartTime(chart.to_at) }),
      yAxis: valueAxis("自首条记录起累计（升）"),
      series: [
        { ...line("累计泵码走过", METERED, (s) => s.metered), markArea: shade(alert, chart) },
        line("加油记录合计", RECORDED, (s) => s.recorded),
      ],
    };
  }, [chart, alert]);
  return <Chart option={option} height={260} label="累计泵码走过的油量与加油记录合计，单位升；两线之间的距离是没有记录的油量" />;
}

function sumTip(hits: Hit[]): string {
  const [metered, recorded] = hits.map((hit) => hit.value[1] ?? 0);
  const lines = hits.map((hit) => `${hit.marker}${hit.seriesName} ${exactLitresFromMl((hit.value[1] ?? 0) * 1000)} 升`);
  const apart = metered !== undefined && recorded !== undefined ? [`相差 <b>${exactLitresFromMl((metered - recorded) * 1000)} 升</b>`] : [];
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
        formatter: ([hit]: Hit[]) => (hit ? `<b>${fromChartTime(hit.value[0])}</b><br/>存油 ${litres(hit.value[1])} 升` : ""),
      },
      xAxis: timeAxis({ min: chartTime(chart.from_at), max: chartTime(chart.to_at) }),
      yAxis: valueAxis(`${tank.tank_id}号罐 ${look.name} 存油量（升）`, { scale: true }),
      series: [
        {
          type: "line",
          name: "存油量",
          showSymbol: false,
          data: withGaps(tank.points, longest, (p) => [chartTime(p.at) ?? 0, p.volume_l ?? null]),
          lineStyle: { color: look.colour, width: 2 },
          itemStyle: { color: look.colour },
          markArea: shade(alert, chart),
        },
      ],
    };
  }, [tank, alert, chart, look]);
  return <Chart option={option} height={230} label={`${tank.tank_id}号罐存油量，单位升`} />;
}
