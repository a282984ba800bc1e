import { tr } from "@/lang";

import { permille } from "./figures";

interface ForestProps {
  at: number;
  low: number;
  high: number;
  widest: number;
  marked: boolean;
}

const WIDTH = 200;

/** One line of a forest chart: an interval around its estimate, nothing in the middle. */
export function Forest({ at, low, high, widest, marked }: ForestProps) {
  const x = (value: number): number => Math.max(2, Math.min(WIDTH - 2, (value / widest / 2 + 0.5) * WIDTH));
  const colour = marked ? "var(--orange)" : "var(--quiet)";
  return (
    <svg width={WIDTH} height={18} role="img" aria-label={tr(`${permille(low)} 到 ${permille(high)}`, `${permille(low)} to ${permille(high)}`)}>
      <line x1={WIDTH / 2} x2={WIDTH / 2} y1={0} y2={18} stroke="var(--line-strong)" strokeDasharray="2 2" />
      <line x1={x(low)} x2={x(high)} y1={9} y2={9} stroke={colour} strokeWidth={2} />
      {marked ? <path d={`M${x(at)} 3 L${x(at) + 6} 14 H${x(at) - 6} Z`} fill={colour} /> : <circle cx={x(at)} cy={9} r={4} fill={colour} />}
    </svg>
  );
}
