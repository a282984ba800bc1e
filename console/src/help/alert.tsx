import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("一条预警", "One alert"),
  body: tr(
    <>
      <p>第一句话说明哪个站、哪个对象、相差多少。下面是得出这句话的原始记录、前后经过的曲线和规则的依据。</p>
      <h3>办理</h3>
      <ul>
        <li><b>签收</b>：表示由您处理，其他人会看到。</li>
        <li><b>情况说明</b>：写下加油站的解释或您的备注。</li>
        <li><b>办结</b>：选择结论并写明理由。结论由您作出，平台只说明数据。办结后不能修改。</li>
      </ul>
      <p>“判定版次”列出数据补到、更正后平台的历次判定。右侧有办理经过和该站其他预警。</p>
    </>,
    <>
      <p>The first sentence says which station, which object, how much. Below stand the records it was made from, the curves before and after, and the rule with its basis.</p>
      <h3>Handling it</h3>
      <ul>
        <li><b>Sign for</b>: you take it in hand, and others see it.</li>
        <li><b>Explain</b>: write down the station's explanation or a note of your own.</li>
        <li><b>Close</b>: choose a decision and give the reason. The decision is yours; the platform only says what the data show. It cannot be changed later.</li>
      </ul>
      <p>“Revisions of the judgement” lists what the platform said before late or corrected data came. Beside it: what was done, and the station's other alerts.</p>
    </>,
  ),
};

export default help;
