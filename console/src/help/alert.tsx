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
        <li><b>转办</b>：转给其他人员或部门，由接办人重新签收。<b>暂缓</b>：写明理由和时间，到时或有新情况时自动恢复。</li>
        <li><b>情况说明</b>：写下加油站的解释或您的备注。</li>
        <li><b>办结</b>：选择结论并写明理由。结论由您作出，平台只说明数据。办结后不能修改；确有需要时可写明理由<b>重新打开</b>。</li>
      </ul>
      <p><b>复核验证</b>：用固化的日数据、当时的档案与参数重新计算，逐项与记录的数值对照。固化文件的摘要、前后相连的固化序号一并校验；数值、文件或规则参数有一处不同，都会指出。相关日尚未固化时，会写明预计何时固化。</p>
      <p>“判定版次”列出数据补到、更正后平台的历次判定。右侧有办理经过和该站其他预警。</p>
    </>,
    <>
      <p>The first sentence says which station, which object, how much. Below stand the records it was made from, the curves before and after, and the rule with its basis.</p>
      <h3>Handling it</h3>
      <ul>
        <li><b>Sign for</b>: you take it in hand, and others see it.</li>
        <li><b>Hand on</b>: to another person or department, who signs for it anew. <b>Put off</b>: with a reason and until when; it comes back by itself, and when something new or graver comes.</li>
        <li><b>Explain</b>: write down the station's explanation or a note of your own.</li>
        <li><b>Close</b>: choose a decision and give the reason. The decision is yours; the platform only says what the data show. It cannot be changed later, only <b>opened again</b> with a reason.</li>
      </ul>
      <p><b>Prove</b> computes the finding again from sealed days, with the register and the parameters of the time, and sets every figure beside the recorded one. Digests and the chain of seals are checked, too; whatever differs is named. Where days are not sealed yet it says when they will be.</p>
      <p>“Revisions of the judgement” lists what the platform said before late or corrected data came. Beside it: what was done, and the station's other alerts.</p>
    </>,
  ),
};

export default help;
