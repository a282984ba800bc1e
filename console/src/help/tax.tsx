import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("税务比对", "Comparison with tax"),
  body: tr(
    <>
      <p>按纳税人比对测得销量、销项开票和纳税申报：先油量，后金额（含税、不含税）。可选月、季、年；点一行左侧的加号看各油品，点名称看纳税人。</p>
      <p>同一统一社会信用代码的加油站合并为一户；跨代码汇总申报的，在“税率、参数与汇总纳税”里设立汇总纳税组。</p>
      <h3>状态的含义</h3>
      <ul>
        <li>“少申报”：测得销量高于申报油量，超过规则的允许差和最少升数，且没有在其他月份回补。</li>
        <li>“差额已回补”：相邻月份或以后月份多申报，差额已经回来（期间差异、赊销）。</li>
        <li>“未见申报”：期限已过仍没有申报；“未到申报期限”：还不能判断。</li>
        <li>“数据不足以判定”：离线时间过长、疑点本身不能判定，或纳税人有加油站不在您的范围内。</li>
        <li>“可能原因”是候选，每项写明单独能解释多少升，不相加，须人工核实。</li>
        <li>估算税款为未回补差额的销项增值税和附加，带95%区间；不扣进项，不含消费税和所得税。</li>
      </ul>
    </>,
    <>
      <p>Measured, invoiced and declared by taxpayer: litres first, then money with and without VAT. A month, quarter or year; the plus sign opens the products, the name the taxpayer. Stations of one uscc are one taxpayer; groups across them are set up in the drawer.</p>
      <h3>States</h3>
      <ul>
        <li>Less declared than sold: beyond the rule's limits, and it did not come back in other months.</li>
        <li>Came back: neighbouring or later months declared it (period shift, credit sales).</li>
        <li>No return: the day to declare by is over. Not due yet: nothing can be said.</li>
        <li>Undecidable: too long offline, a finding that cannot decide, or stations outside your scope.</li>
        <li>Candidates say what each alone would explain; they are not added up and have to be checked.</li>
        <li>The tax is output VAT and surcharges on what did not come back, with a 95 % interval.</li>
      </ul>
    </>,
  ),
};

export default help;
