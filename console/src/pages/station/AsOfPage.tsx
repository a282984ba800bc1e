import { useQuery } from "@tanstack/react-query";
import { Alert, Button } from "antd";

import type { Schemas } from "@/api/client";
import { dossier, type Dossier } from "@/api/register";
import { tr } from "@/lang";
import { FetchedView, Nothing, PageLoading } from "@/ui/PageState";
import { useUrlState } from "@/ui/useUrlState";

import { AsOfPicker } from "./AsOfPicker";
import { RegisterRows } from "./RegisterRows";
import { StationFacts } from "./StationFacts";

/** The register of a station as it was on a day; nothing live stands here. */
export function AsOfPage({ station, on }: { station: Schemas["StationOut"]; on: string }) {
  const then = useQuery(dossier(station.station_id, on));
  const { change } = useUrlState();
  return (
    <div className="page as-of">
      <FetchedView query={then} loading={<PageLoading />} page>
        {(known) => (
          <>
            <div className="page-head">
              <h1>{String(known.rows["stations"]?.[0]?.["name"] ?? station.name)}</h1>
              <span className="page-actions"><AsOfPicker on={on} /></span>
            </div>
            <Alert
              className="station-band"
              type="info"
              showIcon
              title={tr(`以下是 ${on} 当天的档案，不是现在的。`, `This is the register as it was on ${on}, not as it is now.`)}
              description={basis(known)}
              action={<Button size="small" onClick={() => change({ on: null })}>{tr("回到今天", "Back to today")}</Button>}
            />
            {known.there ? <Then known={known} /> : <section className="block"><Nothing what={tr(`${on} 时还没有这个加油站`, `There was no such station on ${on}`)} how={tr("可以换一个日期，或回到今天", "Choose another day, or go back to today")} /></section>}
          </>
        )}
      </FetchedView>
    </div>
  );
}

function basis({ known_since }: Dossier): string | undefined {
  return known_since ? tr(`依据 ${known_since} 以来记下的变更和各项自身的起始日期还原；更早的变更平台没有记录。`, `Put back by the changes noted since ${known_since} and by the days that rows themselves name; earlier changes are not known here.`) : undefined;
}

export const SHEETS_OF_A_STATION = ["operations", "tanks", "tank_charts", "dispensers", "nozzles", "verifications", "seals"] as const;
/** A chart is listed by its versions. */
export const CHART_COLUMNS = ["tank_id", "valid_from"];

function Then({ known }: { known: Dossier }) {
  return (
    <>
      <StationFacts station={null} known={known} />
      <section className="block">
        {SHEETS_OF_A_STATION.map((name) => <RegisterRows key={name} sheet={name} known={known} columns={name === "tank_charts" ? CHART_COLUMNS : undefined} />)}
      </section>
    </>
  );
}
