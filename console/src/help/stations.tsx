import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("加油站", "Stations"),
  body: tr(
    <>
      <p>第一句说明辖区有多少站、多少在营业、多少在线，以及 90 天内到期的许可证和 30 天内到期的检定；点其中的数字就筛出那些站或枪。</p>
      <h3>找一个站</h3>
      <ul>
        <li>查找框认名称、编号、信用代码、集团、地址；筛选、排序和列都留在网址里，可以发给同事。</li>
        <li>点一行进入一站一档。已停业的站保留在列表里，状态写明暂停或关停。</li>
      </ul>
      <h3>登记</h3>
      <ul>
        <li>“新增加油站”逐站登记；“Excel 批量”用模板一次登记许多站。</li>
      </ul>
    </>,
    <>
      <p>The first sentence says how many stations there are, at work and online, which licences lapse within 90 days and which verifications within 30; a figure leads to those rows.</p>
      <h3>Finding a station</h3>
      <ul>
        <li>The search knows name, number, credit code, group and address; filters, order and columns stand in the address and can be sent to a colleague.</li>
        <li>A row leads to the station's page. Stations out of business stay in the list and say so.</li>
      </ul>
      <h3>Registering</h3>
      <ul>
        <li>“Add a station” takes one, “By Excel” many at a time.</li>
      </ul>
    </>,
  ),
};

export default help;
