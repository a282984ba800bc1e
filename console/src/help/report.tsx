import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("留存报表", "Kept report"),
  body: tr(
    <>
      <p>留存的报表内容不再改变，Excel 和 PDF 每次下载都相同。Excel 中的合计、期末、占比和变化都是公式，可以重算核对。</p>
      <p>打开时自动与现在的数据比较。有迟到或更正的数据时，会提示已过时，并逐条写明哪个数字由多少变为多少；可以重新生成下一版，旧版保留，两版互相链接。</p>
      <p>PDF 供归档：有文号处、制表人、时间、版次、页码和内容摘要，数字与页面相同。</p>
    </>,
    <>
      <p>A kept report never changes; its Excel and PDF are the same each time. Sums, closings, shares and changes in the Excel file are formulas.</p>
      <p>When it is opened it is compared with the figures of now. If data came late, each figure that differs is named in words, and the next version can be made; the old one stays.</p>
      <p>The PDF has a place for a document number, who made it and when, its version, page numbers and the digest.</p>
    </>,
  ),
};

export default help;
