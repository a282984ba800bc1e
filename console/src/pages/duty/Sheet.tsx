import { Link } from "react-router";

import type { Handover } from "@/api/duty";
import { count } from "@/format/quantity";
import { fullTime } from "@/format/time";
import { listed, withNote } from "@/format/words";
import { tr } from "@/lang";
import { levelLook } from "@/states/alert";
import { StateSymbol } from "@/ui/StateSymbol";

const minute = (moment: string | null): string => (moment ? fullTime(moment).slice(0, 16) : "");

/** The sheet as a document: a table as on paper, signatures at its end. */
export function Sheet({ data }: { data: Handover }) {
  return (
    <article className="sheet">
      <h2>{data.department_name}{tr("值班交接记录单", " hand-over sheet")}</h2>
      <table>
        <tbody>
          <tr><th scope="row">{tr("值班表", "Roster")}</th><td>{withNote(data.roster_name, data.region_name)}</td><th scope="row">{tr("班次", "Shift")}</th><td>{data.day} {data.shift_name}</td></tr>
          <tr><th scope="row">{tr("起止时间", "From and until")}</th><td>{minute(data.starts_at)} — {minute(data.ends_at)}</td><th scope="row">{tr("值班人", "On duty")}</th><td>{listed([data.person.display_name, ...(data.deputy ? [data.deputy.display_name] : [])])}</td></tr>
          <tr><th scope="row">{tr("概况", "In short")}</th><td colSpan={3}>{data.summary}<div className="quiet">{tr(`数据截至 ${minute(data.made_at)}（北京时间）`, `Data as of ${minute(data.made_at)} (Beijing time)`)}</div></td></tr>
          {data.sections.map((section) => <Section key={section.kind} section={section} />)}
          <tr><th scope="row">{tr("交班说明", "Remarks")}</th><td colSpan={3} className="sheet-text">{data.remarks || tr("无", "None")}</td></tr>
          <tr><th scope="row">{tr("注意事项", "To be watched")}</th><td colSpan={3} className="sheet-text">{data.watch || tr("无", "None")}</td></tr>
          <tr><th scope="row">{tr("下一班", "Next shift")}</th><td colSpan={3}>{data.next_shift} {listed(data.next_people)}</td></tr>
          <tr className="sheet-signed"><th scope="row">{tr("交班人", "Handed over by")}</th><td>{data.offered_by_name}<div>{minute(data.offered_at)}</div></td><th scope="row">{tr("接班人", "Taken over by")}</th><td>{data.taken_by_name}<div>{minute(data.taken_at)}</div>{data.taken_note ? <div>{data.taken_note}</div> : null}</td></tr>
        </tbody>
      </table>
      {data.passed.length ? <p>{tr(`转接未签收预警 ${data.passed.length} 条：${data.passed.join("、")}`, `${data.passed.length} unsigned alerts passed on: ${data.passed.join(", ")}`)}</p> : null}
      {data.digest ? <p className="quiet sheet-digest">{tr("封存校验值", "Sealed, SHA-256")} {data.digest}</p> : null}
    </article>
  );
}

function Section({ section }: { section: Handover["sections"][number] }) {
  return (
    <tr>
      <th scope="row">{section.title} <b>{count(section.count)}</b></th>
      <td colSpan={3}>
        {section.rows.length ? (
          <ol>
            {section.rows.map((row, index) => (
              <li key={index}>{row.colour ? <><StateSymbol look={levelLook(row.colour)} /> </> : null}{row.path ? <Link to={row.path}>{row.text}</Link> : row.text}</li>
            ))}
          </ol>
        ) : section.empty}
        {section.count > section.rows.length && section.rows.length ? <div className="quiet">{tr(`另有 ${count(section.count - section.rows.length)} 项未列出`, `${count(section.count - section.rows.length)} more are not listed`)}</div> : null}
      </td>
    </tr>
  );
}
