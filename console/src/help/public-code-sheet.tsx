import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("本站公示二维码", "Codes of a station"),
  body: tr(
    <>
      <p>打印本页，把各二维码贴在对应编号的加油机上。页面地址取自平台对外的网址，可在安装时以YOUJIAN_PUBLIC_URL设定。</p>
      <ul>
        <li>“打开公示页”可先看公众将看到什么。</li>
        <li>机器换位或二维码被盗用时，先停用再补齐，旧码立即失效。</li>
        <li>已停用的加油机不在此列。</li>
      </ul>
    </>,
    <>
      <p>Print this page and put each code on the dispenser of its number. The address is that by which the platform is reached from outside; the installation sets it as YOUJIAN_PUBLIC_URL.</p>
      <ul>
        <li>“Open the page” shows what the public will see.</li>
        <li>When a code was misused, revoke it and make a new one: the old one opens nothing at once.</li>
        <li>Dispensers out of use are not shown.</li>
      </ul>
    </>,
  ),
};

export default help;
