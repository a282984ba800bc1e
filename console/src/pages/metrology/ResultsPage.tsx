import { Button } from "antd";
import { useState } from "react";

import { useMay } from "@/app/session";
import { tr } from "@/lang";
import { Answer } from "@/ui/Answer";
import { DataTable } from "@/ui/DataTable";
import { PageHead } from "@/ui/PageHead";
import { StateSymbol } from "@/ui/StateSymbol";

import { metrologyLook } from "./looks";
import { ResultDialog } from "./ResultDialog";

const CELLS = { result: (value: unknown) => <StateSymbol look={metrologyLook(value)} /> };

/** 检定记录: every verification in detail; a certificate leads to its page. */
export default function ResultsPage() {
  const may = useMay("metrology.verify");
  const [entering, enter] = useState(false);
  return (
    <div className="page">
      <PageHead title={tr("检定记录", "Verification results")}>
        {may ? <Button type="primary" onClick={() => enter(true)}>{tr("登记检定结果", "Enter a verification")}</Button> : null}
      </PageHead>
      <Answer>{tr("每次检定的读数、误差、重复性和结论，按检定当日现行规程判定；点证书编号看证书或结果通知书。", "Readings, error, repeatability and result of each verification, judged by the edition in force that day; a number leads to the certificate or notice.")}</Answer>
      <section className="block">
        <DataTable table="metrology_results" quick={["result", "kind"]} cells={CELLS} empty={{ what: tr("还没有检定记录", "There are no verifications yet"), how: tr("点“登记检定结果”，或在计量页从油枪登记", "Enter one here, or from its nozzle") }} />
      </section>
      {entering ? <ResultDialog onClose={() => enter(false)} /> : null}
    </div>
  );
}
