import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("联合执法", "Joint operations"),
  body: tr(
    <>
      <p>几个部门一起开展的行动。只有参加部门、审批人和督办人能看到行动，其他部门看不到它的存在。</p>
      <ul>
        <li>“拟制行动方案”：写明目的、牵头和参加部门、时间；加油站可按未结预警和在办线索选取，也可另行指定。</li>
        <li>提交后由有审批权限的人批准，拟制人和提交人不能审批自己的方案。</li>
        <li>每个参加部门须确认并写明人员，全部确认后牵头部门才能开始行动。</li>
        <li>“任务”页列出布置给各部门的任务；临期和超期会通知。</li>
      </ul>
    </>,
    <>
      <p>What several departments do together. Only its members, who approves and who supervises see an operation; to others it is not there.</p>
      <ul>
        <li>Plan an operation: purpose, lead and members, time; stations by open alerts and leads, or by hand.</li>
        <li>Somebody else approves what was planned or submitted.</li>
        <li>Every member confirms and names its people; only then the lead department starts it.</li>
        <li>Tasks lists what was given to the departments; they are told before it is due and once it is overdue.</li>
      </ul>
    </>,
  ),
};

export default help;
