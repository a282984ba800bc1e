import { init, type ECharts, type EChartsCoreOption } from "echarts/core";
import { useEffect, useRef } from "react";

interface ChartProps {
  option: EChartsCoreOption;
  /** What the picture shows, for those who cannot see it. */
  label: string;
  height?: number | string;
  className?: string;
  onReady?: (chart: ECharts) => void;
}

/** An ECharts picture that follows its box and its option. */
export function Chart({ option, label, height = "100%", className, onReady }: ChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<ECharts | null>(null);
  const ready = useRef(onReady);
  ready.current = onReady;

  useEffect(() => {
    if (!box.current) return;
    const made = init(box.current, undefined, { locale: "ZH" });
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
    chart.current?.setOption(option, { replaceMerge: ["series"] });
  }, [option]);

  return <div ref={box} role="img" aria-label={label} className={className} style={{ width: "100%", height }} />;
}
