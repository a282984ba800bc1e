import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("损耗标准", "Losses allowed"),
  body: tr(
    <>
      <p>按 GB/T 11085 分油品、地区、季节登记零售、卸油、储存损耗，注明来源和生效日。</p>
      <p>初始值凭记录整理，须核对标准原文后登记。新的一条自生效日起用于台账的允许损耗，旧的保留，以前月份不改。</p>
    </>,
    <>
      <p>Retail, unloading and storage losses by product, region and season, with source and first day.</p>
      <p>The first lines are as recalled and have to be looked up. A new line holds from its first day on; the old ones stay.</p>
    </>,
  ),
};

export default help;
