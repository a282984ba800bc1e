import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("e-CQS台账差异", "Differences to e-CQS"),
  body: tr(
    <>
      <p>两边都有值而且不同的字段，全角半角、大小写和空格不算差异。一边为空的不算差异：我方没有的字段直接沿用e-CQS的值。</p>
      <ul>
        <li>以e-CQS为准：型号、出厂编号、厂家立即更正到档案，其他字段记在台账中。</li>
        <li>以本平台为准：随下次导出送给e-CQS；送出后对方仍不改的会再次列出。</li>
        <li>地点、区划、数量随加油站和油枪档案变化，到档案中修改。</li>
      </ul>
    </>,
    <>
      <p>Fields in which both sides say something else; width, case and blanks do not count. What one side leaves empty is no difference: what only they hold is taken over.</p>
      <ul>
        <li>Theirs holds: model, serial number and maker go into the register at once, other fields into the ledger.</li>
        <li>Ours holds: it goes out with the next export, and is asked again when they were told and differ still.</li>
        <li>Place, region and quantity follow from station and nozzles: change them there.</li>
      </ul>
    </>,
  ),
};

export default help;
