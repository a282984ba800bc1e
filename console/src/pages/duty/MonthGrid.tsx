import { Link } from "react-router";

import type { DutyDay, DutySlot } from "@/api/duty";
import { time } from "@/format/time";
import { tr } from "@/lang";
import { ShapeIcon, StateSymbol } from "@/ui/StateSymbol";

import { WEEKDAYS } from "../calendar/days";
import { handoverLook, SLOTS } from "./looks";
import { weeksOf } from "./month";

interface Props {
  days: readonly DutyDay[];
  today: string;
  onOpen: (day: string, slot: DutySlot) => void;
}

/** A month as weeks; on a phone one day under the other. */
export function MonthGrid({ days, today, onOpen }: Props) {
  return (
    <table className="duty-grid">
      <thead><tr>{WEEKDAYS.map((word) => <th key={word} scope="col">{word}</th>)}</tr></thead>
      <tbody>
        {weeksOf(days).map((week, index) => (
          <tr key={index}>
            {week.map((day, at) => (day ? <Day key={day.day} day={day} weekday={WEEKDAYS[at] ?? ""} today={day.day === today} onOpen={onOpen} /> : <td key={at} className="duty-none" />))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Day({ day, weekday, today, onOpen }: { day: DutyDay; weekday: string; today: boolean; onOpen: Props["onOpen"] }) {
  const classes = ["duty-day", day.working ? "" : "duty-rest", today ? "duty-today" : ""].filter(Boolean).join(" ");
  return (
    <td className={classes} data-day={day.day}>
      <div className="duty-date">
        <b>{Number(day.day.slice(8))}</b><span className="duty-weekday"> {weekday}</span>
        {day.working ? null : <small>{tr("休", "rest")}</small>}
        {today ? <small>{tr("今天", "today")}</small> : null}
      </div>
      {day.slots.map((slot) => <Slot key={slot.shift} slot={slot} onOpen={() => onOpen(day.day, slot)} />)}
    </td>
  );
}

function Slot({ slot, onOpen }: { slot: DutySlot; onOpen: () => void }) {
  const look = SLOTS[slot.state];
  const span = `${time(slot.starts_at)} — ${time(slot.ends_at)}`;
  const who = slot.person ? [slot.person.display_name, slot.deputy?.display_name].filter(Boolean).join(" / ") : look.word;
  return (
    <div className={`duty-slot duty-${slot.state}${slot.running ? " duty-running" : ""}`}>
      <button type="button" onClick={onOpen} title={[span, slot.problem, slot.note].filter(Boolean).join("\n")}>
        <ShapeIcon shape={look.shape} colour={look.colour} size={11} /> <span className="duty-shift">{slot.shift_name}</span> <span className="duty-who">{who}</span>
        {slot.state !== "filled" && slot.person ? <span className="duty-problem" style={{ color: look.ink }}>{look.word}</span> : null}
        {slot.acting.length ? <span className="quiet">{tr(`代：${slot.acting.join("、")}`, `acting: ${slot.acting.join(", ")}`)}</span> : null}
        {slot.running ? <span className="sr-only">{tr("正在值班", "on duty now")}</span> : null}
      </button>
      {slot.entry_id && (slot.handover || slot.running) ? (
        <Link className="duty-handover" to={`/duty/handovers/${slot.entry_id}`}>{slot.handover ? <StateSymbol look={handoverLook(slot.handover)} /> : tr("交班", "Hand over")}</Link>
      ) : null}
    </div>
  );
}
