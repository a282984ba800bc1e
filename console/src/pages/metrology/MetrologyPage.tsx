import { useQuery } from "@tanstack/react-query";
import { Button, Skeleton } from "antd";
import { useState } from "react";
import { Link } from "react-router";

import { overview } from "@/api/metrology";
import { useMay } from "@/app/session";
import { tr } from "@/lang";
import { Answer } from "@/ui/Answer";
import { DataTable } from "@/ui/DataTable";
import { PageHead } from "@/ui/PageHead";
import { FetchedView } from "@/ui/PageState";

import { AskDialog } from "./AskDialog";
import { ResultDialog } from "./ResultDialog";

interface Chosen {
  station: string;
  nozzle: number;
  what: "result" | "ask";
}

/** 计量: how the nozzles in use stand, and from each the way to its dispenser, its result, its appointment. */
export default function MetrologyPage() {
  const found = useQuery(overview);
  const [chosen, choose] = useState<Chosen | null>(null);
  const [mayVerify, mayManage, mayAsk] = [useMay("metrology.verify"), useMay("metrology.manage"), useMay("portal.use")];
  const close = () => choose(null);
  return (
    <div className="page">
      <PageHead title={tr("计量", "Metering")} />
      <FetchedView query={found} loading={<Skeleton active />}>{(data) => <Answer>{data.sentence}</Answer>}</FetchedView>
      <p className="quiet">
        <Link to="/metrology/plan">{tr("检定计划", "Plan")}</Link> · <Link to="/metrology/results">{tr("检定记录", "Results")}</Link> · <Link to="/metrology/seals">{tr("铅封流转", "Seals")}</Link> · <Link to="/metrology/measured">{tr("核查优先清单", "Priority list")}</Link>
      </p>
      <section className="block">
        <DataTable
          table="nozzles"
          quick={["product"]}
          rowActions={(row) => (
            <>
              <Link to={`/metrology/dispensers/${row.station_id}/${row.dispenser_id}`}>{tr("一机一档", "File")}</Link>
              {mayVerify ? <Button size="small" type="link" onClick={() => choose({ station: String(row.station_id), nozzle: Number(row.nozzle_id), what: "result" })}>{tr("登记检定", "Enter result")}</Button> : null}
              {mayManage || mayAsk ? <Button size="small" type="link" onClick={() => choose({ station: String(row.station_id), nozzle: Number(row.nozzle_id), what: "ask" })}>{tr("申请检定", "Ask for one")}</Button> : null}
            </>
          )}
          empty={{ what: tr("还没有登记加油枪", "No nozzle is registered yet"), how: tr("在档案中登记加油枪后出现在这里", "Nozzles of the register stand here") }}
        />
      </section>
      {chosen?.what === "result" ? <ResultDialog station={chosen.station} nozzle={chosen.nozzle} onClose={close} /> : null}
      {chosen?.what === "ask" ? <AskDialog station={chosen.station} nozzle={chosen.nozzle} onClose={close} /> : null}
    </div>
  );
}
