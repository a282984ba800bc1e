import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("经营企业", "Companies"),
  body: tr(
    <>
      <p>经营加油站的法人企业，以统一社会信用代码为准。“加油站数”可点开该企业的站。</p>
      <h3>修改与留痕</h3>
      <ul>
        <li>点一行打开它：登记了什么、以前是什么、谁在何时因何改的。</li>
        <li>有“维护站点档案”权限的人可以修改：每次都要写理由；“自哪一天起”不填即为今天。保存前下方列出将要改变的各项。</li>
        <li>日期可写 2025.9.1、2025年9月1日或 2025-09-01；全角数字也认。</li>
        <li>别人抢先改了同一行时，您的改动不会覆盖它：页面列出对方改了什么，核对后再保存。</li>
      </ul>
    </>,
    <>
      <p>The legal entities that run stations, named by their credit code. Their number of stations leads to them.</p>
      <h3>Changing, and what is kept</h3>
      <ul>
        <li>A row opens with what is registered, what stood before, and who changed it when and why.</li>
        <li>Who may edit the register can change it: always with a reason; “In effect since” left empty means today. What will change is listed below the fields before you save.</li>
        <li>Days may be written 2025.9.1 or 2025-09-01.</li>
        <li>When somebody else changed the row meanwhile yours does not overwrite it: their changes are listed, check and save again.</li>
      </ul>
    </>,
  ),
};

export default help;
