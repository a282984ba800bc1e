import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("工单导入", "Imports of work orders"),
  body: tr(
    <>
      <p>把热线系统导出的Excel或CSV拖进来，系统认得常见的表头。先逐行核对，全部无误后才能提交，要么全部写入，要么一行也不写。</p>
      <ul>
        <li>热线和工单编号相同的视为同一工单，重复导入不会重复登记。</li>
        <li>加油站可填编号或站名；不填时按县区归属，县区也不填的归市级。</li>
        <li>来电人和电话在核对页上以星号显示。</li>
      </ul>
    </>,
    <>
      <p>Drop the Excel or CSV export of the hotline; its usual headers are known. Every row is checked first, and all rows are written or none.</p>
      <ul>
        <li>The same hotline and number is the same work order: importing again doubles nothing.</li>
        <li>A station is given by its id or name; without one the county says whose it is, else the city.</li>
        <li>Callers and their numbers are shown as asterisks in the preview.</li>
      </ul>
    </>,
  ),
};

export default help;
