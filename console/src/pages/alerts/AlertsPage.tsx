import { useQuery } from "@tanstack/react-query";
import { Button, Segmented } from "antd";
import { useState } from "react";
import { Link, useNavigate, useSearchParams } from "react-router";

import * as queries from "@/api/queries";
import { useMay } from "@/app/session";
import { count } from "@/format/quantity";
import { tr } from "@/lang";
import { Answer } from "@/ui/Answer";
import { DataTable } from "@/ui/DataTable";
import { PageHead } from "@/ui/PageHead";

import { BulkDialog } from "./BulkDialog";
import { ALERT_CELLS } from "./cells";

const SHOW = ["colour", "rule", "station_name", "departments", "due_at", "estimate", "opened_at", "status"];
const WIDTHS = { rule: 300, estimate: 120, opened_at: 130, station_name: 170, departments: 150, due_at: 120 };
const QUICK = ["status", "colour", "cause", "departments", "station_region"];
const BOXES = [
  { value: "all", label: tr("全部预警", "All alerts") },
  { value: "mine", label: tr("我的预警", "My alerts") },
];
const EMPTY = {
  what: tr("还没有预警", "No alerts yet"),
  how: tr("平台发现数据不符或疑点时，会自动出现在这里，无需刷新", "When the platform finds a discrepancy or a suspicion it appears here by itself"),
};

export default function AlertsPage() {
  const navigate = useNavigate();
  const [params, setParams] = useSearchParams();
  const [bulk, setBulk] = useState(false);
  const mine = params.get("box") === "mine";
  const choose = (box: string) => setParams(box === "mine" ? { box } : {}, { replace: true });
  return (
    <div className="page">
      <PageHead title={tr("预警", "Alerts")} />
      <Sentence />
      <div className="alerts-box">
        <Segmented options={BOXES} value={mine ? "mine" : "all"} onChange={choose} />
        <Button onClick={() => setBulk(true)}>{tr("批量处理", "Many at once")}</Button>
        {useMay("alert.route") ? <Link to="/alert-desk">{tr("分派与时限", "Routing and deadlines")}</Link> : null}
      </div>
      {bulk ? <BulkDialog onDone={() => setBulk(false)} /> : null}
      <section className="block">
        <DataTable key={mine ? "mine" : "all"} table={mine ? "alert_inbox" : "alerts"} show={SHOW} widths={WIDTHS} quick={QUICK} cells={ALERT_CELLS} empty={EMPTY} markNew onOpen={(row) => void navigate(`/alerts/${row.id}`)} />
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
