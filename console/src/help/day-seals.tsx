import { tr } from "@/lang";

import { LIST_HELP, type HelpText } from "./_texts";

const help: HelpText = {
  title: tr("日数据固化", "Day seals"),
  body: tr(
    <>
      <p>每站每个业务日的全部记录，连同当日的档案和规则参数，固化为一份归档，算出SM3和SHA-256校验值，并与本站上一份首尾相连。固化之后任何一个字节被改动、删除、调换或添加，都查得出来，并能说出是哪个站哪一天。</p>
      <ul>
        <li><b>完整</b>：各油枪的加油序号连续、累计泵码吻合，日终后即固化。<b>到期</b>：未能齐全的，日终后48小时按已有数据固化；没有任何记录的日子也固化。</li>
        <li><b>补录</b>：固化之后又收到的记录和更正，形成新版本，旧版本保留。<b>抽稀</b>：按保存期限抽稀后的版本。</li>
        <li>各站最新固化值和操作日志的校验值每分钟签名锚定到另一处存放。“未锚定”超过15分钟请找运维。</li>
        <li>点一行可看各表的记录数和校验值、默克尔根、链上的前后两份和锚定。</li>
      </ul>
      <p>核对整个归档用命令 youjian verify；固化按需执行用 youjian seal。</p>
      {LIST_HELP}
    </>,
    <>
      <p>All records of a station's business day, with the register and the rules of that day, are sealed into the archive, digested with SM3 and SHA-256 and chained to the station's seal before. Any byte changed, taken out, swapped or added afterwards is found, and which station-day it is.</p>
      <ul>
        <li><b>Complete</b>: the numbers of every nozzle have no gap and the totals agree; sealed right after the day's end. <b>Aged</b>: what is not whole is sealed 48 hours after its end; so is a day without any record.</li>
        <li><b>Late records</b>: what came after the seal, corrections too, makes a new revision; the old one stays. <b>Thinned</b>: as the retention limits ask.</li>
        <li>The newest seals and the journal's digest are signed and anchored in a second place every minute. “Not anchored” for more than 15 minutes is for operations to look at.</li>
        <li>A row opens the records and digests of each table, the Merkle root, the neighbours in the chain and the anchor.</li>
      </ul>
      <p>`youjian verify` checks a whole archive; `youjian seal` seals by hand.</p>
      {LIST_HELP}
    </>,
  ),
};

export default help;
