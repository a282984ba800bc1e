import { tr } from "@/lang";

const zh = (
  <>
    <p>比较每辆车、每个供应商的到货量与单据量（20℃），看长期是否偏少或偏多。</p>
    <ul>
      <li>各站液位仪和罐容表自身的误差会让所有到货都偏大或偏小，计算时已扣除；只给一个站送货的车，区间会宽。</li>
      <li>车次不足的不判断；标“疑点”的，偏差超出偶然，且按对象数目放宽了区间。其余不着色。</li>
      <li>展开一行看逐月的实测平均。</li>
    </ul>
  </>
);

const en = (
  <>
    <p>What came against what the documents said (20 °C), by tanker or supplier: less or more over time.</p>
    <ul>
      <li>A station whose gauge or chart is wrong shows everybody wrong; that is taken out. A tanker that serves one station only has a wide interval.</li>
      <li>Too few deliveries are not judged. Marked is what lies beyond chance with an interval widened for the number of parties; nobody else is coloured.</li>
      <li>Open a line for its months.</li>
    </ul>
  </>
);

export default { title: tr("承运与供应偏差", "Carriers and suppliers"), body: tr(zh, en) };
