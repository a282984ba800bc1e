import { tr } from "@/lang";

import { PaperList } from "./PaperList";

/** Purchase and sales invoices of stations. */
export default function InvoicesPage() {
  return (
    <PaperList
      kind="invoices"
      title={tr("发票", "Invoices")}
      says={tr("加油站的进项和销项成品油发票。以吨开具的按法定系数折合升数，只用于发票和纳税比对，不与库存升数混用。", "Fuel invoices of stations, bought and sold. Tonnes become litres by the statutory factor, for tax alone; they never mix with litres of stock.")}
      quick={["direction", "product"]}
      empty={{ what: tr("还没有发票", "No invoices yet"), how: tr("从税务系统导出的发票明细，在“单据导入”成批导入", "Import the export of the tax system under “Imports of papers”") }}
    />
  );
}
