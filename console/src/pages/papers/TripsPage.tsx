import { tr } from "@/lang";

import { PaperList } from "./PaperList";

/** Waybills: each tanker's journey, a row for each consignee. */
export default function TripsPage() {
  return (
    <PaperList
      kind="trips"
      title={tr("运单", "Waybills")}
      says={tr("罐车每趟运输的运单，一车送几个站的每站一行。升数是装卸时的常温升数。", "Every journey of a tanker; one that serves several stations has a row for each. Litres are ambient, as loaded and unloaded.")}
      quick={["product"]}
      empty={{ what: tr("还没有运单", "No waybills yet"), how: tr("由交通运输部门导入，或经接口送来", "Imported by the transport department, or sent by its system") }}
    />
  );
}
