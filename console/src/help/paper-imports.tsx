import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("单据导入", "Imports of papers"),
  body: tr(
    <>
      <p>进油单、运单、发票和纳税申报都可以成批导入，Excel（.xlsx、.xls）或CSV（UTF-8、GBK）都行。</p>
      <ul>
        <li>列的顺序不限，表头用习惯叫法也认得；单位可以写在表头里，如“数量（吨）”“密度（g/cm³）”。</li>
        <li>先逐行核对，有一行有误就一行也不写。有误的可以下载标注文件，改好再传。</li>
        <li>几万行的文件由系统在后台核对和写入，页面上显示已核对多少行，可以先离开。</li>
        <li>同一份文件再导入一次，已有的单据显示“不变”，不会重复登记。</li>
      </ul>
    </>,
    <>
      <p>Delivery documents, waybills, invoices and declarations come from Excel (.xlsx, .xls) or CSV (UTF-8, GBK).</p>
      <ul>
        <li>Columns in any order under their usual names; a unit may stand in the title, such as tonnes or g/cm³.</li>
        <li>Every row is checked first, and one wrong row means that none is written. The marked file can be corrected and sent again.</li>
        <li>Large files are checked and written in the background; the page shows how far it is and may be left.</li>
        <li>Importing again doubles nothing: papers that stand are shown as unchanged.</li>
      </ul>
    </>,
  ),
};

export default help;
