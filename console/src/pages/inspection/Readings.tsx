import { Button, Input, InputNumber, Select } from "antd";

import { tr } from "@/lang";

import type { Kit } from "@/api/inspections";
import type { Reading, Seal } from "./draft";
import type { Section } from "./section";
import { READINGS, SEAL_STATES } from "./words";

const swapped = <T,>(all: readonly T[], place: number, next: T[]): T[] => all.flatMap((one, at) => (at === place ? next : [one]));

/** Figures read on site: totalizers, levels, prices. */
export function Readings({ draft, onChange }: Section) {
  const { readings } = draft;
  const write = (place: number, change: Partial<Reading>) => onChange({ readings: readings.map((one, at) => (at === place ? { ...one, ...change } : one)) });
  return (
    <section className="inspection-part">
      <h2>{tr("现场读数", "Readings")}</h2>
      {readings.map((one, place) => (
        <div key={place} className="inspection-row">
          <Select aria-label={tr(`读数${place + 1}类别`, `Kind of reading ${place + 1}`)} options={READINGS} value={one.kind} onChange={(kind) => write(place, { kind })} />
          <Input aria-label={tr(`读数${place + 1}位置`, `Where reading ${place + 1} was taken`)} placeholder={tr("如3号枪、1号罐", "nozzle 3, tank 1")} maxLength={64} value={one.at} onChange={(event) => write(place, { at: event.target.value })} />
          <Input aria-label={tr(`读数${place + 1}数值`, `Value of reading ${place + 1}`)} placeholder={tr("数值", "Value")} inputMode="decimal" maxLength={15} value={one.value} onChange={(event) => write(place, { value: event.target.value })} />
          <Button size="small" onClick={() => onChange({ readings: swapped(readings, place, []) })}>{tr("移除", "Remove")}</Button>
        </div>
      ))}
      <Button onClick={() => onChange({ readings: [...readings, { kind: "totalizer", at: "", value: "" }] })}>{tr("添加读数", "Add a reading")}</Button>
    </section>
  );
}

/** Seals as they are: those of the register are there to be looked at, others can be added. */
export function Seals({ draft, onChange, positions }: Section & { positions: Kit["positions"] }) {
  const { seals } = draft;
  const write = (place: number, change: Partial<Seal>) => onChange({ seals: seals.map((one, at) => (at === place ? { ...one, ...change } : one)) });
  const known = positions.map(({ code, name }) => ({ value: code, label: name }));
  return (
    <section className="inspection-part">
      <h2>{tr("铅封", "Seals")}</h2>
      {seals.length ? null : <p className="quiet">{tr("台账中没有在位的铅封；现场看到的可以添加。", "The register has no seal that is on; add those that you see.")}</p>}
      {seals.map((one, place) => (
        <div key={place} className="inspection-row">
          <InputNumber aria-label={tr(`铅封${place + 1}机号`, `Dispenser of seal ${place + 1}`)} placeholder={tr("机号", "Dispenser")} min={0} max={32767} precision={0} value={one.dispenser_id} onChange={(dispenser_id) => write(place, { dispenser_id })} />
          <Select aria-label={tr(`铅封${place + 1}位置`, `Position of seal ${place + 1}`)} placeholder={tr("位置", "Position")} options={known} value={one.position || undefined} onChange={(position: string) => write(place, { position })} />
          <Input aria-label={tr(`铅封${place + 1}编号`, `Number of seal ${place + 1}`)} placeholder={tr("铅封号", "Number")} maxLength={64} value={one.seal_no} onChange={(event) => write(place, { seal_no: event.target.value })} />
          <Select aria-label={tr(`铅封${place + 1}状态`, `State of seal ${place + 1}`)} placeholder={tr("状态", "State")} options={SEAL_STATES} value={one.state || undefined} onChange={(state) => write(place, { state })} />
          {one.state && one.state !== "intact" ? <Input aria-label={tr(`铅封${place + 1}备注`, `Remark on seal ${place + 1}`)} placeholder={tr("备注", "Remark")} maxLength={1000} value={one.remark} onChange={(event) => write(place, { remark: event.target.value })} /> : null}
          <Button size="small" onClick={() => onChange({ seals: swapped(seals, place, []) })}>{tr("移除", "Remove")}</Button>
        </div>
      ))}
      <Button onClick={() => onChange({ seals: [...seals, { dispenser_id: null, position: "", seal_no: "", state: "", remark: "" }] })}>{tr("添加铅封", "Add a seal")}</Button>
    </section>
  );
}
