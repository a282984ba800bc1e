import { tr } from "@/lang";

import { LIST_HELP } from "./_texts";

const zh = (
  <>
    <p>每个已开始的班次一行：由谁值班、何时由谁交给谁。没有交接的标为“未交接”，用上方的“交接”一列可以只看这些。</p>
    <p>点一行看记录单，可以打印。</p>
    {LIST_HELP}
  </>
);

const en = (
  <>
    <p>A line for every shift that has begun: who was on duty, who handed it to whom and when. A shift without a hand-over says so; filter by that column to see only those.</p>
    <p>Open a line for its sheet, which can be printed.</p>
    {LIST_HELP}
  </>
);

export default { title: tr("交接班记录", "Hand-over sheets"), body: tr(zh, en) };
