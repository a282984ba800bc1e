import { useQuery } from "@tanstack/react-query";
import { Alert } from "antd";

import * as queries from "@/api/queries";
import { count } from "@/format/quantity";
import { fullTime } from "@/format/time";
import { tr } from "@/lang";
import { ALERT_STATUS, levelLook, outcomeWord, type AlertStatus } from "@/states/alert";
import { Answer } from "@/ui/Answer";
import { DataTable } from "@/ui/DataTable";
import { PageHead } from "@/ui/PageHead";
import type { Cells } from "@/ui/table/render";

const SHOW = ["number", "at", "display_name", "action", "object", "result", "after", "address"];
const EMPTY = {
  what: tr("还没有日志", "No entries yet"),
  how: tr("登录、查看预警、签收、办结、导出等操作都会留在这里", "Logins, looks at alerts, signatures, closings and exports are all kept here"),
};

const RESULTS: Record<string, string> = {
  ok: tr("成功", "Done"),
  success: tr("成功", "Done"),
  refused: tr("被拒绝", "Refused"),
  failed: tr("失败", "Failed"),
  failure: tr("失败", "Failed"),
};

const NAMES: Record<string, string> = {
  reason: tr("理由", "Reason"),
  text: tr("内容", "Text"),
  status: tr("状态", "State"),
  outcome: tr("结论", "Outcome"),
  rule: tr("规则", "Rule"),
  colour: tr("级别", "Level"),
  finding_id: tr("疑点编号", "Finding"),
  format: tr("格式", "Format"),
  filter: tr("条件", "Filter"),
  rows: tr("行数", "Rows"),
  table: tr("列表", "List"),
  name: tr("名称", "Name"),
};

const CELLS: Cells = {
  at: (value) => fullTime(String(value)),
  display_name: (value, row) => <>{String(value || "—")}<div className="quiet">{String(row.username ?? "")}</div></>,
  action: (value, _, words) => <>{words}<div className="quiet code">{String(value)}</div></>,
  result: (value) => RESULTS[String(value)] ?? String(value),
  after: (value, row) => <Change told={value ?? row.before} />,
};

/** What was written, in words where the console has them. */
function Change({ told }: { told: unknown }) {
  const held = Object.entries(typeof told === "object" && told !== null ? told : {});
  if (!held.length) return <span className="quiet">—</span>;
  return <>{held.map(([name, value]) => <div key={name} className="change">{tr(`${NAMES[name] ?? name}：${valueWord(name, value)}`, `${NAMES[name] ?? name}: ${valueWord(name, value)}`)}</div>)}</>;
}

function valueWord(name: string, value: unknown): string {
  if (typeof value !== "string") return JSON.stringify(value);
  if (name === "status") return ALERT_STATUS[value as AlertStatus]?.word ?? value;
  if (name === "outcome") return outcomeWord(value);
  if (name === "colour") return levelLook(value).word;
  return value;
}

export default function JournalPage() {
  return (
    <div className="page">
      <PageHead title={tr("操作日志", "Journal")} />
      <Chain />
      <section className="block">
        <DataTable table="journal" show={SHOW} quick={["action"]} cells={CELLS} empty={EMPTY} />
      </section>
    </div>
  );
}

function Chain() {
  const chain = useQuery(queries.journalChain);
  if (!chain.data) return <Answer>{tr("操作日志逐条相扣，正在校验是否完整…", "Each entry holds the one before it; checking that none is missing…")}</Answer>;
  const { intact, entries, message, broken_at } = chain.data;
  if (intact) return <Answer>{tr(`操作日志共 ${count(entries)} 条，逐条相扣，校验完整。`, `${count(entries)} entries, each holding the one before it; the chain is whole.`)}</Answer>;
  return (
    <Alert
      role="alert"
      type="error"
      showIcon
      title={tr(`操作日志自第 ${count(broken_at)} 条起不完整，请立即报告安全审计员。`, `The journal is not whole from entry ${count(broken_at)} on. Report it to the security auditor at once.`)}
      description={message}
    />
  );
}
