import { PlusOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { Link } from "react-router";

import { downtimesWaiting } from "@/api/life";
import { useMay } from "@/app/session";
import { count } from "@/format/quantity";
import { tr } from "@/lang";
import { Answer } from "@/ui/Answer";
import { DataTable } from "@/ui/DataTable";
import { PageHead } from "@/ui/PageHead";
import { StateSymbol } from "@/ui/StateSymbol";
import type { Cells } from "@/ui/table/render";
import { useUrlState } from "@/ui/useUrlState";

import { DowntimeDrawer } from "./DowntimeDrawer";
import { DowntimeFormDrawer } from "./DowntimeForm";
import { phaseLook } from "./looks";

const CELLS: Cells = { status: (status) => <StateSymbol look={phaseLook(status)} /> };

/** Announced downtime: what waits for a decision, what runs, and everything before. */
export default function DowntimesPage() {
  const may = useMay("downtime.request");
  const { search, change } = useUrlState();
  const opened = Number(search.get("open")) || null;
  return (
    <div className="page">
      <PageHead title={tr("停机申报", "Announced downtime")} />
      <Waiting />
      <section className="block">
        <DataTable
          table="downtimes"
          cells={CELLS}
          quick={["status"]}
          onOpen={(row) => change({ open: Number(row["id"]), new: null })}
          actions={may ? <Button type="primary" icon={<PlusOutlined />} onClick={() => change({ new: "1", open: null })}>{tr("申报停机", "Announce downtime")}</Button> : undefined}
          empty={{ what: tr("还没有停机申报", "No downtime has been announced"), how: tr("加油站计划停电、检修、断网或歇业前在此申报，经他人审批后，停机期间不再产生离线预警", "Announce power cuts, repairs or closures here; once another person has approved, no offline alert is raised for them") }}
        />
      </section>
      {opened ? <DowntimeDrawer key={opened} id={opened} onClose={() => change({ open: null })} onExtended={(id) => change({ open: id })} /> : null}
      {search.has("new") ? (
        <DowntimeFormDrawer station={stationOf(search.get("new"))} onClose={() => change({ new: null })} onDone={(id) => change({ new: null, open: id })} />
      ) : null}
    </div>
  );
}

/** `new` names the station that a person came from. */
const stationOf = (text: string | null): string => (text && /^[0-9]{10}$/.test(text) ? text : "");

function Waiting() {
  const waiting = useQuery(downtimesWaiting);
  if (waiting.data === undefined) return <Answer>{waiting.isError ? tr("待审批数暂时没有取到，下面的列表不受影响。", "The count could not be fetched; the list below is not affected.") : tr("正在统计…", "Counting…")}</Answer>;
  if (!waiting.data) return <Answer>{tr("没有待审批的停机申报。", "No request waits for a decision.")}</Answer>;
  return (
    <Answer>
      {tr(
        <><Link to="/downtimes?status=requested">{count(waiting.data)} 项停机申报待审批</Link>，应在申报后的下一个工作日内办结。</>,
        <><Link to="/downtimes?status=requested">{count(waiting.data)} {waiting.data === 1 ? "request waits" : "requests wait"}</Link> for a decision, due by the end of the next working day.</>,
      )}
    </Answer>
  );
}
