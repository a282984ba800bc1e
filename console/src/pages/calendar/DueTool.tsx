import { useQuery } from "@tanstack/react-query";
import { Input, InputNumber } from "antd";
import { useState } from "react";

import { due } from "@/api/calendar";
import { problemOf } from "@/api/problem";
import { date } from "@/format/time";
import { tr } from "@/lang";

/** From a day, so many working days: when is that? */
export function DueTool() {
  const [day, setDay] = useState(() => date(Date.now()));
  const [n, setN] = useState(5);
  const found = useQuery({ ...due(day, n), enabled: /^20\d\d-\d\d-\d\d$/.test(day) });
  return (
    <section className="block">
      <h2>{tr("算期限", "Count a deadline")}</h2>
      <div className="due-tool">
        <label>{tr("起算日", "From")}<Input type="date" value={day} min="2000-01-01" max="2099-12-31" onChange={(event) => setDay(event.target.value)} /></label>
        <label>{tr("工作日数", "Working days")}<InputNumber value={n} min={-1000} max={1000} precision={0} onChange={(value) => setN(value ?? 0)} /></label>
        <p role="status">
          {found.data ? tr(<>届满日 <b>{found.data.due_on}</b>（当日 24:00 前，起算日不计）</>, <>due <b>{found.data.due_on}</b> (until midnight; the first day does not count)</>) : null}
          {found.isError ? problemOf(found.error).message : null}
          {found.data?.warning ? <span className="due-warning"> {found.data.warning}</span> : null}
        </p>
      </div>
    </section>
  );
}
