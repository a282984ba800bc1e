import { useQuery } from "@tanstack/react-query";
import { Skeleton } from "antd";

import { ownCredit } from "@/api/credit";
import { tr } from "@/lang";
import { Answer } from "@/ui/Answer";
import { PageHead } from "@/ui/PageHead";
import { FetchedView } from "@/ui/PageState";

import "./credit.css";
import { StationRecord } from "./Decisions";
import { RiskView } from "./RiskView";

/** 本站信用: a station sees its own class and decisions, objects, and asks for repair. */
export default function OwnCreditPage() {
  const found = useQuery(ownCredit);
  return (
    <div className="page">
      <PageHead title={tr("本站信用", "Own credit")} />
      <FetchedView query={found} loading={<Skeleton active />}>
        {(data) => (data.stations.length ? data.stations.map((told) => <div key={told.station_id}><Answer>{tr(`${told.station_name}：${told.sentence}`, `${told.station_name}: ${told.sentence}`)}</Answer><RiskView told={told} /><StationRecord told={told} /></div>) : <Answer>{tr("您的账号没有加油站。", "Your account has no station.")}</Answer>)}
      </FetchedView>
    </div>
  );
}
