import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("纳税人", "Taxpayer"),
  body: tr(
    <>
      <p>一户纳税人近十二个月的比对：曲线、逐月表、涉税疑点、加油站、申报（含历次更正）、发票、证据包和移交记录。</p>
      <h3>证据包与移交</h3>
      <ul>
        <li>“生成证据包”把摘要、比对表、站日明细、申报、发票、进油单、日数据固化摘要和清单（每个文件的 SHA-256）打成一个压缩包，并保存备查。</li>
        <li>“移交税务”选月份、接收单位和理由，随附当时生成的证据包；税务接收、退回或反馈结果都留痕。</li>
        <li>系统只给出数据疑点，是否违规由人核查后认定。</li>
      </ul>
    </>,
    <>
      <p>A taxpayer over twelve months: chart, months, findings, stations, returns with every version, invoices, packs and hand-overs.</p>
      <h3>Packs and hand-overs</h3>
      <ul>
        <li>A pack holds summary, comparison, station-days, papers, digests of sealed days, and a manifest with the SHA-256 of each file; it is kept.</li>
        <li>A hand-over names months, office and reason and rests on a pack made then; receipt, return and outcome are kept.</li>
        <li>The system shows findings; only people decide what they mean.</li>
      </ul>
    </>,
  ),
};

export default help;
