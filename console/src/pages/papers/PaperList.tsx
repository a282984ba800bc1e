import type { ReactNode } from "react";

import type { PaperKind } from "@/api/papers";
import { Answer } from "@/ui/Answer";
import { DataTable } from "@/ui/DataTable";
import { PageHead } from "@/ui/PageHead";
import { useUrlState } from "@/ui/useUrlState";

import { PaperDrawer } from "./PaperDrawer";
import "./papers.css";

interface Props {
  kind: PaperKind;
  title: string;
  /** The sentence above the list: what it holds and how to read it. */
  says: ReactNode;
  quick: readonly string[];
  actions?: ReactNode;
  empty: { what: string; how: string };
}

/** A list of one kind of papers; a row opens the paper beside it. */
export function PaperList({ kind, title, says, quick, actions, empty }: Props) {
  const { search, change } = useUrlState();
  const opened = search.get("open");
  return (
    <div className="page">
      <PageHead title={title} />
      <Answer>{says}</Answer>
      <section className="block">
        <DataTable
          table={`papers_${kind}`}
          quick={quick}
          onOpen={(row) => change({ open: String(row["paper_key"]), new: null })}
          actions={actions}
          empty={empty}
        />
      </section>
      {opened ? <PaperDrawer key={opened} kind={kind} paperKey={opened} onClose={() => change({ open: null })} /> : null}
    </div>
  );
}
