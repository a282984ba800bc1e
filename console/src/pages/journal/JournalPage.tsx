import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Alert, Button, Input, Table, type TableProps } from "antd";

import type { Schemas } from "@/api/client";
import * as queries from "@/api/queries";
import { count } from "@/format/quantity";
import { fullTime } from "@/format/time";
import { ALERT_STATUS, levelLook, outcomeWord, type AlertStatus } from "@/states/alert";
import { Answer } from "@/ui/Answer";
import { FetchedView, Nothing, PageLoading } from "@/ui/PageState";
import { useTitle } from "@/ui/useTitle";
import { useUrlState } from "@/ui/useUrlState";

type Entry = Schemas["JournalEntryOut"];

const COLUMNS: TableProps<Entry>["columns"] = [
  { title: "号", dataIndex: "number", width: 80, align: "right", render: count },
  { title: "时间", dataIndex: "at", width: 160, align: "right", render: fullTime },
  { title: "人员", key: "who", width: 170, render: (_, entry) => <>{entry.display_name || "—"}<div className="quiet">{entry.username}</div></> },
  { title: "操作", key: "action", width: 170, render: (_, entry) => <>{entry.action_name}<div className="quiet code">{entry.action}</div></> },
  { title: "对象", dataIndex: "object", width: 180, render: (object: string) => object || "—" },
  { title: "结果", dataIndex: "result", width: 90, render: (result: string) => RESULTS[result] ?? result },
  { title: "内容", key: "change", render: (_, entry) => <Change entry={entry} /> },
  { title: "来源地址", dataIndex: "address", width: 130, render: (address: string) => address || "—" },
];

const RESULTS: Record<string, string> = { ok: "成功", success: "成功", refused: "被拒绝", failed: "失败", failure: "失败" };

const NAMES: Record<string, string> = {
  reason: "理由",
  text: "内容",
  status: "状态",
  outcome: "结论",
  rule: "规则",
  colour: "级别",
  finding_id: "疑点编号",
};

/** What was written, in words where the console has them. */
function Change({ entry }: { entry: Entry }) {
  const told = Object.entries(entry.after ?? entry.before ?? {});
  if (!told.length) return <span className="quiet">—</span>;
  return <>{told.map(([name, value]) => <div key={name} className="change">{NAMES[name] ?? name}：{valueWord(name, value)}</div>)}</>;
}

function valueWord(name: string, value: unknown): string {
  if (typeof value !== "string") return JSON.stringify(value);
  if (name === "status") return ALERT_STATUS[value as AlertStatus]?.word ?? value;
  if (name === "outcome") return outcomeWord(value);
  if (name === "colour") return levelLook(value).word;
  return value;
}

export default function JournalPage() {
  useTitle("操作日志");
  const { search, change } = useUrlState();
  const filter = { username: search.get("user") ?? "", object: search.get("object") ?? "", limit: 100 };
  const entries = useInfiniteQuery(queries.journal(filter));
  return (
    <div className="page">
      <Chain />
      <div className="filters" role="search" aria-label="筛选日志">
        <Input.Search allowClear aria-label="账号" placeholder="账号" defaultValue={filter.username} onSearch={(user) => change({ user: user.trim() })} />
        <Input.Search allowClear aria-label="对象" placeholder="对象，如 alert:12" defaultValue={filter.object} onSearch={(object) => change({ object: object.trim() })} />
      </div>
      <section className="block">
        <FetchedView query={entries} loading={<PageLoading />} page>
          {({ pages }) => (
            <>
              <Table<Entry>
                size="small"
                rowKey="number"
                columns={COLUMNS}
                dataSource={pages.flatMap((page) => page.items)}
                pagination={false}
                scroll={{ x: 1150 }}
                locale={{ emptyText: <Nothing what="没有符合条件的日志" how="登录、查看预警、签收、办结等操作都会留在这里" /> }}
              />
              {entries.hasNextPage ? <Button block type="link" loading={entries.isFetchingNextPage} onClick={() => void entries.fetchNextPage()}>更早的日志</Button> : null}
            </>
          )}
        </FetchedView>
      </section>
    </div>
  );
}

function Chain() {
  const chain = useQuery(queries.journalChain);
  if (!chain.data) return <Answer>操作日志逐条相扣，正在校验是否完整…</Answer>;
  const { intact, entries, message, broken_at } = chain.data;
  if (intact) return <Answer>操作日志共 {count(entries)} 条，逐条相扣，校验完整。</Answer>;
  return <Alert role="alert" type="error" showIcon title={`操作日志自第 ${count(broken_at)} 条起不完整，请立即报告安全审计员。`} description={message} />;
}
