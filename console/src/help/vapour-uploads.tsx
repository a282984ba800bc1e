import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("油气数据上传", "Vapour uploads"),
  body: tr(
    <>
      <p>把本市的油气监测记录按 HJ 212-2017 上传给生态环境部门的平台。每站每小时一条消息，每条记录一个数据包，逐包确认；没有确认的包按原编号重发，已确认的不再发送。</p>
      <ul>
        <li>对账：最近7个整日应传的记录数与对方已确认的记录数，差额为待传或失败。</li>
        <li>迟到的记录另成一条补传消息。</li>
        <li>连续12次失败后停止自动重试，请核对原因后点“重新上传”。</li>
      </ul>
    </>,
    <>
      <p>Sends the city's vapour records to ecology platforms by HJ 212-2017: a message a station and hour, a packet a record, each acknowledged; a packet without an answer is sent again under its number, an acknowledged one never.</p>
      <ul>
        <li>Reconciliation: records of the last 7 days beside those that were acknowledged.</li>
        <li>Late records make another message.</li>
        <li>After twelve failures a person has to send again.</li>
      </ul>
    </>,
  ),
};

export default help;
