import { useState } from "react";

import type { Schemas } from "@/api/client";
import { count, litresFromMl, yuanFromFen } from "@/format/quantity";
import { tr } from "@/lang";
import { productLook } from "@/states/fuel";

import { Panel } from "./Panel";
import { pricePerLitre } from "./Totals";

type ProductSum = Schemas["ProductSum"];
type RankRow = Schemas["RankRow"];
type Ranking = Schemas["RankingOut"];

const share = (part: number, whole: number): string => `${whole > 0 ? (100 * part) / whole : 0}%`;

/** Today by product: litres, yuan, average price. */
export function Products({ products }: { products: readonly ProductSum[] }) {
  const most = Math.max(0, ...products.map((product) => product.volume_ml));
  return (
    <Panel area="products" title={tr("今日分油品", "Today by product")}>
      <table className="wall-products">
        <thead><tr><th>{tr("油品", "Product")}</th><th>{tr("升", "L")}</th><th>{tr("元", "CNY")}</th><th>{tr("均价 元/升", "CNY/L")}</th></tr></thead>
        <tbody>
          {products.map((product) => {
            const look = productLook(product.product);
            return (
              <tr key={product.product}>
                <th scope="row"><i className="wall-swatch" style={{ background: look.colour }} aria-hidden="true" />{product.product ? look.name : tr("未登记油枪", "Nozzle not registered")}</th>
                <td className="wall-bar"><i style={{ width: share(product.volume_ml, most), background: look.colour }} aria-hidden="true" /><span>{litresFromMl(product.volume_ml)}</span></td>
                <td>{yuanFromFen(product.amount_fen)}</td>
                <td>{pricePerLitre(product.fen_per_litre)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {products.length ? null : <p className="wall-empty">{tr("今日还没有销售记录到达", "No sales of today have arrived yet")}</p>}
    </Panel>
  );
}

type Kind = "counties" | "groups" | "stations";

const KINDS: Record<Kind, string> = {
  counties: tr("县区", "Counties"),
  groups: tr("企业", "Groups"),
  stations: tr("站点", "Stations"),
};
const SHOWN = 13;
/** A list as short as this leaves room for another one below it. */
const SHORT = 6;

/** Today's litres by county, group, and, where permitted, station. */
export function RankingPanel({ ranking }: { ranking: Ranking }) {
  const [kind, setKind] = useState<Kind>("counties");
  const kinds = (Object.keys(KINDS) as Kind[]).filter((one) => ranking[one] !== null);
  const rows = ranking[kind] ?? [];
  const below = kind === "counties" && rows.length <= SHORT ? ranking.groups.slice(0, SHORT) : [];
  const choice = (
    <span className="wall-choice" role="group" aria-label={tr("排行对象", "Ranking of")}>
      {kinds.map((one) => <button type="button" key={one} aria-pressed={one === kind} onClick={() => setKind(one)}>{KINDS[one]}</button>)}
    </span>
  );
  return (
    <Panel area="ranking" title={tr("今日销量排行（升）", "Litres today")} note={choice}>
      <Rows rows={rows.slice(0, SHOWN)} single={kind === "stations"} />
      {below.length ? <><h3 className="wall-below">{KINDS.groups}</h3><Rows rows={below} single={false} /></> : null}
      {rows.length ? null : <p className="wall-empty">{tr("今日还没有销售记录到达", "No sales of today have arrived yet")}</p>}
    </Panel>
  );
}

function Rows({ rows, single }: { rows: readonly RankRow[]; single: boolean }) {
  const most = Math.max(0, ...rows.map((row) => row.sales.volume_ml));
  return (
    <ol className="wall-ranking">
      {rows.map((row, place) => <Row key={row.merged ? "merged" : row.code} row={row} place={place + 1} most={most} single={single} />)}
    </ol>
  );
}

function Row({ row, place, most, single }: { row: RankRow; place: number; most: number; single: boolean }) {
  return (
    <li>
      <b>{row.merged ? "…" : place}</b>
      <span className="wall-who">{row.name}{single ? null : <small> {count(row.stations)}{tr("站", " stations")}</small>}</span>
      <span className="wall-track"><i style={{ width: share(row.sales.volume_ml, most) }} aria-hidden="true" /></span>
      <em>{litresFromMl(row.sales.volume_ml)}</em>
    </li>
  );
}
