import { useState } from "react";

import type { Row } from "@/api/tables";
import { count } from "@/format/quantity";
import { tr } from "@/lang";
import { ButtonLink } from "@/pages/register/ButtonLink";
import { StandingAnswer } from "@/pages/register/RegisterList";
import { linkLook } from "@/states/station";
import { DataTable } from "@/ui/DataTable";
import { ObjectDrawer } from "@/ui/ObjectDrawer";
import { StateSymbol } from "@/ui/StateSymbol";
import type { Cells } from "@/ui/table/render";
import { useTitle } from "@/ui/useTitle";

import { Collectors, CollectorTag } from "./Collectors";

const CELLS: Cells = {
  state: (state) => <CollectorTag state={String(state)} />,
  link: (link) => <StateSymbol look={linkLook(link as string | null)} />,
};

/** Every box of the city, where it stands in the rollout and when it was last heard. */
export default function CollectorsPage() {
  const title = tr("采集终端", "Collectors");
  useTitle(title);
  const [open, setOpen] = useState<Row | null>(null);
  const station = String(open?.["station_id"] ?? "");
  return (
    <div className="page">
      <div className="page-head"><h1>{title}</h1></div>
      <StandingAnswer
        say={(n) =>
          tr(
            <>在用采集终端 {count(n.collectors)} 台，其中联调中 {count(n.collectors_pending)} 台；还有 {count(n.stations_without_collector)} 站没有终端。</>,
            <>{count(n.collectors)} collectors, {count(n.collectors_pending)} of them in joint test; {count(n.stations_without_collector)} stations have none.</>,
          )
        }
      />
      <section className="block"><DataTable table="collectors" cells={CELLS} onOpen={setOpen} /></section>
      <ObjectDrawer
        open={open !== null}
        title={tr(`采集终端：${String(open?.["station_name"] ?? station)}`, `Collectors of ${String(open?.["station_name"] ?? station)}`)}
        onClose={() => setOpen(null)}
        actions={<ButtonLink to={`/stations/${station}`}>{tr("一站一档", "Station page")}</ButtonLink>}
      >
        {station ? <Collectors station={station} /> : null}
      </ObjectDrawer>
    </div>
  );
}
