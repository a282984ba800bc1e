import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("油气回收", "Vapour recovery"),
  body: tr(
    <>
      <p>全市油气回收的一天：多少座站有标准报警、标准预警，国家标准与早期地方规则各判定多少枪和油罐。最近30天的监测记录与加油记录是否同步，按排放系数估算回收和排放了多少千克 VOCs。</p>
      <ul>
        <li>标准预警、标准报警是 GB 20952-2020 附录E的等级，是核查线索，不等于平台预警，也不是结论。</li>
        <li>本市执行哪一套判定标准由有权限的人选定，两套结果都保留。</li>
        <li>没有当日数据的站单独计数，不当作正常。</li>
      </ul>
    </>,
    <>
      <p>The city's day: stations with a standard alarm or warning, nozzles and tanks judged by the standard and by the older local rules; how well monitor records agree with fuellings over 30 days, and an estimate of the vapour saved and lost.</p>
      <ul>
        <li>Standard warnings and alarms are levels of GB 20952-2020 annex E: leads to check, not alerts of the platform.</li>
        <li>Which edition counts is chosen; both are kept.</li>
      </ul>
    </>,
  ),
};

export default help;
