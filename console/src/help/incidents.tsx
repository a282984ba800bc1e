import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("突发事件", "Emergencies"),
  body: tr(
    <>
      <p>加油站或其他地点发生泄漏、火灾、油气泄漏、爆炸危险等情况时，在这里报告。报告后立即通知该类事件的有关部门当班人员和辖区处置人员。</p>
      <ul>
        <li>“应急联络单”按市、县区、加油站维护联络人；处置事件时先列加油站、经营企业和当班人员。</li>
        <li>“时限和通知”说明到场处置、首次信息报告、办结报告的时限和依据，市级可修改；标为proposed或recalled的须由本市核定。</li>
        <li>“应急演练”记录演练计划、参加部门、成效、问题和改进措施；改进措施到期前在工作台提醒。</li>
        <li>“演练情况”列出每个加油站最近一次演练，超期和未演练的可筛选、导出。</li>
      </ul>
    </>,
    <>
      <p>Report a spill, a fire, a vapour leak or the hazard of an explosion here, at a station or elsewhere. Those on duty of the departments that the kind concerns, and who handles emergencies there, are told at once.</p>
      <ul>
        <li>The call list holds contacts of the city, its counties and single stations; the station, its company and who is on duty come first.</li>
        <li>Terms and notices say within what time to respond, to report and to close, and where that is from; the city changes them. What is marked proposed or recalled has to be confirmed.</li>
        <li>Drills hold plan, members, what went well and badly, and the measures; these stand on the workbench until they are done.</li>
        <li>Who drilled lists every station with its last drill; what is overdue can be filtered and exported.</li>
      </ul>
    </>,
  ),
};

export default help;
