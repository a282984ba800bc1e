import { EditOutlined, ImportOutlined, LeftOutlined, RightOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Alert, Button } from "antd";

import { calendarYear, type Taking, type Year } from "@/api/calendar";
import { useMay } from "@/app/session";
import { count } from "@/format/quantity";
import { date, fullTime } from "@/format/time";
import { tr } from "@/lang";
import { Answer } from "@/ui/Answer";
import { FetchedView, Nothing } from "@/ui/PageState";
import { PageHead } from "@/ui/PageHead";
import { useUrlState } from "@/ui/useUrlState";

import { STATE_WORDS } from "./days";
import { DueTool } from "./DueTool";
import { SetDays } from "./SetDays";
import { TakeNotice } from "./TakeNotice";
import { Legend, YearGrid } from "./YearGrid";
import "./calendar.css";

const FIRST = 2000;
const LAST = 2099;
const thisYear = (): number => Number(date(Date.now()).slice(0, 4));

/** The working-day calendar of a year: what deadlines are counted in. */
export default function CalendarPage() {
  const may = useMay("calendar.manage");
  const { search, change } = useUrlState();
  const asked = Number(search.get("year"));
  const year = asked >= FIRST && asked <= LAST ? asked : thisYear();
  const found = useQuery(calendarYear(year));
  const close = () => change({ take: null, days: null });
  const done = (of: number) => change({ year: of, take: null, days: null });
  return (
    <div className="page">
      <PageHead title={tr("工作日历", "Working-day calendar")}>
        {may ? <Button type="primary" icon={<ImportOutlined />} onClick={() => change({ take: "1", days: null })}>{tr("导入放假通知", "Take a holiday notice")}</Button> : null}
        {may ? <Button icon={<EditOutlined />} onClick={() => change({ days: "1", take: null })}>{tr("按天设定", "Set days")}</Button> : null}
      </PageHead>
      <FetchedView query={found} page>{(data) => <Shown data={data} onYear={(to) => change({ year: to })} />}</FetchedView>
      {may && search.has("take") ? <TakeNotice onClose={close} onTaken={done} /> : null}
      {may && search.has("days") ? <SetDays onClose={close} onDone={done} /> : null}
    </div>
  );
}

function Shown({ data, onYear }: { data: Year; onYear: (year: number) => void }) {
  return (
    <>
      <Answer>
        {tr(<>{data.year} 年工作日 <b>{count(data.working_days)}</b> 天{data.number ? `，依据 ${data.number}` : ""}。期限都按这份日历计算。</>, <>{data.year} has <b>{count(data.working_days)}</b> working days{data.number ? ` by ${data.number}` : ""}. Every deadline is counted by this calendar.</>)}
      </Answer>
      {data.warning ? <Alert className="form-problem" type="warning" showIcon role="status" title={data.warning} /> : null}
      <section className="block">
        <div className="year-head">
          <Button icon={<LeftOutlined />} aria-label={tr("上一年", "Year before")} disabled={data.year <= FIRST} onClick={() => onYear(data.year - 1)} />
          <h2>{tr(`${data.year} 年`, String(data.year))}</h2>
          <Button icon={<RightOutlined />} aria-label={tr("下一年", "Next year")} disabled={data.year >= LAST} onClick={() => onYear(data.year + 1)} />
          <Legend />
        </div>
        <YearGrid days={data.days} today={date(Date.now())} />
      </section>
      <DueTool />
      <section className="block">
        <h2>{tr("由谁导入，改了什么", "Who took it, and what changed")}</h2>
        {data.takings.length ? <ol className="takings">{data.takings.map((taking) => <OneTaking key={taking.id} taking={taking} />)}</ol> : <Nothing what={tr("这一年还没有导入通知", "No notice of this year was taken")} how={tr("每年10至11月国务院办公厅发布下一年的通知", "The State Council publishes next year's notice in October or November")} />}
      </section>
    </>
  );
}

function OneTaking({ taking }: { taking: Taking }) {
  const what = taking.kind === "notice" ? tr("导入通知", "Took the notice") : tr("按天设定", "Set days");
  return (
    <li>
      <b>{what}</b> {taking.number} <span className="quiet">{taking.display_name} · {fullTime(taking.at)}</span>
      {taking.reason ? <div>{tr("原因：", "Why: ")}{taking.reason}</div> : null}
      <details>
        <summary>{tr(`改动 ${count(taking.changes.length)} 天`, `${count(taking.changes.length)} days changed`)}</summary>
        <ul>{taking.changes.map((change) => <li key={change.day}>{change.day} {change.name}{tr("：", ": ")}{STATE_WORDS[change.before]} → {STATE_WORDS[change.after]}</li>)}</ul>
      </details>
    </li>
  );
}
