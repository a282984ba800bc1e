import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";

import { matchCounts } from "@/api/transport";
import { count } from "@/format/quantity";
import { listed } from "@/format/words";
import { tr } from "@/lang";
import { Answer } from "@/ui/Answer";
import { DataTable } from "@/ui/DataTable";
import { PageHead } from "@/ui/PageHead";
import { StateSymbol } from "@/ui/StateSymbol";
import type { Cells } from "@/ui/table/render";

import { matchLook, MATCH_LOOKS } from "./looks";

const CELLS: Cells = { state: (state) => <StateSymbol look={matchLook(state)} /> };

/** The work list: papers, gauge and trips joined, and what of it does not match. */
export default function MatchesPage() {
  return (
    <div className="page">
      <PageHead title={tr("单据核对", "Papers to check")} />
      <Counts />
      <section className="block">
        <DataTable
          table="matches"
          cells={CELLS}
          quick={["state", "status", "todo"]}
          empty={{ what: tr("还没有可核对的单据", "There is nothing to check yet"), how: tr("录入或导入进油单、运单，或液位仪测到卸油后，平台按20℃油量自动核对，结果列在这里", "Once delivery documents or trips are entered, or a gauge sees an unloading, the platform joins them at 20 °C and lists the result here") }}
        />
      </section>
    </div>
  );
}

function Counts() {
  const found = useQuery(matchCounts);
  if (!found.data) return <Answer>{found.isError ? tr("待核对数暂时没有取到，下面的列表不受影响。", "The counts could not be fetched; the list below is not affected.") : tr("正在统计…", "Counting…")}</Answer>;
  const { todo, mine, waiting, by_state } = found.data;
  const parts = Object.keys(MATCH_LOOKS).filter((state) => by_state[state]).map((state) => `${matchLook(state).word} ${count(by_state[state])}`);
  if (!todo) return <Answer>{tr(<>没有待核对的单据，{count(waiting)} 条在等对方单据。</>, <>Nothing is to be checked; {count(waiting)} wait for another paper.</>)}</Answer>;
  return (
    <Answer>
      {tr(
        <><Link to="/matches?todo=true">{count(todo)} 条单据待核对</Link>，其中{listed(parts)}；{count(waiting)} 条在等对方单据{mine ? <>，{count(mine)} 条由您核对</> : null}。</>,
        <><Link to="/matches?todo=true">{count(todo)} to check</Link>: {listed(parts)}; {count(waiting)} wait for another paper{mine ? <>, {count(mine)} are yours</> : null}.</>,
      )}
    </Answer>
  );
}
