import { tr } from "@/lang";

const zh = (
  <>
    <p>从一笔加油查到罐里的各批进油及其单据、发票、运单和供应商；或从一张进油单查到卖了多少、何时、从哪些枪卖出、在哪些月份申报、还剩多少。</p>
    <ul>
      <li>先进先出：先卸入的先售出。完全混合：每一升按罐内各批的比例构成。两种模型都按20℃推算，各批之和精确到毫升等于总量。</li>
      <li>没有单据的部分单独列出：所查期间以前的库存、有油无单的进油、超过已知库存的部分。</li>
      <li>平台没有化验批次的记录，质量批次写“没有记录”。</li>
    </ul>
  </>
);

const en = (
  <>
    <p>From a fuelling back to the batches in its tank with documents, invoices, waybills and suppliers; from a delivery forward to how much was sold, when, through which nozzles, in which months, and what is left.</p>
    <ul>
      <li>First in, first out, or ideal mixing: both are worked out at 20 °C, and the shares add up to the millilitre.</li>
      <li>What has no paper is named: stock from before, rises without document, sales beyond everything that came in.</li>
      <li>Laboratory lots are not recorded, so the quality lot says so.</li>
    </ul>
  </>
);

export default { title: tr("追溯", "Tracing"), body: tr(zh, en) };
