import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("一次联合执法行动", "One joint operation"),
  body: tr(
    <>
      <p>行动的方案、参加部门的答复、任务、检查记录、各部门发现和由此产生的线索、案件都在这里。</p>
      <ul>
        <li>参加部门点“确认参加”并填写人员，或写明不参加的原因。</li>
        <li>现场检查在“现场检查”中完成并签名，再在此关联；只能关联本次行动加油站的记录。</li>
        <li>牵头部门布置任务；各部门完成时写明结果，可附照片。还有未完成的任务时不能结束行动。</li>
        <li>方案批准后要修改，先“调整方案”，修改后须重新确认和审批。</li>
        <li>结束时写总结；“打印报告”生成PDF，含数据汇总。</li>
      </ul>
    </>,
    <>
      <p>The plan, the members' answers, tasks, inspections, findings, and the leads and cases that came out of an operation.</p>
      <ul>
        <li>A member takes part and names its people, or says why not.</li>
        <li>Inspect on site and sign as always, then link the record here; only records of the operation's stations can be linked.</li>
        <li>The lead department gives tasks; departments finish them with a result and photos. An operation with open tasks does not end.</li>
        <li>To change an approved plan, revise it: members confirm and somebody approves anew.</li>
        <li>The summary is written at the end; the report (PDF) has the figures.</li>
      </ul>
    </>,
  ),
};

export default help;
