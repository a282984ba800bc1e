import { useQuery } from "@tanstack/react-query";

import type { Schemas } from "@/api/client";
import * as queries from "@/api/queries";
import { useMay } from "@/app/session";
import { tr } from "@/lang";
import { Nothing } from "@/ui/PageState";
import { useUrlState } from "@/ui/useUrlState";

import { TankCard } from "./TankCard";
import { TankCurve } from "./TankCurve";

type Station = Schemas["StationOut"];

/** The alerts of a station, for those who may see them. */
export function useStationAlerts(station: string) {
  const may = useMay("alert.see");
  return useQuery({ ...queries.alerts({ station_id: station, page_size: 100 }), enabled: may });
}

/** The tanks with their levels, and the curve of the one that is chosen. */
export function Tanks({ station }: { station: Station }) {
  const { search, change } = useUrlState();
  const alerts = useStationAlerts(station.station_id);
  const chosen = Number(search.get("tank")) || station.tanks[0]?.tank_id;
  const hours = search.get("hours") === "72" ? 72 : 24;
  if (!station.tanks.length) {
    return (
      <section className="block">
        <h2>{tr("油罐", "Tanks")}</h2>
        <Nothing what={tr("没有登记油罐", "No tank is registered")} how={tr("在“设备”里新增，或用 Excel 批量登记后出现", "Add one under “Equipment”, or register many by Excel")} />
      </section>
    );
  }
  return (
    <>
      <section className="tanks" aria-label={tr("油罐", "Tanks")}>
        {station.tanks.map((tank) => (
          <TankCard key={tank.tank_id} tank={tank} selected={tank.tank_id === chosen} onSelect={() => change({ tank: tank.tank_id })} />
        ))}
      </section>
      {chosen === undefined ? null : (
        <TankCurve
          station={station.station_id}
          tank={chosen}
          hours={hours}
          alerts={alerts.data?.items ?? []}
          onHours={(value) => change({ hours: value === 24 ? null : value })}
        />
      )}
    </>
  );
}
