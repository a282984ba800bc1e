import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("本站信用", "Own credit"),
  body: tr(
    <>
      <p>这里只有您自己的加油站：风险等级怎么来的、计入信用的行政决定、官方分类和您提出的申请。</p>
      <ul>
        <li>风险等级只用于安排检查，不是处罚；对您不利的只有已生效的行政决定。</li>
        <li>认为等级或决定有误的，可提出异议并上传证明；履行和整改完成的，可申请信用修复。</li>
        <li>审批结果会通知您，理由显示在申请下方。</li>
      </ul>
    </>,
    <>
      <p>Your own stations alone: how the class came about, the decisions that count, the official class and what you asked for.</p>
      <ul>
        <li>The class only steers inspections and is no penalty; against you count effective decisions alone.</li>
        <li>If a class or decision is wrong, object with your papers; when all is done and put right, ask for repair of credit.</li>
        <li>You are told of the outcome, with its reason below your request.</li>
      </ul>
    </>,
  ),
};

export default help;
