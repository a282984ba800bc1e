import { LeftOutlined, RightOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Select } from "antd";
import { Link } from "react-router";

import { rosterDays, rosters, type DutyMonth, type DutySlot, type Roster, type RosterList } from "@/api/duty";
import { date } from "@/format/time";
import { withNote } from "@/format/words";
import { tr } from "@/lang";
import { Answer } from "@/ui/Answer";
import { PageHead } from "@/ui/PageHead";
import { FetchedView, Nothing } from "@/ui/PageState";
import { useUrlState } from "@/ui/useUrlState";

import "./duty.css";
import { FillDialog } from "./FillDialog";
import { bounds, shifted } from "./month";
import { MonthGrid } from "./MonthGrid";
import { RosterDrawer } from "./RosterDrawer";
import { SlotDialog } from "./SlotDialog";

/** Who is on duty, day by day: the roster of a department for a region. */
export default function DutyPage() {
  const found = useQuery(rosters);
  return (
    <div className="page">
      <PageHead title={tr("值班", "Duty roster")}><Link to="/duty/handovers">{tr("交接班记录", "Hand-over sheets")}</Link></PageHead>
      <FetchedView query={found} page>{(list) => <Rosters list={list} />}</FetchedView>
    </div>
  );
}

function Rosters({ list }: { list: RosterList }) {
  const { search, change } = useUrlState();
  const asked = Number(search.get("roster"));
  const own = list.items.find((one) => one.department === list.own);
  const chosen = list.items.find((one) => one.id === asked) ?? own ?? list.items[0];
  const close = () => change({ new: null, edit: null });
  return (
    <>
      {chosen ? <OneRoster key={chosen.id} roster={chosen} list={list} /> : <NoRoster list={list} />}
      {search.has("new") ? <RosterDrawer list={list} onClose={close} onDone={(id) => change({ new: null, roster: id })} /> : null}
      {search.has("edit") && chosen ? <RosterDrawer list={list} roster={chosen} onClose={close} onDone={close} /> : null}
    </>
  );
}

function NoRoster({ list }: { list: RosterList }) {
  const { change } = useUrlState();
  return (
    <section className="block">
      <Nothing
        what={tr("还没有值班表", "There is no roster yet")}
        how={list.may_edit ? <Button type="primary" onClick={() => change({ new: "1" })}>{tr("新建值班表", "Make a roster")}</Button> : tr("由本部门有“维护值班表”权限的人员编制后，这里按月显示值班安排", "Once somebody with the right to edit rosters has made one, it is shown here month by month")}
      />
    </section>
  );
}

function OneRoster({ roster, list }: { roster: Roster; list: RosterList }) {
  const { search, change } = useUrlState();
  const today = date(Date.now());
  const month = /^[0-9]{4}-[0-9]{2}$/.test(search.get("month") ?? "") ? (search.get("month") ?? "") : today.slice(0, 7);
  const [first, last] = bounds(month);
  const days = useQuery(rosterDays(roster.id, first, last));
  return (
    <>
      <div className="duty-tools no-print">
        <Select aria-label={tr("值班表", "Roster")} className="duty-roster" value={roster.id} onChange={(id) => change({ roster: id })} options={list.items.map((one) => ({ value: one.id, label: withNote(one.name, one.region_name) }))} />
        <span className="duty-month">
          <Button aria-label={tr("上个月", "Last month")} icon={<LeftOutlined />} onClick={() => change({ month: shifted(month, -1) })} />
          <b>{month}</b>
          <Button aria-label={tr("下个月", "Next month")} icon={<RightOutlined />} onClick={() => change({ month: shifted(month, 1) })} />
        </span>
        {roster.may_edit ? (
          <span className="duty-verbs">
            <Button type="primary" onClick={() => change({ fill: "1" })}>{tr("排班", "Fill")}</Button>
            <Button onClick={() => change({ edit: "1" })}>{tr("班次设置", "Shifts")}</Button>
            <Button onClick={() => change({ new: "1" })}>{tr("新建值班表", "Make a roster")}</Button>
          </span>
        ) : null}
      </div>
      <FetchedView query={days}>{(data) => <Month data={data} today={today} />}</FetchedView>
      {search.has("fill") ? <FillDialog roster={roster} month={month} today={today} onClose={() => change({ fill: null })} /> : null}
    </>
  );
}

function Month({ data, today }: { data: DutyMonth; today: string }) {
  const { search, change } = useUrlState();
  const open = search.get("slot");
  const slot = slotAt(data, open);
  return (
    <>
      <Answer>{data.roster.department_name} {data.roster.region_name}{tr("：", ": ")}{data.message}</Answer>
      {data.calendar_warning ? <p className="due-warning" role="note">{data.calendar_warning}</p> : null}
      <section className="block">
        <MonthGrid days={data.days} today={today} onOpen={(day, one) => change({ slot: `${day}|${one.shift}` })} />
      </section>
      {slot && open ? <SlotDialog roster={data.roster} day={open.slice(0, 10)} slot={slot} others={changeable(data)} onClose={() => change({ slot: null })} /> : null}
    </>
  );
}

/** A shift by its address: day and code. */
function slotAt(data: DutyMonth, at: string | null): DutySlot | undefined {
  const [day, shift] = (at ?? "").split("|");
  return data.days.find((one) => one.day === day)?.slots.find((one) => one.shift === shift);
}

const changeable = (data: DutyMonth) => data.days.flatMap(({ day, slots }) => slots.filter((slot) => slot.entry_id && slot.may_change).map((slot) => ({ day, slot })));
