import { useQuery } from "@tanstack/react-query";
import { Table } from "antd";
import { useState } from "react";

import { quarantineGroups, type Group, type Verb } from "@/api/quarantine";
import { useMay } from "@/app/session";
import { count } from "@/format/quantity";
import { fullTime } from "@/format/time";
import { tr } from "@/lang";
import { Answer } from "@/ui/Answer";
import { DataTable } from "@/ui/DataTable";
import { PageHead } from "@/ui/PageHead";
import { StateSymbol } from "@/ui/StateSymbol";
import type { Cells } from "@/ui/table/render";
import { useUrlState } from "@/ui/useUrlState";

import { statusLook } from "./looks";
import { RecordDrawer, Verbs } from "./RecordDrawer";
import { SettleDialog } from "./SettleDialog";

const CELLS: Cells = {
  status: (status) => <StateSymbol look={statusLook(status)} />,
  settled_at: (value) => fullTime(value === null ? null : String(value)),
};

/** What was acknowledged and could not be stored: what is held, why, and every record. */
export default function QuarantinePage() {
  const { search, change } = useUrlState();
  const opened = Number(search.get("open")) || null;
  return (
    <div className="page">
      <PageHead title={tr("待核数据", "Quarantine")} />
      <Held />
      <section className="block">
        <DataTable
          table="quarantine"
          cells={CELLS}
          quick={["status", "reason"]}
          onOpen={(row) => change({ open: Number(row["id"]) })}
          empty={{ what: tr("没有待核数据", "Nothing was set aside"), how: tr("设备上报的记录不合规范、时间不对或与已有记录矛盾时，原样保存在这里，不会丢失", "A record that breaks the contract, names a wrong time or contradicts a stored one is kept here as it came") }}
        />
      </section>
      {opened ? <RecordDrawer key={opened} id={opened} onClose={() => change({ open: null })} /> : null}
    </div>
  );
}

function Held() {
  const groups = useQuery(quarantineGroups);
  if (groups.data === undefined) return <Answer>{groups.isError ? tr("待处理数暂时没有取到，下面的列表不受影响。", "The count could not be fetched; the list below is not affected.") : tr("正在统计…", "Counting…")}</Answer>;
  const total = groups.data.reduce((sum, group) => sum + group.count, 0);
  if (!total) return <Answer>{tr("没有待处理的数据。", "Nothing waits to be settled.")}</Answer>;
  return (
    <>
      <Answer>{tr(`${count(total)} 条记录待处理：原因排除后重放入库，确实无用的作废。`, `${count(total)} ${total === 1 ? "record waits" : "records wait"}: replay after the cause is mended, discard what is no record.`)}</Answer>
      <Groups groups={groups.data} />
    </>
  );
}

function Groups({ groups }: { groups: readonly Group[] }) {
  const may = useMay("quarantine.settle");
  const [chosen, choose] = useState<{ group: Group; verb: Verb } | null>(null);
  const verbs = { key: "verbs", title: tr("处理", "Settle"), render: (_: unknown, group: Group) => <Verbs small onVerb={(verb) => choose({ group, verb })} /> };
  return (
    <section className="block">
      <h2>{tr("待处理的，按原因", "Held, by reason")}</h2>
      <Table<Group>
        size="small"
        pagination={false}
        rowKey={(group) => `${group.table} ${group.reason}`}
        dataSource={[...groups]}
        scroll={{ x: true }}
        columns={[
          { key: "reason", title: tr("原因", "Reason"), dataIndex: "reason_name" },
          { key: "table", title: tr("数据表", "Table"), dataIndex: "table_name" },
          { key: "count", title: tr("条数", "Records"), dataIndex: "count", align: "right", render: (value: number) => count(value) },
          { key: "oldest", title: tr("最早", "Oldest"), dataIndex: "oldest", render: (value: string) => fullTime(value) },
          { key: "newest", title: tr("最新", "Newest"), dataIndex: "newest", render: (value: string) => fullTime(value) },
          ...(may ? [verbs] : []),
        ]}
      />
      {chosen ? <SettleDialog verb={chosen.verb} what={{ ids: [], table: chosen.group.table, reason: chosen.group.reason }} amount={chosen.group.count} onClose={() => choose(null)} /> : null}
    </section>
  );
}
