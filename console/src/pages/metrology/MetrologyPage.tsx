import { useQuery } from "@tanstack/react-query";
import { Button, Skeleton } from "antd";
import { useState } from "react";
import { Link } from "react-router";

import { overview } from "@/api/metrology";
import type { Row } from "@/api/tables";
import { useMay } from "@/app/session";
import { tr } from "@/lang";
import { Answer } from "@/ui/Answer";
import { DataTable } from "@/ui/DataTable";
import { PageHead } from "@/ui/PageHead";
import { FetchedView } from "@/ui/PageState";

import { ResultDialog } from "./ResultDialog";

const SHOWN = ["station_name", "station_region", "nozzle_id", "dispenser_id", "product", "certificate_no", "verified_until"];
const CELLS = {
  dispenser_id: (value: unknown, row: Row) => <Link to={`/metrology/dispensers/${row.station_id}/${row.dispenser_id}`}>{tr(`${String(value)}号机`, `No. ${String(value)}`)}</Link>,
};

/** 计量: how the nozzles in use stand; a dispenser leads to its file, a nozzle to the entry of a result. */
export default function MetrologyPage() {
  const found = useQuery(overview);
  const may = useMay("metrology.verify");
  const [chosen, choose] = useState<Row | null>(null);
  return (
    <div className="page">
      <PageHead title={tr("计量", "Metering")} />
      <FetchedView query={found} loading={<Skeleton active />}>{(data) => <Answer>{data.sentence}</Answer>}</FetchedView>
      <p className="quiet">{tr("点加油机看一机一档：身份、铅封和全部履历，并在那里申请检定。", "A dispenser leads to its file: identity, seals, all that happened; a verification is asked for there.")}</p>
      <section className="block">
        <DataTable
          table="nozzles"
          quick={["product"]}
          show={SHOWN}
          cells={CELLS}
          rowActions={may ? (row) => <Button size="small" type="link" onClick={() => choose(row)}>{tr("登记检定", "Enter result")}</Button> : undefined}
          empty={{ what: tr("还没有登记加油枪", "No nozzle is registered yet"), how: tr("在档案中登记加油枪后出现在这里", "Nozzles of the register stand here") }}
        />
      </section>
      {chosen ? <ResultDialog station={String(chosen.station_id)} nozzle={Number(chosen.nozzle_id)} onClose={() => choose(null)} /> : null}
    </div>
  );
}
