import { tr } from "@/lang";

const zh = (
  <>
    <p>先看结论：按新参数，近90天哪些疑点会消失、新增或变化，对应的预警当时被认定为什么。</p>
    <ul>
      <li>回测只读已固化的数据，用原参数和新参数各复算一遍；没有固化或已稀疏的站日会列明。登记信息取最后一个固化日的快照。</li>
      <li>提交前须对当前取值完成回测；确不能回测的写明原因。</li>
      <li>起草后又批准了别的规则集时，须改以现行规则集为基础并重新回测。</li>
      <li>规则集只增不改：生效日前撤销批准，会追加一个同日生效、恢复原值的规则集；生效后请另提一项调整。</li>
    </ul>
  </>
);

const en = (
  <>
    <p>The answer first: which findings of the last 90 sealed days would vanish, appear or move, and what people had decided on their alerts.</p>
    <ul>
      <li>A backtest reads sealed days only and judges them with the old and the new parameters; days without a seal, or thinned, are named. The register is that of the last sealed day.</li>
      <li>Exactly these values have to be tried before it is submitted, or a reason given.</li>
      <li>When another set was approved meanwhile, move the change to it and try it anew.</li>
      <li>Sets are only added: revoking before the day adds one for the same day that sets everything as it was; afterwards propose another change.</li>
    </ul>
  </>
);

export default { title: tr("规则调整", "Change of rules"), body: tr(zh, en) };
