import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("计量处理通报", "Notices of breaches"),
  body: tr(
    <>
      <p>计量问题由人认定（检定不合格）、处理已开始（有处理文号）后，由经办人在检定结果通知书上生成通报，核对后发送给税务等部门。系统的预警和估计不能作为通报依据。</p>
      <ul>
        <li>发送给谁在计量设置中填写。</li>
        <li>生成和发送都记入操作日志；税务人员在此页查看已发送的通报。</li>
      </ul>
    </>,
    <>
      <p>Once a person established a breach (a failed verification) and handling began (its number is known), the notice is prepared from the notice of result, read and sent to tax and whom the city names. A finding or an estimate is never a ground.</p>
      <ul>
        <li>Recipients stand in the settings; preparing and sending are journaled.</li>
      </ul>
    </>,
  ),
};

export default help;
