import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("设备异常与数据可信", "Faults and trust"),
  body: tr(
    <>
      <p>应安装在线监测的站，当天有加油却没有气液比或压力记录，或者监测设备报了故障，就列为一个站日。</p>
      <ul>
        <li>站方已申报：当天有监测设备或全站的停机申报（待批或已批）。没有申报的请联系站方核实。</li>
        <li>气液比疑似生成：气体量与气液比精确成比例、均匀分布、限值以外没有值、整段重复。单独一条不是结论，两条以上是嫌疑，应到站实测。证据在预警中逐条列出。</li>
        <li>监测油量与加油机不符：匹配的加油中油量相差超过1%。</li>
      </ul>
    </>,
    <>
      <p>A day is listed when a station that must monitor sold fuel but sent no A/L or no pressure, or when its monitor told a fault.</p>
      <ul>
        <li>Announced: a downtime of the monitor or of the station, asked for or approved, lies on that day. Otherwise ask the station.</li>
        <li>A/L that look drawn: exact proportions, an even spread, no value beyond the limits, repeated stretches. One sign is none; two are a suspicion to be measured on site. The alerts list the records.</li>
        <li>Litres apart: matched fuellings whose litres differ by more than 1 %.</li>
      </ul>
    </>,
  ),
};

export default help;
