import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("检定证书与结果通知书", "Certificate or notice of result"),
  body: tr(
    <>
      <p>一次检定的全部内容，可打印。二维码里是证书上的文字和校验码，不含其他信息；收到纸质证书的人可凭校验码请计量部门核对原件。</p>
      <ul>
        <li>合格的为检定证书，写明有效期；不合格的为检定结果通知书。</li>
        <li>不合格且处理已开始的，可生成处理通报。</li>
      </ul>
    </>,
    <>
      <p>All of one verification, to be printed. The square code holds the words of the paper and its check code, by which the original is found among the results; it holds nothing else.</p>
      <ul>
        <li>A pass is a certificate with its last day, a failure a notice of result.</li>
        <li>Once handling of a failure has begun, a notice of breach can be prepared.</li>
      </ul>
    </>,
  ),
};

export default help;
