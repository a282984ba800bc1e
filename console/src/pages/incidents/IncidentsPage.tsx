import { useQuery } from "@tanstack/react-query";
import { Button, Skeleton, Tabs } from "antd";
import { useState } from "react";
import { useNavigate } from "react-router";

import { incidentOverview } from "@/api/incidents";
import { useMay } from "@/app/session";
import { tr } from "@/lang";
import { Answer } from "@/ui/Answer";
import { DataTable } from "@/ui/DataTable";
import { PageHead } from "@/ui/PageHead";
import { FetchedView } from "@/ui/PageState";
import { StateSymbol } from "@/ui/StateSymbol";
import { useUrlState } from "@/ui/useUrlState";

import { Contacts } from "./Contacts";
import { Counties } from "./Counties";
import { PlanDrill } from "./DrillDialogs";
import { DrillDrawer } from "./DrillDrawer";
import "./incidents.css";
import { ReportDialog } from "./ReportDialog";
import { Settings } from "./Settings";
import { drillLook, incidentLook, standingLook } from "./words";

const CELLS = { status: (state: unknown) => <StateSymbol look={incidentLook(state)} /> };
const DRILL_CELLS = { status: (state: unknown) => <StateSymbol look={drillLook(state)} /> };
const STANDING_CELLS = { standing: (state: unknown) => <StateSymbol look={standingLook(state)} /> };

/** 突发事件: emergencies, whom to call, and the drills that prepare for them. */
export default function IncidentsPage() {
  const { search, change } = useUrlState();
  const may = useMay("incident.manage");
  const found = useQuery(incidentOverview);
  const go = useNavigate();
  const [settings, show] = useState(false);
  const drill = Number(search.get("drill"));
  const openDrill = (number: unknown) => change({ drill: String(number) });
  return (
    <div className="page">
      <PageHead title={tr("突发事件", "Emergencies")}>
        <Button onClick={() => show(true)}>{tr("时限和通知", "Terms and notices")}</Button>
        {may ? <Button onClick={() => change({ new: "drill" })}>{tr("计划演练", "Plan a drill")}</Button> : null}
        {may ? <Button type="primary" onClick={() => change({ new: "incident" })}>{tr("报告突发事件", "Report an emergency")}</Button> : null}
      </PageHead>
      <FetchedView query={found} loading={<Skeleton active />}>{(data) => <Answer>{data.sentence}</Answer>}</FetchedView>
      <section className="block">
        <Tabs
          activeKey={search.get("tab") ?? "incidents"}
          onChange={(tab) => change({ tab: tab === "incidents" ? null : tab })}
          destroyOnHidden
          items={[
            { key: "incidents", label: tr("突发事件", "Emergencies"), children: <DataTable table="incidents" quick={["status", "kind", "level"]} cells={CELLS} onOpen={(row) => void go(`/incidents/${String(row["id"])}`)} empty={{ what: tr("没有突发事件", "There is no emergency"), how: tr("发生泄漏、火灾等情况时在此报告，有关部门会立即收到通知", "Report a spill or a fire here; the departments are told at once") }} /> },
            { key: "contacts", label: tr("应急联络单", "Call list"), children: <Contacts /> },
            { key: "drills", label: tr("应急演练", "Drills"), children: <DataTable table="drills" urlPrefix="d:" quick={["status", "kind"]} cells={DRILL_CELLS} onOpen={(row) => openDrill(row["id"])} empty={{ what: tr("还没有演练", "There is no drill yet"), how: tr("用“计划演练”登记", "Plan one above") }} /> },
            { key: "measures", label: tr("改进措施", "Measures"), children: <DataTable table="drill-measures" urlPrefix="m:" quick={["department"]} onOpen={(row) => openDrill(row["drill_id"])} empty={{ what: tr("没有改进措施", "There is no measure"), how: tr("登记演练结果时布置", "They are given with a drill's results") }} /> },
            { key: "stations", label: tr("演练情况", "Who drilled"), children: <><Counties /><DataTable table="drill-stations" urlPrefix="s:" quick={["standing", "station_region"]} cells={STANDING_CELLS} onOpen={(row) => void go(`/stations/${String(row["station_id"])}`)} empty={{ what: tr("没有加油站", "There is no station") }} /></> },
          ]}
        />
      </section>
      {search.get("new") === "incident" ? <ReportDialog onClose={(made) => (made ? void go(`/incidents/${made}`) : change({ new: null }))} /> : null}
      {search.get("new") === "drill" ? <PlanDrill onClose={(made) => change({ new: null, drill: made ? String(made) : null })} /> : null}
      {drill ? <DrillDrawer id={drill} onClose={() => change({ drill: null })} /> : null}
      {settings ? <Settings may={may} onClose={() => show(false)} /> : null}
    </div>
  );
}
