import { tr } from "@/lang";

const zh = (
  <>
    <p>全部预警规则：依据、类别、判定时机、可能的程度，以及本市设定了哪些参数、在多少站停用。点规则名查看参数、版本和准确率。</p>
    <ul>
      <li>“准确率”按人工办结的结论统计：属实 ÷（属实 + 误报），并给出95%区间；有合理解释和重复的不计入。每站每月误报超过0.1条的标“▲ 超出”。</li>
      <li>“规则集”列出每一版从哪个业务日起执行、由谁提出和批准、改了什么。</li>
    </ul>
  </>
);

const en = (
  <>
    <p>Every rule: its basis, kind, when it is judged, what the city sets otherwise and where it is switched off. Open one for parameters, versions and precision.</p>
    <ul>
      <li>Precision counts what people decided: confirmed ÷ (confirmed + false) with its 95 % interval; explained and duplicate alerts count as neither. More than 0.1 false alarms a station-month is marked.</li>
      <li>Rule sets: from which business day each holds, who proposed and approved it, what it changed.</li>
    </ul>
  </>
);

export default { title: tr("规则目录", "Rules"), body: tr(zh, en) };
