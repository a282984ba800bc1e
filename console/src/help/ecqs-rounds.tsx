import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("e-CQS交换记录", "Rounds of exchange"),
  body: tr(
    <>
      <p>每次导入、导出、获取和送出都有一条记录，失败的也有，并写明原因。点一行看被e-CQS拒绝的行，并可下载当时的文件。</p>
      <ul>
        <li>“未对应”是e-CQS有而本平台没有对应加油机的行数。</li>
        <li>同一份台账再次导入不会产生新的差异。</li>
        <li>文件以SHA-256留存，可核对与送出的一致。</li>
      </ul>
    </>,
    <>
      <p>Each import, export, fetch and sending is a line, failed ones too, with the reason. A row shows what e-CQS refused, and gives the file of that time.</p>
      <ul>
        <li>None of ours counts rows of e-CQS that are no dispenser of ours.</li>
        <li>The same ledger again opens no new difference.</li>
        <li>Files are kept with their SHA-256, to be compared with what was sent.</li>
      </ul>
    </>,
  ),
};

export default help;
