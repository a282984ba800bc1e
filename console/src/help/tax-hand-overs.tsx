import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("移交税务", "Hand-overs to tax"),
  body: tr(
    <>
      <p>移交给税务的纳税人：月份、未回补油量、估算税款、接收单位、状态和税务反馈。点一行看证据包摘要和办理过程。</p>
      <h3>办理</h3>
      <ul>
        <li>移交在纳税人页面发起；税务岗位在这里接收、退回或反馈结果。</li>
        <li>反馈的结果和补缴税款按税务告知的登记，系统不作认定。</li>
        <li>证据包的 SHA-256 与移交时一致，可以核对没有被改动。</li>
      </ul>
    </>,
    <>
      <p>Taxpayers handed over to tax: months, litres, estimated tax, office, status and what tax reported. A row shows the pack's digest and the steps.</p>
      <h3>Steps</h3>
      <ul>
        <li>A hand-over begins on the taxpayer's page; tax receives it, gives it back or reports the outcome here.</li>
        <li>Outcome and tax paid are kept as tax reports them.</li>
        <li>The pack's SHA-256 is that of the moment it was handed over.</li>
      </ul>
    </>,
  ),
};

export default help;
