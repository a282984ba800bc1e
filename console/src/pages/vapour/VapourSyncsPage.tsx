import { tr } from "@/lang";
import { Answer } from "@/ui/Answer";
import { DataTable } from "@/ui/DataTable";
import { PageHead } from "@/ui/PageHead";

/** 加油与油气同步: monitor records beside fuellings, nozzle by nozzle and day by day. */
export default function VapourSyncsPage() {
  return (
    <div className="page">
      <PageHead title={tr("加油与油气同步", "Fills beside fuellings")} />
      <Answer>{tr("监测记录与加油记录按枪、结束时间（校正时钟后相差2分钟以内）和油量配对；可导出Excel。", "Monitor records and fuellings are paired by nozzle, end (within 2 minutes after the clocks are set right) and litres; the list can be exported.")}</Answer>
      <section className="block">
        <DataTable table="vapour_syncs" quick={["nozzle_id"]} empty={{ what: tr("还没有油气记录", "There are no monitor records yet"), how: tr("油气监测设备接入后，次日起逐日核对", "Days are compared once a monitor sends") }} />
      </section>
    </div>
  );
}
