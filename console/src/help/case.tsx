import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("案件页", "A case"),
  body: tr(
    <>
      <p>标题旁的按钮是现在能办的步骤；不能办的按钮说明原因（例如须由他人审批、任务未完成、移送未反馈）。</p>
      <ul>
        <li>文书按案情预填，可修改；签发后内容固定并留摘要。登记送达后，当事加油站在企业端看到文书，可陈述申辩；申辩须答复后才能结案。</li>
        <li>决定自生效日起算；重新调查会撤回原决定。</li>
        <li>“生成案卷”把PDF、疑点、所用的固化数据、文书、材料和经手记录打成签名的压缩包，并逐个复算疑点；改动一个字节即可查出。下载记入操作日志。</li>
      </ul>
    </>,
    <>
      <p>The buttons beside the title are the steps that may be taken now; one that may not says why (somebody else has to decide, a task is open, a transfer was not reported).</p>
      <ul>
        <li>Documents are prefilled and may be edited; once issued their text stays, with its digest. What was served is read by the station on its pages, which may object; an objection is answered before the case is closed.</li>
        <li>A decision counts from its effective day; a case that is reopened takes its decision back.</li>
        <li>The dossier is a signed file with the PDF, the findings, the sealed data they rest on, documents, material and every hand it went through; each finding is computed again. One changed byte is found.</li>
      </ul>
    </>,
  ),
};

export default help;
