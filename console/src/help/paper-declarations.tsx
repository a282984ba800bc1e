import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("纳税申报", "Declarations"),
  body: tr(
    <>
      <p>加油站按月申报的升数和销售额（含税），从税务系统导出后成批导入。</p>
      <p>同一所属期重新申报的，两次都保留，以申报时间较晚的为准。汇总申报的纳税人，填其中任一座加油站。</p>
    </>,
    <>
      <p>Litres and amounts (with VAT) that stations declared, imported from the export of the tax system.</p>
      <p>A later filing for a period stands beside the earlier one and counts. For a joint return name any of its stations.</p>
    </>,
  ),
};

export default help;
