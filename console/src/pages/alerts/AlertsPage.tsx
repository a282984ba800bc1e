import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "react-router";

import * as queries from "@/api/queries";
import { useMay } from "@/app/session";
import { count } from "@/format/quantity";
import { tr } from "@/lang";
import { Answer } from "@/ui/Answer";
import { DataTable } from "@/ui/DataTable";
import { PageHead } from "@/ui/PageHead";

import { ALERT_CELLS } from "./cells";

const SHOW = ["colour", "rule", "station_name", "station_region", "estimate", "opened_at", "status"];
const WIDTHS = { rule: 300, estimate: 130, opened_at: 130, station_name: 170 };
const QUICK = ["status", "colour", "rule", "station_region"];
const EMPTY = {
  what: tr("还没有预警", "No alerts yet"),
  how: tr("平台发现数据不符或疑点时，会自动出现在这里，无需刷新", "When the platform finds a discrepancy or a suspicion it appears here by itself"),
};

export default function AlertsPage() {
  const navigate = useNavigate();
  return (
    <div className="page">
      <PageHead title={tr("预警", "Alerts")} />
      <Sentence />
      <section className="block">
        <DataTable table="alerts" show={SHOW} widths={WIDTHS} quick={QUICK} cells={ALERT_CELLS} empty={EMPTY} markNew onOpen={(row) => void navigate(`/alerts/${row.id}`)} />
      </section>
    </div>
  );
}

function Sentence() {
  const overview = useQuery({ ...queries.overview, enabled: useMay("map.see") });
  if (!overview.data) return null;
  const { unsigned, signed, opened_today, closed_today } = overview.data;
  return (
    <Answer>
      {tr(
        <>待签收 <b>{count(unsigned)}</b> 条，处置中 <b>{count(signed)}</b> 条；今日新发 {count(opened_today)} 条，办结 {count(closed_today)} 条。</>,
        <><b>{count(unsigned)}</b> to be signed for, <b>{count(signed)}</b> being handled; today {count(opened_today)} raised and {count(closed_today)} closed.</>,
      )}
    </Answer>
  );
}
