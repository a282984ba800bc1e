import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("留存报表", "Kept report"),
  body: tr(
    <>
      <p>选日、周、月、季、年，再选期间和分组；点名称逐级看到加油站和油品。环比对上期，同比对上年同期。</p>
      <p>“留存并导出”保存当时的数据，可随时下载相同的 Excel 和 PDF，也可与现在的数据比较。Excel 中的合计、占比、变化都是公式。</p>
      <p>先看“数据依据”：缺数站日、是否月结、有无迟到数据。报表是供核查的参考。</p>
    </>,
    <>
      <p>Choose a kind, a period and rows; a name leads further down. A kept report stays as it was and can be taken as Excel and PDF.</p>
      <p>Look at what it rests on first: station-days missing, months closed, late data.</p>
    </>,
  ),
};

export default help;
