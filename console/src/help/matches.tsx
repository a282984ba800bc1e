import { tr } from "@/lang";

const zh = (
  <>
    <p>平台把进油单、液位仪测到的卸油和运单按单号关联；没有单号的，按加油站、油品、时间和20℃油量关联。对不上的列在这里，由人核对；结果只是疑点或数据不符。</p>
    <ul>
      <li>有单无油：进油单前后12小时内油罐没有相应的上升。有油无单：油罐上升，72小时内没有进油单。</li>
      <li>少、多：按20℃比较，超出允许范围；差异带95%区间。检测规则已有疑点的，以规则的数字为准。</li>
      <li>数据不足：缺少温度、密度或液位读数，列中写明缺什么。待齐：还在等对方单据。</li>
      <li>补录单据后自动重新核对；已核对的，数据变化后会重新打开。</li>
    </ul>
  </>
);

const en = (
  <>
    <p>The platform joins delivery documents, rises of gauges and waybills by number; without a number by station, product, time and litres at 20 °C. What does not match stands here for people to check; it is a discrepancy or a suspicion, nothing more.</p>
    <ul>
      <li>Document without rise: no tank rose within 12 hours of it. Rise without document: none came within 72 hours.</li>
      <li>Short and over are judged at 20 °C beyond what is allowed, with a 95 % interval; where a rule has spoken its figure stands.</li>
      <li>Undecidable says what is missing; waiting is for another paper.</li>
      <li>A paper that comes late is joined by itself; what was settled opens again when the data change.</li>
    </ul>
  </>
);

export default { title: tr("单据核对", "Papers to check"), body: tr(zh, en) };
