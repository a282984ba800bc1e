import { tr } from "@/lang";
import { Answer } from "@/ui/Answer";
import { DataTable } from "@/ui/DataTable";
import { PageHead } from "@/ui/PageHead";
import { StateSymbol } from "@/ui/StateSymbol";
import { useUrlState } from "@/ui/useUrlState";

import "./ecqs.css";
import { InstrumentDrawer } from "./InstrumentDrawer";
import { ecqsLook } from "./looks";

const CELLS = { decision: (state: unknown) => <StateSymbol look={ecqsLook(state)} /> };

/** e-CQS差异: field by field, what somebody has to decide and what was decided. */
export default function DifferencesPage() {
  const { search, change } = useUrlState();
  const open = Number(search.get("open"));
  return (
    <div className="page">
      <PageHead title={tr("e-CQS台账差异", "Differences to e-CQS")} />
      <Answer>{tr("两本台账都有值而且不同的字段。由人判定以哪个为准：以e-CQS为准即更正本平台档案，以本平台为准则随下次导出送出。", "Fields in which both ledgers say something else. A person decides which holds: theirs corrects our register, ours goes out with the next export.")}</Answer>
      <DataTable table="ecqs_differences" quick={["decision", "field"]} cells={CELLS} onOpen={(row) => change({ open: String(row["instrument_id"]) })} empty={{ what: tr("没有差异", "There is no difference"), how: tr("导入e-CQS台账后逐字段比对", "They come from holding e-CQS's ledger against ours") }} />
      {open ? <InstrumentDrawer id={open} onClose={() => change({ open: null })} /> : null}
    </div>
  );
}
