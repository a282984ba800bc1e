import { Button, Select } from "antd";
import { useState } from "react";

import type { Kit, Place } from "@/api/inspections";
import { useMe } from "@/app/session";
import { decimal } from "@/format/quantity";
import { withNote } from "@/format/words";
import { tr } from "@/lang";

import { kmBetween, whereNow } from "./device";
import { begun } from "./draft";
import { keep } from "./outbox";

/** Begins an inspection: the department's checklist, and the station from the list kept on the device. */
export function Begin({ kit, onBegun }: { kit: Kit; onBegun: (id: string) => void }) {
  const me = useMe();
  const [department, choose] = useState<string | undefined>(() => kit.checklists.find((one) => one.department === me.department?.code)?.department);
  const [stationId, go] = useState<string>();
  const [here, locate] = useState<Place | null>(null);
  const [locating, ask] = useState(false);
  const near = async () => {
    ask(true);
    locate(await whereNow());
    ask(false);
  };
  const checklist = kit.checklists.find((one) => one.department === department);
  const station = kit.stations.find((one) => one.station_id === stationId);
  const start = async () => {
    if (!checklist || !station) return;
    const draft = { ...begun(me, station, checklist, Date.now()), place: here };
    await keep(draft);
    onBegun(draft.id);
  };
  return (
    <section className="inspection-part">
      <h2>{tr("开始检查", "Begin an inspection")}</h2>
      <label className="inspection-field"><span>{tr("检查部门", "Department")}</span><Select value={department} onChange={choose} options={kit.checklists.map((one) => ({ value: one.department, label: one.department_name }))} /></label>
      <label className="inspection-field"><span>{tr("加油站", "Station")}</span><Select showSearch={{ optionFilterProp: "label" }} value={stationId} onChange={go} options={stationsOf(kit, here)} placeholder={tr("输入名称或编号查找", "Search by name or id")} /></label>
      <div className="inspection-head">
        <Button loading={locating} onClick={() => void near()}>{tr("按距离排列", "Nearest first")}</Button>
        <Button type="primary" disabled={!checklist || !station} onClick={() => void start()}>{tr("开始", "Begin")}</Button>
      </div>
      <p className="quiet">{tr(`本机存有 ${kit.stations.length} 座加油站和 ${kit.checklists.length} 份检查表，没有网络也能用。`, `${kit.stations.length} stations and ${kit.checklists.length} checklists are on this device for when there is no network.`)}</p>
    </section>
  );
}

/** The stations to choose from; the nearest first once the device says where it is. */
function stationsOf({ stations }: Kit, here: Place | null): { value: string; label: string }[] {
  const far = stations.map((one) => ({ one, km: here ? kmBetween(here, one) : null }));
  if (here) far.sort((a, b) => (a.km ?? 0) - (b.km ?? 0));
  return far.map(({ one, km }) => ({
    value: one.station_id,
    label: withNote(`${one.name} ${one.station_id}`, km === null ? one.region_name : tr(`${decimal(km, 1)} 公里`, `${decimal(km, 1)} km`)),
  }));
}
