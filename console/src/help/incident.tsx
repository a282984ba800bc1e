import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("一起突发事件", "One emergency"),
  body: tr(
    <>
      <p>最上面是应急联络单：先加油站和经营企业，再当班人员，再按顺序列联络单。每拨一次电话，点“已接通”或“未接通”，时间和拨打人会记下来。</p>
      <ul>
        <li>步骤：到场处置、信息报告（写明报告给谁）、险情控制、办结；险情反复和误报也有相应步骤。</li>
        <li>办结须写明原因和损失，没有损失也要写明；可填伤亡、经济损失和泄漏量。</li>
        <li>需要查处的可“转线索”。“打印报告”生成PDF，含经过、联络记录和照片。</li>
        <li>不负责处置的人员看到的电话是遮盖的。</li>
      </ul>
    </>,
    <>
      <p>The call list stands on top: the station and its company, who is on duty, then the list in its order. Tick every call as answered or not; time and caller are kept.</p>
      <ul>
        <li>Steps: respond, report upwards (to whom), under control, close; also flared up and false alarm.</li>
        <li>Closing wants cause and losses, also when there are none; people, money and litres can be given.</li>
        <li>A lead may be opened. The report (PDF) has the course of events, the calls and the photos.</li>
        <li>Who does not handle emergencies sees masked numbers.</li>
      </ul>
    </>,
  ),
};

export default help;
