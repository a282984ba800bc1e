import { Progress } from "antd";

import type { PortalStation } from "@/api/reports";
import { count, decimal, litres, litresFromMl, yuanFromFen } from "@/format/quantity";
import { fullTime } from "@/format/time";
import { headed } from "@/format/words";
import { tr } from "@/lang";
import { productLook } from "@/states/fuel";

interface Props {
  station: PortalStation;
}

export function Sold({ station }: Props) {
  return (
    <>
      <h2>{tr("今日销售", "Sold today")}</h2>
      {station.products.length ? (
        <ul className="portal-list">
          {station.products.map((one) => (
            <li key={one.product}>
              <b>{productLook(one.product).name}</b>
              <span>{tr(`${litresFromMl(one.sales_ml)} 升（常温）`, `${litresFromMl(one.sales_ml)} L (ambient)`)}</span>
              <span>{tr(`${yuanFromFen(one.amount_fen)} 元`, `${yuanFromFen(one.amount_fen)} yuan`)}</span>
              <span>{tr(`${count(one.fuellings)} 笔`, `${count(one.fuellings)} fuellings`)}</span>
            </li>
          ))}
        </ul>
      ) : <p>{tr("今天还没有加油记录。", "No fuelling yet today.")}</p>}
    </>
  );
}

export function Tanks({ station }: Props) {
  return (
    <>
      <h2>{tr("油罐", "Tanks")}</h2>
      {station.tanks.length ? <ul className="portal-list">{station.tanks.map((one) => <Tank key={one.tank_id} tank={one} />)}</ul> : <p>{tr("没有登记油罐。", "No tank is registered.")}</p>}
    </>
  );
}

/** A tank whose level is not known shows none. */
function Tank({ tank }: { tank: PortalStation["tanks"][number] }) {
  const share = tank.share ?? null;
  return (
    <li>
      <b>{tr(`${tank.tank_id}号罐 ${productLook(tank.product).name}`, `Tank ${tank.tank_id}, ${productLook(tank.product).name}`)}</b>
      {tank.volume_l === null || share === null ? <span>{tr("一天内没有液位数据", "no level within a day")}</span> : <span>{tr(`${litres(tank.volume_l)} 升（常温）`, `${litres(tank.volume_l)} L (ambient)`)}</span>}
      {tank.days === null ? null : <span>{tr(`约可用 ${decimal(tank.days, 1)} 天`, `${decimal(tank.days, 1)} days left`)}</span>}
      {share === null ? null : <Progress percent={Math.round(share * 100)} size="small" aria-label={tr(`${tank.tank_id}号罐存量`, `Tank ${tank.tank_id}`)} />}
    </li>
  );
}

export function Devices({ station }: Props) {
  return (
    <>
      <h2>{tr("设备", "Devices")}</h2>
      {station.devices.length ? (
        <ul className="portal-list">
          {station.devices.map((one) => (
            <li key={one.kind}>
              <b>{one.name}</b>
              <span>{one.up === one.devices ? tr(`✓ ${count(one.devices)} 台均在线`, `✓ all ${count(one.devices)} up`) : tr(`△ ${count(one.devices)} 台中 ${count(one.up)} 台在线`, `△ ${count(one.up)} of ${count(one.devices)} up`)}</span>
            </li>
          ))}
        </ul>
      ) : <p>{tr("还没有设备上报过。", "No device has reported yet.")}</p>}
    </>
  );
}

export function Deliveries({ station }: Props) {
  return (
    <>
      <h2>{tr("最近的进油单", "Latest deliveries")}</h2>
      {station.deliveries.length ? (
        <ul className="portal-list">
          {station.deliveries.map((one) => (
            <li key={one.key}>
              <b>{one.delivery_id}</b>
              <span>{productLook(one.product).name}</span>
              <span>{fullTime(one.delivered_at)}</span>
              <span>{headed(tr("核对", "Checked"), one.state_name)}</span>
            </li>
          ))}
        </ul>
      ) : <p>{tr("还没有进油单。", "No delivery yet.")}</p>}
    </>
  );
}
