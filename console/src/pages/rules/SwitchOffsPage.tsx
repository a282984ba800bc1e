import { Button } from "antd";
import { useState } from "react";

import { useMay } from "@/app/session";
import { tr } from "@/lang";
import { Answer } from "@/ui/Answer";
import { DataTable } from "@/ui/DataTable";
import { PageHead } from "@/ui/PageHead";
import { StateSymbol } from "@/ui/StateSymbol";
import type { Cells } from "@/ui/table/render";
import { useUrlState } from "@/ui/useUrlState";

import { offLook } from "./looks";
import { EndDialog, SwitchOffDialog } from "./SwitchOffDialog";

const CELLS: Cells = { state: (state) => <StateSymbol look={offLook(state)} /> };

/** Rules switched off at stations; `new` in the address opens the dialog for `RULE|STATION`. */
export default function SwitchOffsPage() {
  const may = useMay("rules.propose");
  const { search, change } = useUrlState();
  const [ending, setEnding] = useState<number | null>(null);
  const [rule = "", station = ""] = (search.get("new") ?? "").split("|");
  return (
    <div className="page">
      <PageHead title={tr("规则停用", "Rules switched off")} />
      <Answer>{tr("停用期间该规则在该站不产生预警，疑点照常记录；到期后仍成立的疑点会补发预警。", "A rule switched off raises no alert at that station; findings are kept, and those that still stand raise theirs when it is over.")}</Answer>
      <section className="block">
        <DataTable
          table="switch_offs"
          cells={CELLS}
          quick={["state"]}
          actions={may ? <Button type="primary" onClick={() => change({ new: "|" })}>{tr("停用规则", "Switch a rule off")}</Button> : undefined}
          rowActions={(row) => (may && row["state"] === "running" ? <Button size="small" onClick={() => setEnding(Number(row["id"]))}>{tr("提前恢复", "End now")}</Button> : null)}
          empty={{ what: tr("没有停用的规则", "No rule is switched off"), how: tr("检修等期间可在一个站暂停一条规则的预警，须写明理由和截止时间", "A rule's alerts can be held back at one station, for a reason and to a moment") }}
        />
      </section>
      {may && search.has("new") ? <SwitchOffDialog rule={rule} station={station} onDone={() => change({ new: null })} /> : null}
      {ending === null ? null : <EndDialog id={ending} onDone={() => setEnding(null)} />}
    </div>
  );
}
