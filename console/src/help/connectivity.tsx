import { tr } from "@/lang";

import { LIST_HELP, type HelpText } from "./_texts";

const help: HelpText = {
  title: tr("在线率", "Online rate"),
  body: tr(
    <>
      <p>一座加油站在线，就是它的采集终端在线。超过10分钟没有心跳记为一次离线，从最后一次心跳算起，到恢复后第一次心跳为止；平台自身中断的时间不算任何人的。</p>
      <ul>
        <li><b>在线率</b> = 在线时间 ÷（应在线时间 − 停机申报 − 平台中断）。<b>考核在线率</b>还扣除归因于停电、运营商线路、终端厂商和区域性中断的时间，排名和是否达标按它计算。扣除了什么，排名表里都列出。</li>
        <li><b>归因</b>先看终端自己的记录（断电），再看同时中断的站有什么共同点（运营商、固件、县区），都没有证据的归站方；仍在离线或刚恢复的为“待查”。报断电而其间仍有加油记录的，不按停电扣除。</li>
        <li>有权审批停机的人可以更正归因，须写理由，记入操作日志，当日在线率随即重算。</li>
        <li><b>到报率</b>是按加油序号应有的记录中已收到的比例：线路断过而记录事后补齐的，在线率低、到报率仍为100%。</li>
        <li><b>离线期间出油</b>：恢复后按断网前后的累计泵码计算，分为有补传记录和没有记录的，并与油罐下降对照。</li>
        <li>采集终端离线时，它后面的设备不算“离线”，而是“状态未知”。停业、关停和尚未接入的加油站不计。比率一律向下取到万分之一。</li>
      </ul>
      {LIST_HELP}
    </>,
    <>
      <p>A station is online while its collector is. More than ten minutes without a heartbeat is an outage, from the last heartbeat before to the first one after; the platform's own outages are nobody's.</p>
      <ul>
        <li><b>Online</b> = time online ÷ (time in service − announced − platform's own). <b>Assessed</b> also leaves out what was put down to power, the carrier, the supplier of the box or a whole area; ranking and target go by it. What was taken out stands beside it.</li>
        <li><b>The cause</b> is first what the box noted itself (power), then what the stations that went dark together have in common (carrier, firmware, county), else the station; “not known” while it is open or just back. A box that noted a power cut while fuel was sold is not excused.</li>
        <li>Who may approve downtime may correct a cause with a reason; it stands in the journal, and the day is summed again.</li>
        <li><b>Records received</b> is the share of the numbers of fuellings that are here: a line that was cut and caught up lowers the online rate alone.</li>
        <li><b>Litres moved while dark</b> come from the totalizers before and after, those with and those without record, beside the fall of the tanks.</li>
        <li>What is behind a silent collector is “not known” and not “offline”. Suspended, closed and unconnected stations are not counted. Rates are rounded down to hundredths of a per cent.</li>
      </ul>
      {LIST_HELP}
    </>,
  ),
};

export default help;
