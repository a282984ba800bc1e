import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("共享协议", "Agreements of sharing"),
  body: tr(
    <>
      <p>任何数据离开平台都要有协议：接收方、依据、用途、数据集和字段、区划、期限。一人起草，另一人批准；暂停或撤销立即生效，对方手里的令牌当即失效。</p>
      <ul>
        <li>没有列入协议的字段和区划不会给出；联系人、电话、车牌、当事人默认遮盖，确需全文的在协议中逐项勾选。</li>
        <li>对方系统用客户端编号和密钥换取15分钟的令牌（OAuth 2.0），逐页读取或只读变更；密钥只显示一次，换密钥时新旧两个同时有效。</li>
        <li>推送按CloudEvents格式签名发送，失败自动重试，可重发；文件附摘要，由接收人回执。</li>
      </ul>
    </>,
    <>
      <p>Nothing leaves without an agreement: receiver, basis, purpose, data sets with their fields, regions, term. One person drafts, another approves; suspending and revoking hold at once, tokens included.</p>
      <ul>
        <li>Fields and regions that are not agreed never leave; contacts, phones, plates and parties are masked unless the agreement names them in full.</li>
        <li>Their system changes its id and secret for a token of 15 minutes (OAuth 2.0) and reads page by page, or changes alone; a secret is shown once, two hold while one takes the other's place.</li>
        <li>Events are signed CloudEvents, tried again until delivered, and can be sent anew; files carry digests and get a receipt.</li>
      </ul>
    </>,
  ),
};

export default help;
