import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("检定记录", "Verification results"),
  body: tr(
    <>
      <p>每把枪每次检定的读数、示值误差、重复性、结论、证书编号和合格标记。误差取各流量点三次读数的平均值，偏离零最远的为示值误差；重复性为同一流量点读数的极差。</p>
      <ul>
        <li>按检定当日现行的JJG 443版本判定，限值在计量设置中。</li>
        <li>不合格的出具检定结果通知书，档案中该枪即为不合格；其后仍有销售的会报警。</li>
      </ul>
    </>,
    <>
      <p>Readings, error, repeatability, result, certificate and mark of each verification. A point&apos;s error is the mean of its readings, the nozzle&apos;s the one furthest from zero; repeatability is the range of a point&apos;s readings.</p>
      <ul>
        <li>The edition of JJG 443 in force that day judges; its limits stand in the settings.</li>
        <li>A failure is told on a notice of result, and the register holds the nozzle as failed.</li>
      </ul>
    </>,
  ),
};

export default help;
