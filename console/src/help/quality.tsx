import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("油品抽检", "Fuel samples"),
  body: tr(
    <>
      <p>抽到的样品、它们的流转和检验结果。检验值按抽样当日的限值逐项判定；没有限值的项目只记录，不判定。</p>
      <ul>
        <li>点一行打开样品：登记移交、接收、启封（封签是否完好）、检验结果、告知企业、复检、整改和办结。</li>
        <li>复检报告与原报告并列，均不改写。</li>
        <li>密度与品号不符的进油单只是线索，供选站参考，不是质量结论。</li>
      </ul>
    </>,
    <>
      <p>Samples, the way they went, and what the laboratory found. Values are judged one by one by the limits of the day of sampling; those without a limit are kept and not judged.</p>
      <ul>
        <li>A row opens the sample: hand it on, receive, open (was the seal whole), enter a report, tell the station, retest, put right, close.</li>
        <li>A retest stands beside the first report; neither is changed.</li>
        <li>A density that does not fit is a hint where to sample, no result.</li>
      </ul>
    </>,
  ),
};

export default help;
