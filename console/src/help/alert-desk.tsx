import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("分派与时限", "Routing and deadlines"),
  body: tr(
    <>
      <p>这里列出本市预警的等级、分派、时限、集中预警和区域中断的规定。各项自上而下，取第一条符合的。</p>
      <p>有“维护预警分派与时限”权限的人员可以修改，须写明理由，全部留痕。已有预警的等级不变；责任部门和时限在该预警下次变化时按新规定计算。</p>
    </>,
    <>
      <p>What the city settles about its alerts: colours, routes, deadlines, storms, outages of an area. The first line that fits counts.</p>
      <p>Whoever has the right may change it, with a reason; all of it is kept. Alerts there are keep their colour; departments and deadlines follow when the alert changes next.</p>
    </>,
  ),
};

export default help;
