import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("现场检查记录", "Record of an inspection"),
  body: tr(
    <>
      <p>双方签名后的记录，平台收下后不能修改或删除。更正、补充和整改复查用“补充记录”另行记在后面，写明填写人和时间。</p>
      <ul>
        <li>位置取自手机；同时给出与登记位置的距离。照片带拍摄时间和位置。</li>
        <li>“下载PDF”得到中文的现场检查记录，含照片、签名和内容摘要。</li>
        <li>铅封一栏写明破损的铅封是否已记入台账。</li>
      </ul>
    </>,
    <>
      <p>The record as both sides signed it: it is neither changed nor deleted. Corrections and follow-ups are added after it, with who wrote them and when.</p>
      <ul>
        <li>The place is the device's, with its distance from the registered one. Photos have their time and place.</li>
        <li>The PDF is the record in Chinese with photos, signatures and the digest of its content.</li>
        <li>The seals say whether what was broken is in the register now.</li>
      </ul>
    </>,
  ),
};

export default help;
