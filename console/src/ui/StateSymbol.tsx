import { Tooltip } from "antd";

import { levelLook, type Look } from "@/states/alert";
import { linkLook } from "@/states/station";
import { SHAPES, type Shape } from "@/states/shapes";

/** A state's shape in its colour; always stands beside its word or carries it as a label. */
export function ShapeIcon({ shape, colour, size = 14 }: { shape: Shape; colour: string; size?: number }) {
  return (
    <svg className="shape" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">
      <path d={SHAPES[shape]} fill={colour} fillRule="evenodd" />
    </svg>
  );
}

/** Shape and word of a state. */
export function StateSymbol({ look, title }: { look: Look; title?: string }) {
  const body = (
    <span className="state">
      <ShapeIcon shape={look.shape} colour={look.colour} />
      <span style={{ color: look.ink }}>{look.word}</span>
    </span>
  );
  return title ? <Tooltip title={title}>{body}</Tooltip> : body;
}

export const LevelSymbol = ({ level }: { level: string | null }) => <StateSymbol look={levelLook(level)} />;

export function LinkSymbol({ link }: { link: string }) {
  const look = linkLook(link);
  return <StateSymbol look={look} title={look.meaning} />;
}
