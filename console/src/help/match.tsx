import { tr } from "@/lang";

const zh = (
  <>
    <p>上面是结论，下面依次是各项比对、关联在一起的记录、进度和办理过程。</p>
    <ul>
      <li>认领：表明由您核对。请站方说明：通知该站人员，由其填写说明。</li>
      <li>人工关联、解除关联：自动关联不对时使用，须写明依据。</li>
      <li>核对完毕：选择不符的原因。转预警：附到该站的一条预警，由预警流程处理。</li>
    </ul>
    <p>每一步都记入操作日志。</p>
  </>
);

const en = (
  <>
    <p>The conclusion stands first, then the comparisons, the records that belong together, and what was done.</p>
    <ul>
      <li>Take says that you check it. Ask the station notifies its people, who answer here.</li>
      <li>Join by hand and take out correct what the platform joined; both need a reason.</li>
      <li>Settle names the reason; hand to an alert leaves it to an alert of the station.</li>
    </ul>
    <p>Each step is in the journal.</p>
  </>
);

export default { title: tr("一条单据核对", "One match"), body: tr(zh, en) };
