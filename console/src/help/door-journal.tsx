import { tr } from "@/lang";

import { LIST_HELP, type HelpText } from "./_texts";

const help: HelpText = {
  title: tr("接入日志", "Door journal"),
  body: tr(
    <>
      <p>设备接入口没有接受的报文记在这里：来自不认识的终端、签名或校验不符、序列分叉、内容不合规范。这里没有记录，说明没有报文被拒收。</p>
      <p>同一终端反复出现时，请联系运维单位核对终端编号和密钥。</p>
      {LIST_HELP}
    </>,
    <>
      <p>What the door did not take: messages of unknown collectors, wrong signatures or checksums, forked sequences, contents out of order. An empty list means that nothing was refused.</p>
      <p>When one collector shows up again and again, let the operator check its number and key.</p>
      {LIST_HELP}
    </>,
  ),
};

export default help;
