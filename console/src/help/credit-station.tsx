import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("站点信用", "Credit of a station"),
  body: tr(
    <>
      <p>一座站的风险等级怎么来的、各月记录、官方分类、行政决定和申请都在这一页，官方分类只并列显示。</p>
      <ul>
        <li>每一行都写明事项、权重、数量、衰减和分值，合计到上限为止，可以用纸笔复算。</li>
        <li>决定在生效日期之前不计分；修复或撤销后从当天起不再计分。</li>
        <li>可以代加油站登记异议和信用修复，由另一人审批。</li>
      </ul>
    </>,
    <>
      <p>How the class of a station came about, its months, the official class, its decisions and what was asked about them.</p>
      <ul>
        <li>Each line names the fact with weight, amount, decay and points; an input counts up to its cap, so it can be redone with paper and pencil.</li>
        <li>A decision counts from the day it is in effect, and no more from the day it is repaired or annulled.</li>
        <li>Objections and repair may be entered on behalf of the station; another person decides.</li>
      </ul>
    </>,
  ),
};

export default help;
