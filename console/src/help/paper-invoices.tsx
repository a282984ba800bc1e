import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("发票", "Invoices"),
  body: tr(
    <>
      <p>加油站的进项和销项成品油发票，从税务系统导出后在“单据导入”成批导入。</p>
      <ul>
        <li>方向按购销双方谁是本市加油站的纳税人判断；同一纳税人有几座加油站的，导入时须填是哪一座。</li>
        <li>以吨开具的，按法定系数折合升数（系数可在配置文件里改），单据里注明“按法定系数折合”。这种升数只用于发票和纳税比对，不与库存升数混用。</li>
        <li>金额一律为价税合计。</li>
      </ul>
    </>,
    <>
      <p>Fuel invoices of stations, bought and sold, imported from the export of the tax system.</p>
      <ul>
        <li>The direction follows from which side runs a station here; a taxpayer with several stations has to be told which one.</li>
        <li>Tonnes become litres by the statutory factor, which is data; the paper says so. Such litres never mix with litres of stock.</li>
        <li>Amounts are with VAT.</li>
      </ul>
    </>,
  ),
};

export default help;
