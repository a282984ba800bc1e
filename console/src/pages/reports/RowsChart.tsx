import { useMemo } from "react";

import type { ReportRow } from "@/api/reports";
import { valueAxis } from "@/charts/axes";
import { Chart } from "@/charts/lines";
import { decimal, litresFromMl } from "@/format/quantity";
import { tr } from "@/lang";

const MOST = 12;
const ROW_PX = 26;
const FRAME_PX = 56;

/** The rows with the most sales, the first one on top, ambient. */
export function RowsChart({ rows }: { rows: readonly ReportRow[] }) {
  const shown = useMemo(() => rows.slice(0, MOST), [rows]);
  const option = useMemo(() => optionOf(shown), [shown]);
  return <Chart option={option} height={FRAME_PX + ROW_PX * shown.length} label={tr("各行销售，单位千升（常温），数值见下表", "Sold by row, thousand litres (ambient); the table below has the figures")} />;
}

function optionOf(rows: readonly ReportRow[]) {
  return {
    grid: { left: 8, right: 72, top: 8, bottom: 8, containLabel: true },
    tooltip: { trigger: "axis", confine: true, formatter: (hits: { dataIndex: number }[]) => tip(rows[hits[0]?.dataIndex ?? -1]) },
    xAxis: valueAxis("", { axisLabel: { color: "var(--quiet)", hideOverlap: true, formatter: (value: number) => decimal(value, 1) } }),
    yAxis: { type: "category", inverse: true, data: rows.map((row) => row.name), axisTick: { show: false }, axisLabel: { color: "var(--quiet)", width: 110, overflow: "truncate" }, axisLine: { lineStyle: { color: "var(--line-strong)" } } },
    series: [{ type: "bar", barMaxWidth: 16, data: rows.map((row) => row.figures.sales_ml / 1_000_000), itemStyle: { color: "var(--blue)" } }],
  };
}

function tip(row: ReportRow | undefined): string {
  return row ? tr(`${row.name} ${litresFromMl(row.figures.sales_ml)} 升`, `${row.name} ${litresFromMl(row.figures.sales_ml)} L`) : "";
}
