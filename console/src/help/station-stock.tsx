import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("加油站台账", "Station's book"),
  body: tr(
    <>
      <p>本月按油品、按日的账；单据日期与卸油日期不同的，按卸油日入账。</p>
      <p>差错用更正分录登记，原始记录不改；登记错的分录用冲销。</p>
      <p>月结后数据定格，之后的变化单独列出；重开须写明理由，重开人不得登记更正。</p>
    </>,
    <>
      <p>The month by product and day; a document counts on the day of its unloading.</p>
      <p>Errors are put right by entries; records are never changed, a wrong entry is taken back.</p>
      <p>A close keeps the figures; what changes later is shown beside. Who reopens does not correct.</p>
    </>,
  ),
};

export default help;
