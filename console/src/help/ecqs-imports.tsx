import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("e-CQS台账导入", "Imports of e-CQS"),
  body: tr(
    <>
      <p>把e-CQS导出的器具台账（Excel或CSV）拖进来。先看每一行是新增、变化还是相同，再提交；提交即与本平台台账逐字段比对。</p>
      <ul>
        <li>必须有e-CQS编号一列；出厂编号用于与加油机对应，同一编号有多台时再看使用单位信用代码。</li>
        <li>对应不上的行留在台账中，可手工对应到加油机。</li>
        <li>重复导入同一份文件不会产生新的差异。</li>
      </ul>
    </>,
    <>
      <p>Drop the ledger of e-CQS as Excel or CSV. What each row would do is shown before it is committed; committing holds it against ours, field by field.</p>
      <ul>
        <li>The number of e-CQS has to be there; the serial number finds the dispenser, the credit code decides between several.</li>
        <li>What is found nowhere stays in the ledger and can be paired by hand.</li>
        <li>The same file again opens nothing new.</li>
      </ul>
    </>,
  ),
};

export default help;
