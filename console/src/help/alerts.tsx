import { tr } from "@/lang";

import { LIST_HELP, type HelpText } from "./_texts";

const help: HelpText = {
  title: tr("预警", "Alerts"),
  body: tr(
    <>
      <p>平台发现数据不符或疑点，需要有人处理时，就发出一条预警。新的预警会自动出现并短暂加亮，无需刷新。</p>
      <ul>
        <li>“数据不符”是恒等关系或限值确被突破；“疑点”是统计上显著偏离，带区间；“数据不足以判定”会说明缺什么。</li>
        <li>等级从红到蓝，形状与颜色一并区分。</li>
        <li>点一行进入预警：看原始记录、曲线、依据，再签收、说明、办结。</li>
      </ul>
      {LIST_HELP}
    </>,
    <>
      <p>When the platform finds a discrepancy or a suspicion that somebody must act on, it raises an alert. New ones appear by themselves and are marked for a moment.</p>
      <ul>
        <li>A discrepancy breaks an identity or a limit; a suspicion is off by more than chance and has an interval; an undecidable one says what is missing.</li>
        <li>Levels go from red to blue, told apart by shape as well as colour.</li>
        <li>Open a row for its records, curves and basis; then sign for it, explain it, close it.</li>
      </ul>
      {LIST_HELP}
    </>,
  ),
};

export default help;
