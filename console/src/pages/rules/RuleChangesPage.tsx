import { Button } from "antd";
import { Link } from "react-router";

import { useMay } from "@/app/session";
import { tr } from "@/lang";
import { Answer } from "@/ui/Answer";
import { DataTable } from "@/ui/DataTable";
import { PageHead } from "@/ui/PageHead";
import { StateSymbol } from "@/ui/StateSymbol";
import type { Cells } from "@/ui/table/render";

import { statusLook } from "./looks";

const CELLS: Cells = { status: (status) => <StateSymbol look={statusLook(status)} /> };

/** Changes of rules: what waits, and everything before. */
export default function RuleChangesPage() {
  const may = useMay("rules.propose");
  return (
    <div className="page">
      <PageHead title={tr("规则调整", "Changes of rules")} />
      <Answer>{tr(<>调整先用近90天已固化的数据回测，再由另一人审批，自生效日起执行。<Link to="/rule-changes?status=submitted">查看待审批</Link></>, <>A change is tried over 90 sealed days, then approved by another person, and holds from its day. <Link to="/rule-changes?status=submitted">See what waits</Link></>)}</Answer>
      <section className="block">
        <DataTable
          table="rule_changes"
          cells={CELLS}
          quick={["status"]}
          actions={may ? <Link to="/rules"><Button>{tr("到规则目录提出调整", "Propose one from the catalogue")}</Button></Link> : undefined}
          empty={{ what: tr("还没有规则调整", "No change was proposed"), how: tr("在规则目录打开一条规则，点“提出调整”", "Open a rule of the catalogue and propose a change") }}
        />
      </section>
    </div>
  );
}
