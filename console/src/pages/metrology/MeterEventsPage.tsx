import { tr } from "@/lang";
import { Answer } from "@/ui/Answer";
import { DataTable } from "@/ui/DataTable";
import { PageHead } from "@/ui/PageHead";
import { StateSymbol } from "@/ui/StateSymbol";

import { leaveLook } from "./looks";

const CELLS = { leave: (value: unknown) => <StateSymbol look={leaveLook(value)} /> };

/** 加油机事件: self-locks, changed boards, opened covers and the like over the whole scope. */
export default function MeterEventsPage() {
  return (
    <div className="page">
      <PageHead title={tr("加油机事件", "Events of dispensers")} />
      <Answer>{tr("自锁、主板或编码器更换、开盖、清零、铅封断开等事件。没有维护批准的用标记标出，供检查人员核查判断。", "Self-locks, changed boards and encoders, opened covers, totals set back, broken seals. What no approved work covers is marked, to be looked into: what it was is for an inspector to say.")}</Answer>
      <DataTable table="metrology_events" quick={["code", "leave"]} cells={CELLS} empty={{ what: tr("没有加油机事件", "There are no events"), how: tr("采集终端上报后自动列出", "They come from the collectors") }} />
    </div>
  );
}
