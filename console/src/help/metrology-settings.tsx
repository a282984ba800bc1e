import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("计量设置", "Metering settings"),
  body: tr(
    <>
      <p>检定规程各版本的施行日期、最大允许误差、重复性和检定周期；施封位置；新装加油机的要求；处理通报发送给谁。这些是数据，带来源，须由计量部门核对。</p>
      <ul>
        <li>已有检定记录按某版本判定的，该版本不能改写，可登记新的施行日期。</li>
        <li>必封位置没有铅封的，一机一档显示缺失。</li>
      </ul>
    </>,
    <>
      <p>Editions of JJG 443 with their day in force, limits and months; positions of seals; what new dispensers need; who gets a notice of breach. All are data with a source, to be confirmed by the metering department.</p>
      <ul>
        <li>An edition by which results were judged is not rewritten: enter a later day.</li>
      </ul>
    </>,
  ),
};

export default help;
