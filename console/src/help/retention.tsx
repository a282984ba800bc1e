import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("保存期限", "Retention"),
  body: tr(
    <>
      <p>各类记录先存数据库，日数据固化后归档。超过“数据库内”天数的，在确认各站当天数据都已固化、归档文件与数据库逐条一致之后，整天移出数据库；归档库里的照常用于核算、复核和调阅。</p>
      <ul>
        <li>移出后仍留存每条记录的键值和摘要：补传的旧记录照样能认出重复和矛盾，不会重复入库。</li>
        <li>超过“归档全量”天数的按间隔抽稀，超过“共保存”天数的清除；固化清单一直保留，归档库仍可校验。</li>
        <li>法定下限不能改低：加油记录及单据10年，油气回收1年，液位和压力全量1年，其他6个月。</li>
        <li>案件引用的时段请“保全”：结案解除之前不移出、不抽稀、不清除。</li>
      </ul>
      <p>尚未固化、有补传未处理、正在保全或刚调回的日期不移出，原因列在“到期的分区”里。调回归档数据用命令 youjian retention restore。修改、保全、解除和每日清理都记入操作日志。</p>
    </>,
    <>
      <p>Records are in the database first and in the archive once their day is sealed. A day past its time in the database is taken out when every station's day is sealed and the archive holds record for record what the database holds. What is in the archive is still judged, proved and looked at.</p>
      <ul>
        <li>The keys and digests of what was taken out stay: a late record is still known as a duplicate or a contradiction and is not stored twice.</li>
        <li>Past its days at full rate a record in so many seconds is kept, past all its days none. The manifests stay, so the archive still verifies.</li>
        <li>What law asks cannot be set lower: ten years for fuellings and their documents, one for vapour fills, one at full rate for tank and pressure readings, six months for the rest.</li>
        <li>Hold the days that a case cites: until they are released they are not taken out, thinned or ended.</li>
      </ul>
      <p>Days that are not sealed, have late records, are held or were brought back stay; the reason stands beside them. Days come back with youjian retention restore. Every change, hold, release and daily run is in the journal.</p>
    </>,
  ),
};

export default help;
