import { Link } from "react-router";

import { yuanFromFen, litresFromMl } from "@/format/quantity";
import { tr } from "@/lang";
import { Answer } from "@/ui/Answer";
import { DataTable } from "@/ui/DataTable";
import { PageHead } from "@/ui/PageHead";
import { StateSymbol } from "@/ui/StateSymbol";
import type { Cells } from "@/ui/table/render";
import { useUrlState } from "@/ui/useUrlState";

import { HandOverDrawer } from "./HandOverDrawer";
import { handOverLook } from "./looks";

const fen = (value: unknown): string => yuanFromFen(typeof value === "number" ? value : null);
const yuan = (value: unknown): string => (typeof value === "number" ? tr(`${fen(value)} 元`, `${fen(value)} yuan`) : fen(value));
const CELLS: Cells = {
  status: (status) => <StateSymbol look={handOverLook(status)} />,
  short_ml: (ml) => tr(`${litresFromMl(Number(ml))} 升`, `${litresFromMl(Number(ml))} L`),
  tax_fen: yuan,
  paid_fen: yuan,
};

/** 移交: what was handed over to tax, and what tax reports back. */
export default function HandOversPage() {
  const { search, change } = useUrlState();
  const open = Number(search.get("open"));
  return (
    <div className="page">
      <PageHead title={tr("移交税务", "Hand-overs to tax")} />
      <Answer>{tr(<>移交给税务部门的纳税人、证据包摘要和税务反馈的结果。移交从<Link to="/tax/ranking">风险排序</Link>里的纳税人页面发起。</>, <>Taxpayers handed over to tax, with digests of their evidence and what tax reported. A hand-over begins on a taxpayer’s page, from the <Link to="/tax/ranking">ranking</Link>.</>)}</Answer>
      <section className="block">
        <DataTable
          table="tax_hand_overs"
          cells={CELLS}
          quick={["status"]}
          onOpen={(row) => change({ open: String(row["id"]) })}
          empty={{ what: tr("还没有移交", "Nothing was handed over yet"), how: tr("打开一户纳税人，点“移交税务”", "Open a taxpayer and hand it over") }}
        />
      </section>
      {open ? <HandOverDrawer id={open} onClose={() => change({ open: null })} /> : null}
    </div>
  );
}
