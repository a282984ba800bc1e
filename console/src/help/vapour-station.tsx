import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("站点油气回收", "Vapour recovery of a station"),
  body: tr(
    <>
      <p>一座站的油气回收：每把枪的气液比散点（绿色为执行标准的范围）、逐日判定、某日的油罐压力曲线，以及与加油记录的同步情况和排放估算。</p>
      <ul>
        <li>上方选择枪、油罐压力或油气浓度。</li>
        <li>两套标准的判定并列，依据一栏按本市执行的标准。</li>
        <li>压力曲线每5分钟取最接近零的一点。</li>
      </ul>
    </>,
    <>
      <p>A station's vapour recovery: the A/L of a nozzle's fills (green is the band of the edition that counts), the days judged by both editions, a day's tank pressure, fills beside fuellings and the emission estimate.</p>
      <ul>
        <li>Choose a nozzle, the pressure or the sensor above.</li>
        <li>Of five minutes of pressure the reading nearest zero is drawn.</li>
      </ul>
    </>,
  ),
};

export default help;
