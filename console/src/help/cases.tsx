import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("案件", "Cases"),
  body: tr(
    <>
      <p>预警和线索需要多个部门一起查办时转为案件。案件只对参与部门和审批、督办人员可见；每一步由谁办、从哪到哪、多少个工作日，都在“流转规则和期限”一张表里。</p>
      <ul>
        <li>登记后由他人批准立案；提出处理意见的人不能自己作决定。到期前一天和超期时提醒承办部门，超期同时提醒督办人。</li>
        <li>“办案任务”是布置给各部门的事，只有该部门能办结；“案件移送”由接收部门给回执并反馈结果，反馈之前不能结案。</li>
        <li>流动加油车、黑窝点、自备罐没有加油站编号，写县区、地点和车牌即可。</li>
      </ul>
    </>,
    <>
      <p>Alerts and leads that several departments look into become a case. It is seen by the departments that take part and by who decides or supervises; the one table of steps says who may do what, from where to where, within how many working days.</p>
      <ul>
        <li>Somebody else files what was opened, and who proposed does not decide. The department in charge is told a day ahead and when a term is over; then the supervisor, too.</li>
        <li>Tasks are finished by their own department. A transfer gets its receipt and its result from the department it was sent to; a case is not closed before.</li>
        <li>A bowser, a site without a licence or an own tank has no station: county, place and plate will do.</li>
      </ul>
    </>,
  ),
};

export default help;
