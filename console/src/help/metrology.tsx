import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("计量", "Metering"),
  body: tr(
    <>
      <p>在用油枪的检定状态、破损铅封和待办，一句话先说清。下面是全市（管辖范围内）的油枪，最近证书和有效期来自档案。</p>
      <ul>
        <li>点加油机看一机一档：身份、铅封和全部履历。</li>
        <li>“登记检定”填写两个流量点各三次读数，系统按检定当日现行规程判定。</li>
        <li>加油站或计量科在一机一档中申请检定，到检定计划中确认。</li>
      </ul>
    </>,
    <>
      <p>How the nozzles in use stand with their verification, which seals are broken and what waits. The list holds the nozzles of your scope with their last certificate.</p>
      <ul>
        <li>The file tells of a dispenser&apos;s identity, its seals and all that happened.</li>
        <li>A result is entered with three readings at each of two flow points and judged by the edition in force that day.</li>
        <li>A station or the desk asks for a verification; it is confirmed in the plan.</li>
      </ul>
    </>,
  ),
};

export default help;
