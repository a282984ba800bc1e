import { tr } from "@/lang";

import { PaperList } from "./PaperList";

/** What stations' taxpayers declared, month by month. */
export default function DeclarationsPage() {
  return (
    <PaperList
      kind="declarations"
      title={tr("纳税申报", "Declarations")}
      says={tr("按加油站、所属期和油品的申报升数与含税销售额。同一所属期重新申报的，以申报时间较晚的为准。", "Litres and amounts declared by station, period and product. Of several filings for one period the latest counts.")}
      quick={["product"]}
      empty={{ what: tr("还没有纳税申报", "No declarations yet"), how: tr("从税务系统导出申报明细，在“单据导入”成批导入", "Import the export of the tax system under “Imports of papers”") }}
    />
  );
}
