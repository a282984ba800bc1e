import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("油枪停用通知", "Orders to stop nozzles"),
  body: tr(
    <>
      <p>核实油气回收不合格后，在此通知加油站停用一把油枪，合格后再通知恢复使用。平台只送达文书，不操作任何设备。</p>
      <ul>
        <li>起草：填写加油站、油枪、事由和依据。签发：由另一名有签发权限的人，系统对文书做数字签名，可下载后独立验签。</li>
        <li>送达：加油站在企业端签收；或当面送达，由部门登记签收人。执行：由站方停用，上传现场照片。</li>
        <li>停用期间的销售：从送达到解除之间开始的加油会在通知上列出笔数和升数，供核查。</li>
        <li>恢复：起草恢复通知，签发时停用即解除。草稿可以撤回，已签发的不能。</li>
      </ul>
    </>,
    <>
      <p>Once a failure is checked, a station is ordered to stop a nozzle, and later to use it again. The platform serves papers; it moves no device.</p>
      <ul>
        <li>One person drafts, another signs; the paper carries a digital signature that can be checked anywhere.</li>
        <li>Served: the station confirms in its own pages, or a department hands it over and notes the recipient. The station carries it out and sends a photo.</li>
        <li>Sales that begin between receipt and lifting are counted on the order, as a lead to check.</li>
        <li>The stop is lifted when the order to use the nozzle again is signed. A draft can be withdrawn, a signed order cannot.</li>
      </ul>
    </>,
  ),
};

export default help;
