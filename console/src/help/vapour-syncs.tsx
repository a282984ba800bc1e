import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("加油与油气同步", "Fills beside fuellings"),
  body: tr(
    <>
      <p>油气监测的每条记录应对应一次加油。本表逐枪逐日列出匹配了多少、油量相差1%以内的占多少，以及哪些加油没有油气记录。</p>
      <ul>
        <li>没有油气记录的加油（不少于15升）说明监测设备可能停用。</li>
        <li>没有加油记录的油气记录可能是未记录的销售。</li>
        <li>右上角可导出 Excel。</li>
      </ul>
    </>,
    <>
      <p>Each monitor record should belong to a fuelling. By nozzle and day: how many match, how many agree within 1 %, and which fuellings the monitor did not see.</p>
      <ul>
        <li>Fuellings of 15 L or more without a record suggest that the monitor was off.</li>
        <li>Records without a fuelling may be sales that were not recorded.</li>
      </ul>
    </>,
  ),
};

export default help;
