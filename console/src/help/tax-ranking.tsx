import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("风险排序", "Ranking"),
  body: tr(
    <>
      <p>按截至所选月份的十二个月给纳税人排序，只用于安排核查先后，不作认定。</p>
      <h3>评分</h3>
      <ul>
        <li>四部分相加：少申报油量、占销量比例、少申报月数、疑点数；每部分的得分都列在表里。</li>
        <li>权重和满分值是参数，由税务岗位在“税率、参数与汇总纳税”中修改，记入操作日志。</li>
        <li>点名称进入纳税人页面，可以生成证据包、移交税务。</li>
      </ul>
    </>,
    <>
      <p>Taxpayers by the twelve months up to one, to plan whom to look at first; it decides nothing.</p>
      <h3>Points</h3>
      <ul>
        <li>Litres short, share of sales, months short and findings add up; every part is shown.</li>
        <li>Weights are settings of the tax desk, journaled.</li>
        <li>The name leads to the taxpayer, with its evidence pack and hand-over.</li>
      </ul>
    </>,
  ),
};

export default help;
