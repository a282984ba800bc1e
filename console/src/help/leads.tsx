import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("线索", "Leads"),
  body: tr(
    <>
      <p>热线工单、扫码投诉、现场检查、部门移送和预警都可以成为线索。线索可以没有加油站（流动加油车、黑窝点、自备罐），这时写明县区、地点或车牌。</p>
      <ul>
        <li>点一行打开线索：受理、不予受理、并案、转办、关联加油站、情况说明、办结；办结必须写明结果。</li>
        <li>反馈期限按来源的工作日时限推算，超期的在工作台提醒。“办理时限”可由市级修改。</li>
        <li>举报人信息只显示首字和部分号码；确需查看的须写明理由，并记入操作日志。</li>
      </ul>
    </>,
    <>
      <p>Work orders, complaints from the public page, inspections, other departments and alerts become leads. A lead may have no station (a bowser, a site without a licence, an own tank): it then names county, place or plate.</p>
      <ul>
        <li>A row opens the lead: accept, reject, merge, assign, link a station, note, close; closing says what came of it.</li>
        <li>The answer is due after the working days of its source; what is late stands on the workbench. The city changes the terms.</li>
        <li>Reporters are masked; whoever needs to know says why, and that goes into the journal.</li>
      </ul>
    </>,
  ),
};

export default help;
