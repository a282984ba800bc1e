import { Link } from "react-router";

import type { Schemas } from "@/api/client";
import { decimal, litres } from "@/format/quantity";
import { ago } from "@/format/time";
import { tr } from "@/lang";
import { productLook } from "@/states/fuel";

type Tank = Schemas["TankOut"];

/** The share of a tank's capacity that is filled, 0..1; null when the volume is not known. */
export function filledShare(tank: Pick<Tank, "capacity_l" | "level">): number | null {
  const volume = tank.level?.volume_l;
  if (volume == null || tank.capacity_l <= 0) return null;
  return Math.min(1, Math.max(0, volume / tank.capacity_l));
}

/** A tank in one line. */
export function TankBar({ tank }: { tank: Tank }) {
  const look = productLook(tank.product);
  const share = filledShare(tank);
  const stale = tank.level?.stale ?? false;
  return (
    <div className={`tank-bar ${stale ? "is-stale" : ""}`}>
      <span className="tank-bar-name">{tr(`${tank.tank_id}号 ${look.name}`, `${tank.tank_id} · ${look.name}`)}</span>
      <span className={`tank-bar-track ${share === null ? "no-data" : ""}`}>
        {share === null ? null : <i style={{ width: `${share * 100}%`, background: look.colour }} />}
      </span>
      <span className="tank-bar-figure">
        {share === null ? tr("无读数", "No reading") : `${litres(tank.level?.volume_l)} ${tr("升", "L")} · ${decimal(share * 100)}%`}
        {stale ? <em title={tr("读数已过时", "The reading is old")}>{tr(`（${ago(tank.level?.at)}）`, ` (${ago(tank.level?.at)})`)}</em> : null}
      </span>
    </div>
  );
}

export const StationLink = ({ id, name }: { id: string; name: string }) => <Link to={`/stations/${id}`}>{name}</Link>;
