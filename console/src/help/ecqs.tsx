import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("e-CQS台账", "e-CQS"),
  body: tr(
    <>
      <p>本平台在用加油机与e-CQS强检器具台账的逐字段对照。一台加油机一行；档案中没有的字段（如准确度等级）用默认值，可修改并注明依据。</p>
      <ul>
        <li>点一行看两边各字段，有差异的由人判定以哪个为准，须写理由。</li>
        <li>“仅e-CQS有”的可对应到加油机；“仅本平台有”的随导出送出。</li>
        <li>没有配置接口时用文件导入和导出；配置后可立即获取和送出，每天02:35自动交换。</li>
      </ul>
    </>,
    <>
      <p>Our dispensers in use beside the ledger of e-CQS, field for field. One row a dispenser; fields that the register does not hold, as the accuracy class, have defaults with their source.</p>
      <ul>
        <li>A row shows both sides; a person decides what differs, and says why.</li>
        <li>What only e-CQS has can be paired with a dispenser; what only we have goes out with the export.</li>
        <li>Without an interface files go both ways; with one it can be fetched and sent at once, and is every night at 02:35.</li>
      </ul>
    </>,
  ),
};

export default help;
