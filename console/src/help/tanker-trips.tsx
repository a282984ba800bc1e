import { tr } from "@/lang";

const zh = (
  <>
    <p>每行是一趟车为一个收货站装的油；一张运单可以有几个收货站。点运单号查看轨迹、停留和开锁。</p>
    <ul>
      <li>轨迹和电子锁记录由交通运输部门的平台上报，或导入CSV文件：表头为车牌号、时间、经度、纬度、速度；电子锁为车牌号、时间、锁号、事件（上锁、开锁、强行开锁、电量低）。有一行不对，整个文件都不导入，并逐行说明。</li>
      <li>有处理权限的人可以修改停留、绕行等阈值，登记装油地的位置。轨迹至少保存30天。</li>
    </ul>
  </>
);

const en = (
  <>
    <p>A line is what a tanker loaded for one consignee; a waybill may have several. A waybill leads to track, stops and lock openings.</p>
    <ul>
      <li>Tracks and lock events come from the transport platform or as CSV: plate_no, at, longitude, latitude, speed_kmh; locks: plate_no, at, lock_no, code. One bad line and nothing of the file is taken; each is named.</li>
      <li>Those who may settle papers change the thresholds and say where loading places are. Tracks are kept for 30 days at least.</li>
    </ul>
  </>
);

export default { title: tr("运输趟次", "Tanker trips"), body: tr(zh, en) };
