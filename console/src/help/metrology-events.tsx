import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("加油机事件", "Events of dispensers"),
  body: tr(
    <>
      <p>采集终端上报的、与计量有关的加油机事件：自锁、主板或编码器编号变化、机盖打开、累计泵码清零、铅封断开、流量计调整等。</p>
      <ul>
        <li>“已批准维护”指事件落在已批准的维护或停机时间内；“未经批准”只表示没有找到批准。</li>
        <li>停用、启用和维护起止不需要批准，只作记录。</li>
        <li>点加油站看站点档案；一机一档中有每台机的完整经过。</li>
      </ul>
    </>,
    <>
      <p>What collectors told of dispensers that concerns their meters: self-locks, changed boards and encoders, opened covers, totals set back, broken seals, adjusted meters.</p>
      <ul>
        <li>Approved means that it happened within work that was approved; no leave means only that none was found.</li>
        <li>Nozzles switched off and on, and the ends of maintenance, want no leave and are noted.</li>
        <li>A dispenser's file tells all that happened to it.</li>
      </ul>
    </>,
  ),
};

export default help;
