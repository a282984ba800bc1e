import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("示值正超差", "Short measure"),
  body: tr(
    <>
      <p>系统每夜由液位、加油记录和单据估计每把枪的示值误差和95%区间。清单按“每升少给量×近30天销量×超过最大允许误差的把握”排序，供安排现场核查。估计不是认定，以现场检定为准。</p>
      <ul>
        <li>与同罐其他枪相比（扣除检定误差）或按液位与单据估计，取更有把握的一种。</li>
        <li>现场核查后点“登记核查”，填写实测误差，清单的命中率随之显示。</li>
      </ul>
    </>,
    <>
      <p>Each night every meter&apos;s error is estimated with its 95 % interval from levels, fuellings and documents. The list is in order of short measure a litre x litres of 30 days x certainty of being beyond the limit, for inspectors to visit. An estimate establishes nothing: the test on site decides.</p>
      <ul>
        <li>Enter what was measured on site: the list&apos;s hit rate shows.</li>
      </ul>
    </>,
  ),
};

export default help;
