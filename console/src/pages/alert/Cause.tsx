import { Table, type TableProps } from "antd";
import { Link } from "react-router";

import type { Schemas } from "@/api/client";
import { size } from "@/format/quantity";
import { fullTime, time } from "@/format/time";
import { tr } from "@/lang";
import { ALERT_STATUS, FINDING_STATUS, timeLeft } from "@/states/alert";
import { LevelSymbol } from "@/ui/StateSymbol";

type Page = Schemas["AlertPage"];
type Row = Schemas["AlertRow"];
type Finding = Schemas["FindingOut"];

/** Whose it is and by when: departments, who has it, deadlines with the time left, the level of escalation. */
export function Desk({ page: { alert, on_duty } }: { page: Page }) {
  const facts: [string, React.ReactNode][] = [
    [tr("责任部门", "Department"), alert.department_names.join(tr("、", ", ")) || "—"],
    [tr("承办人", "Assigned to"), alert.assigned?.display_name ?? (on_duty.length ? tr(`未指定（当前值班：${on_duty.join("、")}）`, `nobody (on duty: ${on_duty.join(", ")})`) : tr("未指定", "nobody"))],
    [tr("签收时限", "To be signed by"), <Deadline at={alert.sign_by} done={alert.status !== "open"} />],
    [tr("办结时限", "To be closed by"), <Deadline at={alert.close_by} done={alert.status === "closed"} />],
  ];
  if (alert.level) facts.push([tr("督办", "Escalated"), tr(`${alert.level} 级`, `level ${alert.level}`)]);
  if (alert.snoozed_until) facts.push([tr("暂缓至", "Put off until"), fullTime(alert.snoozed_until)]);
  return (
    <dl className="alert-desk">
      {facts.map(([name, value]) => (
        <div key={name}><dt>{name}</dt><dd>{value}</dd></div>
      ))}
    </dl>
  );
}

export function Deadline({ at, done }: { at: string | null | undefined; done: boolean }) {
  if (!at) return <>—</>;
  const left = timeLeft(at);
  return (
    <time title={tr(`${fullTime(at)} 北京时间`, `${fullTime(at)} Beijing time`)}>
      {time(at)} {done ? <span className="quiet">{tr("已完成", "done")}</span> : <span className={left.late ? "late" : "quiet"}>{left.words}</span>}
    </time>
  );
}

const COLUMNS: TableProps<Finding>["columns"] = [
  { title: tr("疑点", "Finding"), key: "rule", width: 300, render: (_, one) => <><b>{one.rule_name}</b>{one.leading ? <span className="quiet"> · {tr("主要", "leading")}</span> : null}<div className="row-message">{one.message}</div></> },
  { title: tr("设备", "Device"), dataIndex: "device", width: 150 },
  { title: tr("大小", "Size"), key: "size", width: 120, align: "right", render: (_, one) => size(one.estimate, one.unit) },
  { title: tr("发生", "Began"), dataIndex: "started_at", width: 110, align: "right", render: time },
  { title: tr("首次发现", "First found"), dataIndex: "said_at", width: 110, align: "right", render: time },
  { title: tr("数据侧状态", "In the data"), dataIndex: "status", width: 100, render: (status: string) => FINDING_STATUS[status] ?? status },
];

/** All findings that tell of the cause; one that stands alone needs no table. */
export function Findings({ page: { findings } }: { page: Page }) {
  if (findings.length < 2) return null;
  return (
    <section className="block">
      <h2>{tr(`同一原因的疑点（${findings.length}）`, `Findings of the cause (${findings.length})`)}</h2>
      <Table<Finding> size="small" rowKey="finding_id" columns={COLUMNS} dataSource={findings} pagination={findings.length > 20 ? { pageSize: 20 } : false} scroll={{ x: 880 }} />
    </section>
  );
}

/** The wider alert this one belongs to, and what lies below this one. */
export function Family({ page: { parent, children } }: { page: Page }) {
  if (!parent && !children.length) return null;
  return (
    <section className="block">
      {parent ? <><h2>{tr("上级预警", "Wider alert")}</h2><Lines alerts={[parent]} /></> : null}
      {children.length ? <><h2>{tr(`下级预警（${children.length}）`, `Alerts below (${children.length})`)}</h2><Lines alerts={children} /></> : null}
    </section>
  );
}

export function Lines({ alerts }: { alerts: Row[] }) {
  return (
    <ul className="alert-lines">
      {alerts.map((alert) => (
        <li key={alert.id}>
          <Link to={`/alerts/${alert.id}`}>
            <LevelSymbol level={alert.colour} /> <b>{alert.station_name} · {alert.rule_name}</b>
            <span>{alert.message}</span>
            <small>{time(alert.opened_at)} · {ALERT_STATUS[alert.status].word}</small>
          </Link>
        </li>
      ))}
    </ul>
  );
}
