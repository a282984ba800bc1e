import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("铅封流转", "Custody of seals"),
  body: tr(
    <>
      <p>每个铅封何时由谁施封、因何拆封、何时发现破损。施封、拆封和破损在加油机的一机一档中登记，登记后档案同时更新。</p>
      <ul>
        <li>拆封须有依据：检定，或覆盖当日、针对本机的已批准维修申报。</li>
        <li>没有依据的拆封按“发现破损”登记，系统据此报警。</li>
      </ul>
    </>,
    <>
      <p>Who put each seal on, why it came off and when it was found broken. Acts are entered in the dispenser&apos;s file and change the register at the same time.</p>
      <ul>
        <li>A seal comes off for a verification, or under a repair that was approved for the dispenser and the day.</li>
        <li>Without leave it was found broken, which is an alarm.</li>
      </ul>
    </>,
  ),
};

export default help;
