import type { EChartsCoreOption } from "echarts/core";

import { tr } from "@/lang";

export { urgency, type MapStation } from "./layers";

export const MAP_NAME = "city";
/** Degrees of longitude are shorter than degrees of latitude by about this at the latitude of eastern China. */
const ASPECT = 0.87;
const MARGIN = 24;
/** Room at the left for the legend, so that it covers no station; on a phone it stands below the map. */
const LEGEND_WIDTH = tr(150, 210);

/** The ECharts option of the ground; zoom and centre are left as the person put them. */
export function mapOption({ regionName, narrow }: { regionName: string | null; narrow: boolean }): EChartsCoreOption {
  return {
    animation: false,
    geo: {
      map: MAP_NAME,
      nameProperty: "name",
      roam: true,
      aspectScale: ASPECT,
      scaleLimit: { min: 0.8, max: 24 },
      top: 64,
      bottom: 56,
      left: narrow ? MARGIN : LEGEND_WIDTH,
      right: MARGIN,
      label: { show: true, color: "var(--map-name)", fontSize: 13 },
      itemStyle: { areaColor: "var(--map-area)", borderColor: "var(--map-edge)", borderWidth: 1.2 },
      emphasis: { disabled: true },
      select: { disabled: true },
      regions: regionName
        ? [{ name: regionName, itemStyle: { areaColor: "var(--map-area-chosen)", borderColor: "var(--blue)", borderWidth: 2 } }]
        : [],
    },
    series: [],
  };
}

/** A station's name without the ending that all of them share. */
export const shortName = (name: string): string => name.replace(/(示范)?加油站$/, "") || name;
