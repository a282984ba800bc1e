import { useQuery } from "@tanstack/react-query";
import { Tag } from "antd";
import type { ReactNode } from "react";
import { Link } from "react-router";

import { workbench, type Workbench } from "@/api/duty";
import { count } from "@/format/quantity";
import { time } from "@/format/time";
import { withNote } from "@/format/words";
import { tr } from "@/lang";
import { LEVELS, levelLook, type Level } from "@/states/alert";
import { AlertTable } from "@/ui/AlertTable";
import { Answer } from "@/ui/Answer";
import { PageHead } from "@/ui/PageHead";
import { FetchedView, Nothing } from "@/ui/PageState";
import { ShapeIcon, StateSymbol } from "@/ui/StateSymbol";

import { kindWord, leftLook } from "./looks";
import "./workbench.css";

/** What waits for whoever is signed in: alerts, tasks, deadlines, who is on duty, what changed. */
export default function WorkbenchPage() {
  const found = useQuery(workbench);
  return (
    <div className="page">
      <PageHead title={tr("工作台", "Desk")} />
      <FetchedView query={found} page>{(data) => <Desk data={data} />}</FetchedView>
    </div>
  );
}

function Desk({ data }: { data: Workbench }) {
  return (
    <>
      <Answer>{data.sentence}</Answer>
      {data.lines.length ? <p className="desk-lines quiet">{data.lines.join(tr("；", "; "))}</p> : null}
      {data.calendar_warning ? <p className="desk-lines due-warning" role="note">{data.calendar_warning}</p> : null}
      <div className="desk">
        <div className="desk-main">
          {data.inbox ? <Inbox inbox={data.inbox} /> : null}
          <Tasks tasks={data.tasks} />
        </div>
        <aside className="desk-side">
          <Deadlines deadlines={data.deadlines} />
          <Duty data={data} />
          <Changes data={data} />
        </aside>
      </div>
    </>
  );
}

function Block({ title, more, children }: { title: ReactNode; more?: ReactNode; children: ReactNode }) {
  return (
    <section className="block">
      <div className="block-head"><h2>{title}</h2>{more}</div>
      {children}
    </section>
  );
}

function Inbox({ inbox }: { inbox: NonNullable<Workbench["inbox"]> }) {
  const title = tr(`我的预警 ${count(inbox.total)}`, `My alerts ${count(inbox.total)}`);
  return (
    <Block title={title} more={<Link to="/alerts?status=open&status=signed">{tr("全部预警", "All alerts")}</Link>}>
      <ul className="desk-counts">
        {(Object.keys(LEVELS) as Level[]).map((level) => (
          <li key={level}><ShapeIcon shape={LEVELS[level].shape} colour={LEVELS[level].colour} /> {LEVELS[level].word} <b>{count(inbox.colours[level])}</b></li>
        ))}
        <li>{tr("待签收", "To be signed for")} <b>{count(inbox.unsigned)}</b></li>
        <li>{tr("处置中", "Being handled")} <b>{count(inbox.signed)}</b></li>
        <li className={inbox.overdue ? "desk-late" : undefined}>{tr("已超期", "Overdue")} <b>{count(inbox.overdue)}</b></li>
      </ul>
      {inbox.items.length ? (
        <AlertTable dataSource={inbox.items} pagination={false} />
      ) : (
        <Nothing what={tr("没有等您处理的预警", "No alert waits for you")} how={tr("本部门的、指派给您的预警出现在这里，超期的在最前；已暂缓的到期后再出现", "Alerts of your department and those assigned to you appear here, overdue ones first; snoozed ones come back in time")} />
      )}
      {inbox.total > inbox.items.length ? <p className="quiet desk-more">{tr(`以上为最急的 ${inbox.items.length} 条，共 ${count(inbox.total)} 条`, `The ${inbox.items.length} most urgent of ${count(inbox.total)}`)}</p> : null}
    </Block>
  );
}

function Tasks({ tasks }: { tasks: Workbench["tasks"] }) {
  return (
    <Block title={tr(`我的待办 ${count(tasks.length)}`, `My tasks ${count(tasks.length)}`)}>
      {tasks.length ? (
        <ul className="desk-list">
          {tasks.map((task) => (
            <li key={`${task.kind} ${task.path} ${task.title}`}>
              <Tag>{kindWord(task.kind)}</Tag>
              <Link className="desk-title" to={task.path}>{task.title}</Link>
              {task.due_at ? <Left at={task.due_at} left={task.left} overdue={task.overdue} /> : null}
            </li>
          ))}
        </ul>
      ) : (
        <Nothing what={tr("没有待办", "Nothing to do")} how={tr("待审批的停机与规则调整、待交接的班次、待核数据、待导入的文件、临近到期的证书会出现在这里", "Downtime and rule changes to decide on, shifts to hand over, quarantined records, files and expiring certificates appear here")} />
      )}
    </Block>
  );
}

function Left({ at, left, overdue }: { at: string; left: string; overdue: boolean }) {
  return (
    <span className="desk-left">
      <StateSymbol look={leftLook(overdue, left)} title={tr(`期限 ${time(at)}（北京时间）`, `Due ${time(at)} (Beijing time)`)} />
    </span>
  );
}

function Deadlines({ deadlines }: { deadlines: Workbench["deadlines"] }) {
  return (
    <Block title={tr("期限", "Deadlines")}>
      {deadlines.length ? (
        <ol className="desk-list desk-deadlines">
          {deadlines.map((one, index) => (
            <li key={`${one.path} ${index}`}>
              <span className="desk-due">{one.colour ? <StateSymbol look={levelLook(one.colour)} /> : null}<time className="quiet">{time(one.due_at)}</time></span>
              <Left at={one.due_at} left={one.left} overdue={one.overdue} />
              <Link className="desk-title" to={one.path}>{one.title}</Link>
            </li>
          ))}
        </ol>
      ) : (
        <Nothing what={tr("没有期限", "No deadlines")} how={tr("预警的签收与办结期限、待办的期限按先后列在这里，按工作日历计算", "Deadlines of alerts and tasks stand here in their order, counted by the working-day calendar")} />
      )}
    </Block>
  );
}

function Duty({ data }: { data: Workbench }) {
  const { duty, my_shifts: mine } = data;
  return (
    <Block title={tr("值班", "Duty")} more={<Link to={duty?.roster_id ? `/duty?roster=${duty.roster_id}` : "/duty"}>{tr("值班表", "Roster")}</Link>}>
      {duty ? <p><b>{duty.department_name}</b> {duty.sentence}</p> : <p className="quiet">{tr("本部门还没有值班表；在“值班”里编制后，这里显示当前值班人。", "Your department has no roster yet; once there is one, this shows who is on duty.")}</p>}
      {mine.length ? (
        <ul className="desk-list">
          {mine.map((shift) => (
            <li key={shift.entry_id}>
              <time>{time(shift.starts_at)}</time> <span className="desk-title">{withNote(shift.shift_name, shift.roster_name)}</span>
              {shift.running ? <Link to={`/duty/handovers/${shift.entry_id}`}>{tr("交班", "Hand over")}</Link> : null}
            </li>
          ))}
        </ul>
      ) : null}
    </Block>
  );
}

function Changes({ data }: { data: Workbench }) {
  return (
    <Block title={tr("昨天以来", "Since yesterday")}>
      {data.changes.length ? (
        <ul className="desk-list">
          {data.changes.map((change) => <li key={change.kind}><Link className="desk-title" to={change.path}>{change.title}</Link> <b>{count(change.count)}</b></li>)}
        </ul>
      ) : (
        <p className="quiet">{tr(`自 ${time(data.since)} 起没有变化：新增与办结的预警、投停用的加油站、档案变更、调价和规则集会列在这里。`, `Nothing changed since ${time(data.since)}: alerts, stations, the register, prices and rule sets would stand here.`)}</p>
      )}
    </Block>
  );
}
