import { tr } from "@/lang";
import { LEVELS } from "@/states/alert";
import { LINKS, OUT_OF_BUSINESS } from "@/states/station";
import { ShapeIcon } from "@/ui/StateSymbol";

import type { Layer } from "./mapOption";

/** What shapes and colours of the map mean. */
export function Legend({ layer }: { layer: Layer }) {
  const links = [...Object.values(LINKS), OUT_OF_BUSINESS];
  const levels = layer === "alerts" ? Object.values(LEVELS) : [];
  return (
    <ul className="legend" aria-label={tr("图例", "Legend")}>
      {levels.map((look) => <Sign key={look.word} {...look} size={16} />)}
      {levels.length ? <li className="legend-split">{tr("无预警", "No alerts")}</li> : null}
      {links.map((look) => <Sign key={look.word} {...look} size={levels.length ? 10 : 14} />)}
    </ul>
  );
}

type SignProps = Parameters<typeof ShapeIcon>[0] & { word: string };

function Sign({ word, ...icon }: SignProps) {
  return (
    <li className="legend-sign">
      <ShapeIcon shape={icon.shape} colour={icon.colour} size={icon.size} />
      <span>{word}</span>
    </li>
  );
}
