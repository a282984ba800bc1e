import { tr } from "@/lang";

const zh = (
  <>
    <p>在一个站暂停一条规则的预警，须写明理由和截止时间，最长90天（以本市设定为准）。疑点照常记录；到期或提前恢复后，仍成立的疑点补发预警。其他规则、其他站不受影响。</p>
  </>
);

const en = (
  <>
    <p>Holds back one rule's alerts at one station, for a reason, 90 days at most unless the city says otherwise. Findings are kept all the same; those that still stand raise their alerts when it is over. No other rule or station is touched.</p>
  </>
);

export default { title: tr("规则停用", "Rules switched off"), body: tr(zh, en) };
