import { tr } from "@/lang";
import { ShapeIcon } from "@/ui/StateSymbol";

import { signsOf, type View } from "./layers";

/** What shapes and colours of the layer mean; without colour the shapes and words still tell it. */
export function Legend({ view }: { view: View }) {
  return (
    <ul className="legend" aria-label={tr("图例", "Legend")}>
      {signsOf(view).map(({ look, size }) => (
        <li key={look.word} className="legend-sign">
          <ShapeIcon shape={look.shape} colour={look.colour} size={size} />
          <span>{look.word}</span>
        </li>
      ))}
    </ul>
  );
}
