import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("实时监测", "Live"),
  body: tr(
    <>
      <p>辖区内每把加油枪、每个油罐、每台设备此刻的情况，有变化时逐行更新，刚变的格子会淡淡地闪一下。</p>
      <h3>看表</h3>
      <ul>
        <li>点列名排序；上方可按县区、企业、油品、状态、预警颜色筛选，也可输入站名、编号或“3号枪”查找。所选内容都在网址里，可发给同事，后退键可撤销。</li>
        <li>“暂停”让表格停住不动，继续后自动补齐其间的变化。</li>
        <li>“—”表示没有数据，不等于零；鼠标停在格子上可看原因和确切时间。</li>
        <li>加油记录在加油结束后才产生，所以表中没有“正在加油”，“刚加油”指十分钟内有记录。</li>
        <li>键盘：表格内用方向键、PageUp、PageDown、Home、End 移动，回车打开该站。</li>
      </ul>
      <h3>可售天数</h3>
      <p>同一站同一油品全部油罐的存油，除以近7个整日的日均销量。未扣除底水和抽不出的底油。任一油罐没有读数、读数超过24小时、近7日有销售的天数不足3天，或没有售出该油品时不给出天数，并说明原因。</p>
      <h3>断线之后</h3>
      <p>实时通道中断时右上角会显示“重连中”。恢复后表格自动补齐中断期间的变化，无需刷新。</p>
    </>,
    <>
      <p>What every nozzle, tank and device in your area does now. Rows change by themselves; a cell that just changed blinks softly.</p>
      <h3>Reading the table</h3>
      <ul>
        <li>Click a column's name to sort. Filter by county, company, product, state or alert colour, or type a station's name, its number or “nozzle 3”. Everything chosen stands in the address: send it to a colleague, undo it with the back button.</li>
        <li>“Pause” lets the table stand still; going on brings what came in between.</li>
        <li>“—” means no data, which is not zero; hold the pointer over a cell for the reason and the exact time.</li>
        <li>A fuelling is recorded when it ends, so nothing here says that a nozzle is filling now; “Just fuelled” means a record within ten minutes.</li>
        <li>By keyboard: arrows, PageUp, PageDown, Home and End move within the table, Enter opens the station.</li>
      </ul>
      <h3>Days of supply</h3>
      <p>What all tanks of a product at a station hold, divided by the mean sales of the last seven whole days. Water and what no pump reaches are not taken off. No days are given, but the reason, when a tank has no reading or one older than 24 h, when fewer than three of the seven days have sales, or when none of the product was sold.</p>
      <h3>After a break</h3>
      <p>While the live channel is broken the page says “Reconnecting”. When it is back the table catches up by itself.</p>
    </>,
  ),
};

export default help;
