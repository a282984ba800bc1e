import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("报表", "Reports"),
  body: tr(
    <>
      <p>选日、周、月、季、年，再选期间，按市、县区、企业、加油站或油品分组；点名称逐级往下看。环比对上期，同比对上年同期；期间未结束时，上期和上年同期只取相同的天数。</p>
      <p>先看“数据依据”：缺数站日（加油站开业前、关停后和未来的日子不算缺）、是否月结、有无迟到数据。</p>
      <p>“留存并导出”保存此刻的数据，之后可下载 Excel 和 PDF。销售为常温升，库存、购进、损溢为 20℃ 升，两者不相加。报表是供核查的参考。</p>
    </>,
    <>
      <p>Choose a kind and a period, and rows by city, county, company, station or product; a name leads further down. A period that is not over is compared with as many days of the ones before.</p>
      <p>Look at what it rests on first: station-days missing (days before a station opened are not), months closed, late data.</p>
      <p>A kept report can be taken as Excel and PDF. Sales are ambient litres, stock and purchases litres at 20 °C; the two are never added.</p>
    </>,
  ),
};

export default help;
