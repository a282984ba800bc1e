import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("油气回收检测", "Vapour tests"),
  body: tr(
    <>
      <p>登记检测机构到站做的检测，平台按 GB 20952-2020 判定。结论是线索，处理由人决定。</p>
      <ul>
        <li>密闭性：加压至500 Pa，5分钟后的剩余压力不低于表2；油气空间在两行之间时按直线内插，只适用于1893～94625 L。</li>
        <li>液阻：氮气18、28、38 L/min 时不超过40、90、155 Pa。</li>
        <li>气液比：1.0～1.2为合格；按全站汽油枪数确定应测枪数和不合格枪数（表4）。测得不够时为“待补测”。</li>
        <li>在线监测准确性（附录F）：压力差50 Pa、气液比差0.15以内，超出时再测两次取平均；油量差1%、60秒内上传，超出即不合格。同一枪同一项目的三次实测各填一行。</li>
      </ul>
    </>,
    <>
      <p>Tests that testers made at a station, judged by GB 20952-2020. A verdict is a lead; a person decides what follows.</p>
      <ul>
        <li>Tightness: the pressure 5 min after 500 Pa, at least that of table 2, linear between its rows, from 1893 to 94625 L.</li>
        <li>Back-pressure: at most 40, 90, 155 Pa at 18, 28, 38 L/min of nitrogen.</li>
        <li>A/L: 1.0 to 1.2; table 4 says how many nozzles are tested and how many bad ones fail the station. Too few tested: open.</li>
        <li>Monitor (annex F): 50 Pa and 0.15 of A/L apart at most, else the mean of three, a line each; litres within 1 % and A/L within 60 s, at once.</li>
      </ul>
    </>,
  ),
};

export default help;
