import { useQuery } from "@tanstack/react-query";
import { useParams } from "react-router";

import type { Schemas } from "@/api/client";
import * as queries from "@/api/queries";
import { dossier, type Dossier } from "@/api/register";
import { tr } from "@/lang";
import { FetchedView, PageLoading } from "@/ui/PageState";
import { readDay } from "@/ui/RecordFormReading";
import { useTitle } from "@/ui/useTitle";
import { useUrlState } from "@/ui/useUrlState";

import { AsOfPage } from "./AsOfPage";
import { Bands } from "./Bands";
import { PrintedRegister } from "./PrintedRegister";
import { RowDrawer } from "./RowDrawer";
import { StationFacts } from "./StationFacts";
import { StationHead } from "./StationHead";
import { StationTabs } from "./StationTabs";
import { Tanks } from "./Tanks";
import "./station.css";

/** 一站一档: everything about one station, today or as it was registered on a day. */
export default function StationPage() {
  const { stationId = "" } = useParams();
  const { search } = useUrlState();
  const on = readDay(search.get("on") ?? "");
  const station = useQuery(queries.station(stationId));
  const register = useQuery(dossier(stationId, null));
  useTitle(station.data?.name ?? tr("一站一档", "Station"));
  return (
    <FetchedView query={station} loading={<PageLoading />} page>
      {(live) => (
        <FetchedView query={register} loading={<PageLoading />} page silent>
          {(known) => (on ? <AsOfPage station={live} on={on} /> : <Today station={live} known={known} />)}
        </FetchedView>
      )}
    </FetchedView>
  );
}

function Today({ station, known }: { station: Schemas["StationOut"]; known: Dossier }) {
  return (
    <div className="page">
      <StationHead station={station} known={known} />
      <Bands known={known} />
      <StationFacts station={station} known={known} />
      <Tanks station={station} />
      <StationTabs station={station} known={known} />
      <PrintedRegister known={known} />
      <RowDrawer station={station.station_id} known={known} />
    </div>
  );
}
