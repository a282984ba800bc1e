import { decimal } from "@/format/quantity";
import { tr } from "@/lang";

const INK = "var(--quiet)";

/** A time axis in Asia/Shanghai; data comes through `chartTime`. */
export function timeAxis(extra: object = {}) {
  return {
    type: "time",
    name: tr("北京时间", "Beijing time"),
    nameLocation: "end",
    nameGap: 8,
    nameTextStyle: { color: INK, align: "right", verticalAlign: "top", padding: [26, 0, 0, 0] },
    axisLabel: { color: INK, hideOverlap: true, formatter: { day: "{MM}-{dd}", hour: "{HH}:{mm}", minute: "{HH}:{mm}" } },
    axisLine: { lineStyle: { color: "var(--line-strong)" } },
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
    splitLine: { lineStyle: { color: "var(--line)" } },
    ...extra,
  };
}

export const DATA_ZOOM = [{ type: "inside", zoomOnMouseWheel: "ctrl" }];
