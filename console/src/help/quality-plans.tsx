import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("抽样计划", "Sampling plans"),
  body: tr(
    <>
      <p>决定抽哪些站、哪些油品。三种方式：随机抽取、按风险、指定。每一项都写明入选原因。</p>
      <ul>
        <li>随机：同一份档案和同一个种子总是抽出同样的站，任何人都可以复核。</li>
        <li>风险：上次不合格、购销单据品种疑点、来源不明的进油、进油密度异常、从未抽检，按此加权排序。</li>
        <li>从计划里的“登记抽样”进入，抽到的样品会记到这一项上。</li>
      </ul>
    </>,
    <>
      <p>Which stations and products are sampled: by lot, by risk, or by name. Each line says why it was chosen.</p>
      <ul>
        <li>By lot: the same register and seed always draw the same stations, so that anybody can check the draw.</li>
        <li>By risk: failed before, papers of another product, fuel without papers, odd densities, never sampled, weighed in this order.</li>
        <li>“Enter a sample” of a line notes the sample on it.</li>
      </ul>
    </>,
  ),
};

export default help;
