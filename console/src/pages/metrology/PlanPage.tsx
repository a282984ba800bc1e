import { Button } from "antd";
import { useState } from "react";

import type { Row } from "@/api/tables";
import { useMay } from "@/app/session";
import { tr } from "@/lang";
import { Answer } from "@/ui/Answer";
import { DataTable } from "@/ui/DataTable";
import { PageHead } from "@/ui/PageHead";
import { StateSymbol } from "@/ui/StateSymbol";

import { metrologyLook } from "./looks";
import { PlanDialog } from "./PlanDialog";
import { StepDialog } from "./StepDialog";

const CELLS = { status: (value: unknown) => <StateSymbol look={metrologyLook(value)} /> };
const OPEN = ["requested", "planned", "confirmed"];

/** 检定计划: appointments by day; what is due is spread over weeks and verifiers. */
export default function PlanPage() {
  const may = useMay("metrology.manage");
  const [planning, plan] = useState(false);
  const [chosen, choose] = useState<Row | null>(null);
  return (
    <div className="page">
      <PageHead title={tr("检定计划", "Verification plan")}>
        {may ? <Button type="primary" onClick={() => plan(true)}>{tr("编制计划", "Make a plan")}</Button> : null}
      </PageHead>
      <Answer>{tr("到期前五周内按检定员和周均匀排期，过期、不合格和无记录的排在最前；各枪检定结果登记后预约自动完成。", "What is due is spread over verifiers and weeks within five weeks before its end, what stands without a certificate first; an appointment is done when its nozzles are verified.")}</Answer>
      <section className="block">
        <DataTable
          table="metrology_appointments"
          quick={["status", "origin"]}
          cells={CELLS}
          rowActions={may ? (row) => (OPEN.includes(String(row.status)) ? <Button size="small" type="link" onClick={() => choose(row)}>{tr("办理", "Next step")}</Button> : null) : undefined}
          empty={{ what: tr("还没有检定预约", "There is no appointment yet"), how: tr("点“编制计划”，或在计量页为油枪申请检定", "Make a plan, or ask for a verification from a nozzle") }}
        />
      </section>
      {planning ? <PlanDialog onClose={() => plan(false)} /> : null}
      {chosen ? <StepDialog row={chosen} onClose={() => choose(null)} /> : null}
    </div>
  );
}
