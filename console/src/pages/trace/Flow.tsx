import { ShapeIcon } from "@/ui/StateSymbol";
import type { Shape } from "@/states/shapes";

export interface Stream {
  name: string;
  size: number;
  shown: string;
  colour: string;
  shape: Shape;
}

/** A small flow picture: parts of one whole as a bar, each named beside its shape. */
export function Flow({ streams, label }: { streams: Stream[]; label: string }) {
  const whole = streams.reduce((sum, { size }) => sum + size, 0) || 1;
  const there = streams.filter(({ size }) => size > 0);
  return (
    <figure className="flow" role="group" aria-label={label}>
      <div className="flow-bar" aria-hidden="true">{there.map((one) => <span key={one.name} style={{ width: `${(100 * one.size) / whole}%`, background: one.colour }} />)}</div>
      <figcaption>{there.map((one) => <span key={one.name} className="state"><ShapeIcon shape={one.shape} colour={one.colour} /><span>{one.name} {one.shown}</span></span>)}</figcaption>
    </figure>
  );
}
