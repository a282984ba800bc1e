import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("共享记录", "What was shared"),
  body: tr(
    <>
      <p>每一次共享一行：时间、协议、接收方、客户端、数据集、方式（接口读取、变更读取、推送、文件）、行数、来源地址和内容摘要。这里的记录只增不改。</p>
      <p>要查一份协议给出过什么，用“协议”筛选，或在协议抽屉里点“已共享”；“导出”可作审计附件。摘要是给出内容的SHA-256，可与对方留存的内容核对。</p>
    </>,
    <>
      <p>A line for each time something left: when, under which agreement, to whom, which data set, how (read, changes, event, file), how many rows, from which address, and the digest of what left. Lines are only added.</p>
      <p>Filter by agreement, or follow “Given” in its drawer; the export serves an audit. The digest is the SHA-256 of what was given, to be compared with what they keep.</p>
    </>,
  ),
};

export default help;
