import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("我的加油站", "My station"),
  body: tr(
    <>
      <p>这里是本站今天的销售、油罐存量、设备状态、未办结的预警、最近的进油单和停机申报，都在这一页办理。</p>
      <p>卸油后点“录入进油单”，可拍照上传。有预警时点“查看并说明”，写明当时的情况。停电、检修、断网或歇业前点“申报停机”。</p>
      <p>可以把本页添加到手机桌面（浏览器菜单里的“安装”或“添加到主屏幕”）。在有网络时打开过一次后，没有网络也能打开并录入进油单，先存在本机，联网并打开本页后自动发送；同一张单据重复发送不会重复登记。换人使用前请退出登录。</p>
    </>,
    <>
      <p>Today's sales, tanks, devices, open alerts, latest deliveries and announced downtime of your station, all dealt with on this page.</p>
      <p>Enter a delivery with its photo, explain an alert, announce power cuts or repairs beforehand.</p>
      <p>The page can be installed on a phone. Once it was opened with a network it also starts without one: a delivery is kept on the device and sent when the network is back, never doubled. Log out before somebody else uses the device.</p>
    </>,
  ),
};

export default help;
