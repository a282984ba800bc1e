import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("检定结果导入", "Imports of verifications"),
  body: tr(
    <>
      <p>把检定机构导出的Excel或CSV拖进来。每个流量点三次示值误差以百分数填写，正为少给油；合格与否由系统按检定当日的规程判定，不从文件读取。</p>
      <ul>
        <li>加油站可填编号或站名；同一枪、同一日、同一证书编号视为同一次检定，重复导入不会重复登记。</li>
        <li>“外观或功能缺陷”一栏有内容，即外观检查不合格。</li>
        <li>提交后一机一档、证书和到期提醒同时更新。</li>
      </ul>
    </>,
    <>
      <p>Drop the Excel or CSV of an institute. Three errors of each flow point in percent, above zero for short measure; pass or fail is judged by the edition of that day and never read from the file.</p>
      <ul>
        <li>A station is given by its id or name; the same nozzle, day and certificate is the same verification.</li>
        <li>Anything under defects means that the appearance failed.</li>
        <li>Files of dispensers, certificates and reminders follow at once.</li>
      </ul>
    </>,
  ),
};

export default help;
