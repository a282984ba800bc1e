import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("油气日判定", "Vapour days judged"),
  body: tr(
    <>
      <p>每把汽油枪的气液比、每座站的油罐压力和油气浓度，逐日按国家标准与早期地方规则判定。</p>
      <ul>
        <li>气液比：不少于15升的加油才计入；超限次数多于25%为标准预警，不足5次不判定，累计到次日；连续7天为标准报警。</li>
        <li>油罐压力：在±50帕以内连续超过12小时为标准预警；缺测超过5分钟即中断。</li>
        <li>迟到的数据补齐后，从当日起重新判定。</li>
      </ul>
    </>,
    <>
      <p>A/L of every petrol nozzle, tank pressure and vapour sensors, day by day by both editions.</p>
      <ul>
        <li>A/L: fills of 15 L or more count; more than 25 % outside is a standard warning, fewer than five wait for the next day, seven days are a standard alarm.</li>
        <li>Pressure: more than 12 hours within ±50 Pa is a warning; a hole of five minutes ends the run.</li>
        <li>Late records are judged anew from their day on.</li>
      </ul>
    </>,
  ),
};

export default help;
