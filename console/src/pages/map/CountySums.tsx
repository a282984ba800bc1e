import { tr } from "@/lang";

import { SUM_TITLES, type CountySum } from "./sums";
import type { Layer } from "./layers";

interface CountySumsProps {
  sums: readonly CountySum[];
  layer: Layer;
  region: string | null;
  onRegion: (code: string | null) => void;
}

/** Each county's sum in the layer: one click goes into it, and back to the city. */
export function CountySums({ sums, layer, region, onRegion }: CountySumsProps) {
  if (!sums.length) return null;
  const shown = region ? sums.filter(({ code }) => code === region) : sums;
  return (
    <details className="county-sums" open={region !== null || undefined}>
      <summary>{tr(`各县区${SUM_TITLES[layer]}`, `${SUM_TITLES[layer]} by county`)}</summary>
      <table>
        <thead className="only-read"><tr><th scope="col">{tr("县区", "County")}</th><th scope="col">{tr("站数", "Stations")}</th><th scope="col">{SUM_TITLES[layer]}</th></tr></thead>
        <tbody>
          {shown.map(({ code, name, stations, words }) => (
            <tr key={code}>
              <th scope="row"><button type="button" onClick={() => onRegion(code === region ? null : code)}>{name}</button></th>
              <td>{tr(`${stations}站`, `${stations}`)}</td>
              <td>{words}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {region ? <button type="button" className="county-back" onClick={() => onRegion(null)}>{tr("← 返回全市", "← Whole city")}</button> : null}
    </details>
  );
}
