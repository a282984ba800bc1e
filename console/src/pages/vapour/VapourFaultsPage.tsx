import { useQuery } from "@tanstack/react-query";
import { Skeleton } from "antd";
import { Link } from "react-router";

import { vapourTrust } from "@/api/vapour";
import { useMay } from "@/app/session";
import { tr } from "@/lang";
import { Answer } from "@/ui/Answer";
import { DataTable } from "@/ui/DataTable";
import { PageHead } from "@/ui/PageHead";
import { FetchedView } from "@/ui/PageState";

/** 设备异常与数据可信: monitors silent or faulty that nobody announced, and the alerts of forged data with their evidence. */
export default function VapourFaultsPage() {
  const found = useQuery(vapourTrust);
  const may = useMay("alert.see");
  return (
    <div className="page">
      <PageHead title={tr("设备异常与数据可信", "Faults and trust")} />
      <FetchedView query={found} loading={<Skeleton active paragraph={{ rows: 1 }} />}>{(data) => <Answer>{data.sentence}</Answer>}</FetchedView>
      {may ? (
        <p className="quiet">
          {tr(
            <>证据在预警中：<Link to="/alerts?rule=vapour.forged">气液比疑似生成</Link>、<Link to="/alerts?rule=vapour.volume_mismatch">监测油量与加油机不符</Link>；逐枪见<Link to="/vapour/syncs">加油与油气同步</Link>。均为线索，请到站实测气液比。</>,
            <>The evidence is with the alerts: <Link to="/alerts?rule=vapour.forged">A/L that look drawn</Link>, <Link to="/alerts?rule=vapour.volume_mismatch">litres apart</Link>; by nozzle: <Link to="/vapour/syncs">fills beside fuellings</Link>. These are leads: measure A/L at the station.</>,
          )}
        </p>
      ) : null}
      <section className="block">
        <h2>{tr("静默和故障的站日", "Silent and faulty days")}</h2>
        <DataTable table="vapour_faults" quick={["kind", "announced"]} empty={{ what: tr("没有静默或故障的站日", "No monitor was silent or faulty"), how: tr("应监测的站有加油而无气液比或压力记录、或设备报故障时列在这里", "Days with sales but no A/L or no pressure, or with a fault that the monitor told") }} />
      </section>
    </div>
  );
}
