import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("我的加油站", "My station"),
  body: tr(
    <>
      <p>这里是本站今天的销售、油罐存量、设备状态和最近的进油单。</p>
      <p>卸油后点“录入进油单”。没有网络时可先存在本机，联网后自动发送；同一张单据重复发送不会重复登记。</p>
    </>,
    <>
      <p>Today's sales, tanks, devices and latest deliveries of your station.</p>
      <p>Without a network a delivery is kept on this device and sent later; the same document is never doubled.</p>
    </>,
  ),
};

export default help;
