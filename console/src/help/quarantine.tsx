import { tr } from "@/lang";

import { LIST_HELP, type HelpText } from "./_texts";

const help: HelpText = {
  title: tr("待核数据", "Quarantine"),
  body: tr(
    <>
      <p>设备上报的记录，平台收到就答复，一条也不丢。读不懂的、时间不对的、与已有记录矛盾的，不能直接入库，原样保存在这里等人核对。</p>
      <ul>
        <li>先看原因：档案里缺油枪、设备时钟不对、内容不合规范，各有各的处理单位。</li>
        <li>原因排除后点“重放”：平台按现在的档案和程序重新读取原始内容。仍不合规范的留在待处理，并写明这次的原因。</li>
        <li>确实不是记录的（如厂家的测试报文）点“作废”并写明理由。原始内容仍保留。</li>
      </ul>
      <p>谁重放、谁作废、为什么，都记入操作日志。记录的内容不能修改。</p>
      {LIST_HELP}
    </>,
    <>
      <p>The platform answers for every record it gets. What it cannot read, what names a wrong time, what contradicts a stored record is not stored with the facts: it is kept here as it came until somebody has looked at it.</p>
      <ul>
        <li>The reason first: a nozzle missing in the register, a device's clock, content against the contract.</li>
        <li>Then “Replay”: the bytes are read again with today's register and version. What is refused again stays held, with the new reason.</li>
        <li>What is no record (a maker's test message) is discarded with a reason. Its bytes stay.</li>
      </ul>
      <p>Who did it and why stands in the journal. No record's content can be changed.</p>
      {LIST_HELP}
    </>,
  ),
};

export default help;
