import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("一站一档", "One station"),
  body: tr(
    <>
      <p>关于一个站的全部：登记内容、油罐实时液位、加油枪、设备、加油与卸油、检定与铅封、预警、停机、经营沿革、档案变更，和把它们串在一起的时间线。</p>
      <h3>看过去</h3>
      <ul>
        <li>“历史档案”选一天，页面变成那一天的登记内容；带“↺”和蓝色提示，避免误认为现在。</li>
        <li>合并、分立、迁建的前后站在顶部互相链接。</li>
      </ul>
      <h3>办理</h3>
      <ul>
        <li>“修改档案”改登记内容；“办理”里是停机申报、变更经营、暂停、关停、迁建、合并、分立。</li>
        <li>各表右上角可新增；点编号可看历史和修改。</li>
      </ul>
      <h3>打印</h3>
      <ul>
        <li>打印出来是一份文件：除屏幕上的内容外，登记的各表都完整列出。</li>
      </ul>
    </>,
    <>
      <p>Everything about one station: what is registered, levels, nozzles, equipment, fuellings and deliveries, verifications and seals, alerts, downtime, operators, changes, and the timeline of it all.</p>
      <h3>The past</h3>
      <ul>
        <li>“As of a day” shows the register as it was on that day; a mark and a blue band say so.</li>
        <li>Stations that it was merged from, split from or moved to are linked on top.</li>
      </ul>
      <h3>Doing</h3>
      <ul>
        <li>“Edit” changes what is registered; “Change” holds downtime, a new operator, suspending, closing, moving, merging, splitting.</li>
        <li>Each table can be added to; its first column opens a row with its history.</li>
      </ul>
      <h3>Paper</h3>
      <ul>
        <li>Printed it is a document: every table of the register is listed in full.</li>
      </ul>
    </>,
  ),
};

export default help;
