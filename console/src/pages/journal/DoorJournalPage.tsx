import { useInfiniteQuery } from "@tanstack/react-query";
import { Button, Table, type TableProps } from "antd";
import { Link } from "react-router";

import type { Schemas } from "@/api/client";
import * as queries from "@/api/queries";
import { fullTime } from "@/format/time";
import { Answer } from "@/ui/Answer";
import { FetchedView, Nothing, PageLoading } from "@/ui/PageState";
import { useTitle } from "@/ui/useTitle";

type Entry = Schemas["DoorEntryOut"];

const DOORS: Record<string, string> = { station: "采集终端接入", http: "采集终端接入", hj212: "油气监测接入（HJ 212）" };

const COLUMNS: TableProps<Entry>["columns"] = [
  { title: "时间", dataIndex: "at", width: 160, align: "right", render: fullTime },
  { title: "接入口", dataIndex: "door", width: 180, render: (door: string) => DOORS[door] ?? door },
  { title: "来者", dataIndex: "sender", width: 200, render: (sender: string) => <span className="code">{sender || "—"}</span> },
  { title: "加油站", dataIndex: "station_id", width: 120, render: (id: string | null) => (id ? <Link to={`/stations/${id}`}>{id}</Link> : "—") },
  { title: "事由", dataIndex: "code", width: 180, render: (code: string) => <span className="code">{code}</span> },
  { title: "说明", dataIndex: "detail" },
];

export default function DoorJournalPage() {
  useTitle("接入日志");
  const entries = useInfiniteQuery(queries.doorJournal);
  return (
    <div className="page">
      <Answer>设备接入口拒收的报文、签名或校验不符、序列分叉都记在这里，新的在前。</Answer>
      <section className="block">
        <FetchedView query={entries} loading={<PageLoading />} page>
          {({ pages }) => (
            <>
              <Table<Entry>
                size="small"
                rowKey="id"
                columns={COLUMNS}
                dataSource={pages.flatMap((page) => page.items)}
                pagination={false}
                scroll={{ x: 980 }}
                locale={{ emptyText: <Nothing what="接入口没有拒收过报文" how="有设备报文被拒收或校验不符时，会出现在这里" /> }}
              />
              {entries.hasNextPage ? <Button block type="link" loading={entries.isFetchingNextPage} onClick={() => void entries.fetchNextPage()}>更早的记录</Button> : null}
            </>
          )}
        </FetchedView>
      </section>
    </div>
  );
}
