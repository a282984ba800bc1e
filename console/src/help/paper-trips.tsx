import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("运单", "Waybills"),
  body: tr(
    <>
      <p>罐车每趟运输的运单，由交通运输部门导入或经接口送来。一车送几个站的，每站一行，运单号相同。</p>
      <p>装车和卸油升数都是常温升数；列表可以按油品、装车地点、时间筛选，导出Excel。</p>
    </>,
    <>
      <p>Every journey of a tanker, imported or sent by the transport department. One that serves several stations has a row for each under the same number.</p>
      <p>Litres loaded and unloaded are ambient. The list can be filtered and exported.</p>
    </>,
  ),
};

export default help;
