import type { Schemas } from "@/api/client";
import { count, decimal, litresFromMl, yuanFromFen } from "@/format/quantity";
import { clock } from "@/format/time";
import { tr } from "@/lang";

import { changeOf } from "./freshness";

type CockpitOut = Schemas["CockpitOut"];

/** Yuan per litre from fen per litre. */
export const pricePerLitre = (fen: number | null): string => decimal(fen === null ? null : fen / 100, 2);

/** Today and the month to date in the figures that are read from across the room. */
export function Totals({ data: { today, month } }: { data: CockpitOut }) {
  return (
    <section className="wall-totals" aria-label={tr("今日与本月", "Today and this month")}>
      <div className="wall-total wall-total-first">
        <h2>{tr("今日销量", "Sold today")}</h2>
        <p><b>{litresFromMl(today.total.volume_ml)}</b> <i>{tr("升", "L")}</i></p>
        <div className="wall-changes">
          <Change label={tr("较昨日同时", "Yesterday by now")} now={today.total.volume_ml} before={today.yesterday.sales.volume_ml} until={today.yesterday.until} />
          <Change label={tr("较上周同日同时", "A week ago by now")} now={today.total.volume_ml} before={today.last_week.sales.volume_ml} until={today.last_week.until} />
        </div>
      </div>
      <div className="wall-total wall-total-first">
        <h2>{tr("今日金额", "Money today")}</h2>
        <p><b>{yuanFromFen(today.total.amount_fen)}</b> <i>{tr("元", "CNY")}</i></p>
        <div className="wall-changes">
          <Change label={tr("较昨日同时", "Yesterday by now")} now={today.total.amount_fen} before={today.yesterday.sales.amount_fen} until={today.yesterday.until} />
          <span>{tr("均价", "Average")} <em>{pricePerLitre(today.total.fen_per_litre)}</em> {tr("元/升", "CNY/L")} · <em>{count(today.total.fuellings)}</em> {tr("笔", "fuellings")}</span>
        </div>
      </div>
      <div className="wall-total">
        <h2>{tr("本月累计", "Month to date")}</h2>
        <p><b>{litresFromMl(month.total.volume_ml)}</b> <i>{tr("升", "L")}</i></p>
        <div className="wall-changes"><span><em>{yuanFromFen(month.total.amount_fen)}</em> {tr("元", "CNY")}</span></div>
      </div>
    </section>
  );
}

interface ChangeProps {
  label: string;
  now: number;
  before: number;
  until: string;
}

/** How much more or less than by the same time of another day: an arrow, a sign and a number. */
function Change({ label, now, before, until }: ChangeProps) {
  const change = changeOf(now, before);
  const title = tr(`截至当日 ${clock(until)}`, `by ${clock(until)} of that day`);
  if (change === null) return <span title={title}>{label} <em>{tr("无可比", "nothing to compare")}</em></span>;
  const sign = change >= 0 ? "▲ +" : "▼ −";
  return <span title={title}>{label} <em>{sign}{decimal(Math.abs(change) * 100, 1)}%</em></span>;
}
