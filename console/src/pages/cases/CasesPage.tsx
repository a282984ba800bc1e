import { useQuery } from "@tanstack/react-query";
import { Button, Skeleton, Tabs } from "antd";
import { useState } from "react";
import { useNavigate } from "react-router";

import { caseOverview } from "@/api/cases";
import { useMay } from "@/app/session";
import { tr } from "@/lang";
import { Answer } from "@/ui/Answer";
import { DataTable } from "@/ui/DataTable";
import { PageHead } from "@/ui/PageHead";
import { FetchedView } from "@/ui/PageState";
import { StateSymbol } from "@/ui/StateSymbol";
import { useUrlState } from "@/ui/useUrlState";

import { OpenCaseDialog } from "./OpenCaseDialog";
import { Transitions } from "./Transitions";
import { caseLook } from "./words";

const CELLS = { status: (state: unknown) => <StateSymbol look={caseLook(state)} /> };

/** 案件: what the departments look into together, their tasks, and what they handed to each other. */
export default function CasesPage() {
  const { search, change } = useUrlState();
  const may = useMay("case.manage");
  const found = useQuery(caseOverview);
  const [table, setTable] = useState(false);
  const go = useNavigate();
  const open = (row: Record<string, unknown>) => void go(`/cases/${String(row["case_id"] ?? row["id"])}`);
  return (
    <div className="page">
      <PageHead title={tr("案件", "Cases")}>
        <Button onClick={() => setTable(true)}>{tr("流转规则和期限", "Steps and terms")}</Button>
        {may ? <Button type="primary" onClick={() => change({ enter: "1" })}>{tr("登记案件", "Open a case")}</Button> : null}
      </PageHead>
      <FetchedView query={found} loading={<Skeleton active />}>{(data) => <Answer>{data.sentence}</Answer>}</FetchedView>
      <section className="block">
        <Tabs
          activeKey={search.get("tab") ?? "cases"}
          onChange={(tab) => change({ tab: tab === "cases" ? null : tab })}
          destroyOnHidden
          items={[
            { key: "cases", label: tr("案件", "Cases"), children: <DataTable table="cases" quick={["status", "kind", "in_charge"]} cells={CELLS} onOpen={open} empty={{ what: tr("没有您部门参与的案件", "Your department takes part in no case"), how: tr("预警和线索可转为案件，也可在此登记", "Alerts and leads become cases; others are opened here") }} /> },
            { key: "tasks", label: tr("办案任务", "Tasks"), children: <DataTable table="case_tasks" urlPrefix="t" quick={["department"]} onOpen={open} empty={{ what: tr("没有办案任务", "There is no task"), how: tr("任务在案件页布置给部门", "Tasks are given on a case's page") }} /> },
            { key: "transfers", label: tr("案件移送", "Transfers"), children: <DataTable table="case_transfers" urlPrefix="m" quick={["status", "to_department"]} onOpen={open} empty={{ what: tr("没有移送", "There is no transfer"), how: tr("移送在案件页办理，由接收部门给回执", "Cases are transferred on their page; the other department gives a receipt") }} /> },
          ]}
        />
      </section>
      {search.has("enter") ? <OpenCaseDialog onClose={(made) => (made ? void go(`/cases/${made}`) : change({ enter: null, alerts: null, leads: null, station: null }))} /> : null}
      {table ? <Transitions onClose={() => setTable(false)} /> : null}
    </div>
  );
}
