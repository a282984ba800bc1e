import { useNavigate } from "react-router";

import { tr } from "@/lang";
import { DataTable } from "@/ui/DataTable";
import { PageHead } from "@/ui/PageHead";
import { StateSymbol } from "@/ui/StateSymbol";
import type { Cells } from "@/ui/table/render";

import { handoverLook } from "./looks";

const CELLS: Cells = { status: (status) => <StateSymbol look={handoverLook(status)} /> };

/** Every shift that has begun, and how it was handed over. */
export default function HandoversPage() {
  const go = useNavigate();
  return (
    <div className="page">
      <PageHead title={tr("交接班记录", "Hand-over sheets")} />
      <section className="block">
        <DataTable
          table="handovers"
          cells={CELLS}
          quick={["status"]}
          onOpen={(row) => void go(`/duty/handovers/${Number(row["id"])}`)}
          empty={{ what: tr("还没有班次", "No shift has begun yet"), how: tr("值班表启用后，每个班次在这里有一行：交班人、接班人和时间；没有交接的标为“未交接”", "Once a roster is in force every shift has a line here: who gave, who took, when; a shift without a hand-over says so") }}
        />
      </section>
    </div>
  );
}
