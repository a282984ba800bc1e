import { decimal } from "@/format/quantity";

const INK = "#5b6b7d";

/** A time axis in Asia/Shanghai; data comes through `chartTime`. */
export function timeAxis(extra: object = {}) {
  return {
    type: "time",
    name: "北京时间",
    nameLocation: "end",
    nameGap: 8,
    nameTextStyle: { color: INK, align: "right", verticalAlign: "top", padding: [26, 0, 0, 0] },
    axisLabel: { color: INK, hideOverlap: true, formatter: { day: "{MM}-{dd}", hour: "{HH}:{mm}", minute: "{HH}:{mm}" } },
    axisLine: { lineStyle: { color: "#c3ccd6" } },
    splitLine: { show: false },
    ...extra,
  };
}

/** A value axis that names its unit. */
export function valueAxis(name: string, extra: object = {}) {
  return {
    type: "value",
    name,
    nameTextStyle: { color: INK, align: "left" },
    axisLabel: { color: INK, formatter: (value: number) => decimal(value) },
    splitLine: { lineStyle: { color: "#eaeef3" } },
    ...extra,
  };
}

export const DATA_ZOOM = [{ type: "inside", zoomOnMouseWheel: "ctrl" }];
