import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("台账月结", "Month close"),
  body: tr(
    <>
      <p>月份结束后，按站或全部月结；月结数、时间和人员留存。</p>
      <p>月结后到达的记录不改月结数，另列为月结后差异。重开须在加油站台账页写明理由；重开以后，更正分录由另一人登记。</p>
    </>,
    <>
      <p>Once a month is over, close it for some stations or all.</p>
      <p>What comes later stands beside it as a difference. A month is reopened on the station's page, with a reason; somebody else then corrects it.</p>
    </>,
  ),
};

export default help;
