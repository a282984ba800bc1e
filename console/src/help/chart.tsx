import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("罐容表", "Tank chart"),
  body: tr(
    <>
      <p>罐容表把液高换算成容积。第一句说明现行的一版自何时起用、与上一版最大相差多少升、在哪个高度。</p>
      <h3>看图</h3>
      <ul>
        <li>上图是两版的容积，下图是相差的升数；按住 Ctrl 滚轮放大。旁边的表与图内容相同，“存为图片”保存。</li>
        <li>两个下拉框可选任意两版对比。</li>
      </ul>
      <h3>新增一版</h3>
      <ul>
        <li>在 Excel 里选中高度（mm）与容积（升）两列，复制后粘贴；标题行会跳过。</li>
        <li>页面先检查：高度递增、容积不减、不超过罐容，并画出与现行版的差别，再登记。旧版永远保留，过去的日子仍按当时的罐容表换算。</li>
      </ul>
    </>,
    <>
      <p>A chart turns a level into litres. The first sentence says since when the one in force applies, and where and by how much it differs most from the one before.</p>
      <h3>The picture</h3>
      <ul>
        <li>Volumes above, the difference in litres beneath; Ctrl and the wheel zoom. The table beside it holds the same; “Save as a picture” keeps it.</li>
        <li>Any two versions can be compared.</li>
      </ul>
      <h3>A new version</h3>
      <ul>
        <li>Select the two columns height (mm) and volume (L) in Excel, copy and paste them; a row of titles is passed over.</li>
        <li>Heights must rise, volumes may not fall nor exceed the tank; the difference is drawn before you register it. Old versions stay, and past days keep the chart that applied.</li>
      </ul>
    </>,
  ),
};

export default help;
