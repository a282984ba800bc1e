import { init, type ECharts, type EChartsCoreOption } from "echarts/core";
import { useEffect, useRef } from "react";

import { useShade } from "@/app/appearance";
import { tr } from "@/lang";

import { coloursAt, withColours } from "./colours";

interface ChartProps {
  /** Colours may be `var(--name)`: they follow light and dark. */
  option: EChartsCoreOption;
  /** What the picture shows, for those who cannot see it. */
  label: string;
  height?: number | string;
  className?: string;
  /** Says that the ground the picture stands on changed its colours by itself. */
  ground?: string;
  onReady?: (chart: ECharts) => void;
}

/** An ECharts picture that follows its box, its option and the page's colours. */
export function Chart({ option, label, height = "100%", className, ground, onReady }: ChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<ECharts | null>(null);
  const ready = useRef(onReady);
  const shade = useShade();
  ready.current = onReady;

  useEffect(() => {
    if (!box.current) return;
    const made = init(box.current, undefined, { locale: tr("ZH", "EN") });
    chart.current = made;
    ready.current?.(made);
    const watcher = new ResizeObserver(() => made.resize());
    watcher.observe(box.current);
    return () => {
      watcher.disconnect();
      made.dispose();
      chart.current = null;
    };
  }, []);
  useEffect(() => {
    if (!box.current) return;
    const textStyle = { color: "var(--ink)" };
    chart.current?.setOption(withColours({ textStyle, ...option, tooltip: tooltipOf(option) }, coloursAt(box.current)), { replaceMerge: ["series"] });
  }, [option, shade, ground]);

  return <div ref={box} role="img" aria-label={label} className={className} style={{ width: "100%", height }} />;
}

const TOOLTIP = { backgroundColor: "var(--raised)", borderColor: "var(--line-strong)", textStyle: { color: "var(--ink)" } };

function tooltipOf({ tooltip }: EChartsCoreOption): object | undefined {
  return tooltip && !Array.isArray(tooltip) ? { ...TOOLTIP, ...tooltip } : undefined;
}
