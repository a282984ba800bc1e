import { useQuery } from "@tanstack/react-query";
import { Button, Skeleton } from "antd";
import { useState } from "react";
import { Link, useParams } from "react-router";

import { creditOf } from "@/api/credit";
import { useMay } from "@/app/session";
import { tr } from "@/lang";
import { Answer } from "@/ui/Answer";
import { PageHead } from "@/ui/PageHead";
import { FetchedView } from "@/ui/PageState";

import "./credit.css";
import { EnterDecision, StationRecord } from "./Decisions";
import { RiskView } from "./RiskView";

/** 站点风险和信用: how the class came about line by line, and apart from it what counts against the station. */
export default function CreditStationPage() {
  const { stationId = "" } = useParams();
  const found = useQuery(creditOf(stationId));
  const may = useMay("credit.manage");
  const [entering, enter] = useState(false);
  return (
    <div className="page">
      <PageHead title={found.data?.station_name ?? tr("风险和信用", "Risk and credit")}>
        <Link to={`/stations/${stationId}`}>{tr("一站一档", "Station")}</Link>
        {may ? <Button onClick={() => enter(true)}>{tr("登记行政决定", "Enter a decision")}</Button> : null}
      </PageHead>
      <FetchedView query={found} loading={<Skeleton active />}>{(told) => <><Answer>{told.sentence}</Answer><RiskView told={told} /><StationRecord told={told} /></>}</FetchedView>
      {entering ? <EnterDecision station={stationId} onClose={() => enter(false)} /> : null}
    </div>
  );
}
