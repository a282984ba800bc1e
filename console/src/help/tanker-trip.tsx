import { tr } from "@/lang";

const zh = (
  <>
    <p>显示装油、途中停留、定位中断、开锁和卸油。带▲的是疑点：不在装油地和收货站的开锁或停留、绕行。它们只是事实，由人判断。</p>
    <p>卸油与装油之差按20℃计算；缺少温度或密度时不计算。不在您管辖范围内的收货站只显示个数。</p>
  </>
);

const en = (
  <>
    <p>Loading, stops, gaps, lock openings and unloading. ▲ marks what is worth a look: openings or stops at neither loading place nor consignee, detours. They are facts; people decide.</p>
    <p>Unloaded less loaded is worked out at 20 °C, and not without temperature and density. Of consignees outside your scope only the number is shown.</p>
  </>
);

export default { title: tr("一趟车", "One trip"), body: tr(zh, en) };
