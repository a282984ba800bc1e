import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("风险和信用", "Risk and credit"),
  body: tr(
    <>
      <p>风险等级只用于安排检查；对加油站不利的只有已生效的行政决定，两个数分开计算、分开显示。</p>
      <ul>
        <li>每天夜间按当日事实和执行中的权重计算；点开一座站可逐行复算：权重乘数量乘衰减。</li>
        <li>权重由一人提出、另一人审批；异议和信用修复由审批人决定，决定从当天起停止计分，历史保留。</li>
        <li>官方信用风险分类按市场监管系统登记，只并列显示，不参与计算。</li>
        <li>双随机：先封存名单，再用后公布的种子抽取一次，下载存证后任何人可以重算。</li>
      </ul>
    </>,
    <>
      <p>Classes only steer inspections; against a station count effective decisions alone. Both figures are worked out and shown apart.</p>
      <ul>
        <li>Each night scores the stations by the facts of the day and the weights in force; open a station to redo it line by line: weight times amount times decay.</li>
        <li>One person proposes weights and another approves; objections and repair are decided by who may, and a decision stops counting from that day while its history stays.</li>
        <li>The official class is kept as given by the market supervision, beside ours and no part of it.</li>
        <li>Draws: the list is sealed first, then drawn once by a seed that was published later; from the proof anybody can do it again.</li>
      </ul>
    </>,
  ),
};

export default help;
