import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("平台对接", "Platforms of others"),
  body: tr(
    <>
      <p>与市政务数据共享平台和省级平台的往来都在这里：接口直连，或在没有接口时交换JSON文件，内容相同。</p>
      <ul>
        <li>目录：一人编制，另一人发布；有条件共享和不予共享须写明依据。收到的申请由有审批权的人审核，同意即生成协议，撤销协议会告知平台。</li>
        <li>上报：只发新增和变更的行，逐行登记接收或退回的原因；数据更正后下一批自动重报，也可由人决定原样重报。两边数量和逐行内容自动对账，差异由人处理。</li>
        <li>定期交付：到期日自动生成文件，漏掉的日子列为漏交付，不补做假的当日文件。监管行为按期间导出，编码由本市填写。</li>
      </ul>
    </>,
    <>
      <p>What goes to and comes from the city's sharing platform and a province's: over HTTP, or as JSON files of the same content where there is no interface.</p>
      <ul>
        <li>Catalogue: one person writes an entry, another publishes it; limited sharing names its law. Applications are decided by who may approve; an approved one is an agreement, and its revocation is told.</li>
        <li>Upload: new and changed rows alone, each accepted or refused with a reason; what was put right goes with the next batch, or a person has it sent again. Both sides are compared row by row, people decide on differences.</li>
        <li>Scheduled files are made on their day; a day that was missed is named and not made up later. Acts of supervision are exported by period with the city's own codes.</li>
      </ul>
    </>,
  ),
};

export default help;
