import { BarChart, LineChart, ScatterChart } from "echarts/charts";
import { AriaComponent, GeoComponent, GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { registerMap, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";

import type { Schemas } from "@/api/client";
import * as queries from "@/api/queries";
import { Chart } from "@/charts/Chart";
import { litresFromMl } from "@/format/quantity";
import { tr } from "@/lang";
import { sumOf } from "@/states/alert";

import { centresOf, type Outlines } from "./centres";
import { FAMILIES, FAMILY_LOOK, byFamily } from "./families";
import { countyLook, hoursOption, mapOption, trendOption, WALL_MAP } from "./options";
import { Figures, Panel } from "./Panel";

use([BarChart, LineChart, ScatterChart, AriaComponent, GeoComponent, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer]);

/** Thirty business days by product. */
export function Trend({ days, scale }: { days: readonly Schemas["TrendDay"][]; scale: number }) {
  const option = useMemo(() => trendOption(days, scale), [days, scale]);
  const title = tr("近30日销量", "Thirty days");
  const rows = [...days].reverse().map(({ day, products, total }) => {
    const sums = byFamily(products);
    return [day, ...FAMILIES.map((family) => litresFromMl(sums[family])), litresFromMl(total.volume_ml)];
  });
  const head = [tr("营业日", "Day"), ...FAMILIES.map((family) => FAMILY_LOOK[family].name), tr("合计（升）", "Total (L)")];
  return (
    <Panel area="trend" title={title} note={tr("北京时间营业日；末柱为今日至此刻", "business days; the last bar is today so far")} table={<Figures head={head} rows={rows} />}>
      <Chart option={option} label={title} ground="wall" />
    </Panel>
  );
}

/** Today hour by hour beside yesterday and a week ago. */
export function Hours({ hours, scale }: { hours: readonly Schemas["HourOut"][]; scale: number }) {
  const option = useMemo(() => hoursOption(hours, scale), [hours, scale]);
  const title = tr("分时销量", "Hour by hour");
  const head = [tr("时", "Hour"), tr("今日（升）", "Today (L)"), tr("昨日", "Yesterday"), tr("上周同日", "A week ago")];
  const rows = hours.map((h) => [h.hour, litresFromMl(h.today_ml), litresFromMl(h.yesterday_ml), litresFromMl(h.last_week_ml)]);
  return (
    <Panel area="hours" title={title} note={tr("北京时间", "Beijing time")} table={<Figures head={head} rows={rows} />}>
      <Chart option={option} label={title} ground="wall" />
    </Panel>
  );
}

/** The counties with their gravest open alert. */
export function CountyMap({ counties, scale }: { counties: readonly Schemas["CountyOut"][]; scale: number }) {
  const boundaries = useQuery(queries.cockpitBoundaries).data;
  const centres = useMemo(() => {
    if (!boundaries) return null;
    registerMap(WALL_MAP, boundaries.geojson as unknown as Parameters<typeof registerMap>[1]);
    return centresOf(boundaries.geojson as unknown as Outlines);
  }, [boundaries]);
  const option = useMemo(() => (centres ? mapOption(counties, centres, scale) : null), [counties, centres, scale]);
  const title = tr("县区态势", "Counties");
  const rows = counties.map((c) => [c.name, c.stations, c.down, sumOf(c.alerts), c.worst ? countyLook(c).word : "—"]);
  const head = [tr("县区", "County"), tr("站", "Stations"), tr("离线", "Offline"), tr("未办结预警", "Open alerts"), tr("最高级别", "Gravest")];
  return (
    <Panel area="map" title={title} note={boundaries?.note} table={<Figures head={head} rows={rows} />}>
      {option ? <Chart option={option} label={title} ground="wall" /> : null}
    </Panel>
  );
}
