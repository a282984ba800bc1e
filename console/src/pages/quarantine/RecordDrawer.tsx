import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Descriptions, Skeleton, Space } from "antd";
import { useEffect, useState } from "react";

import { setAside, type SetAside, type Verb } from "@/api/quarantine";
import { fullTime } from "@/format/time";
import { tr } from "@/lang";
import { ObjectDrawer } from "@/ui/ObjectDrawer";
import { FetchedView } from "@/ui/PageState";
import { StateSymbol } from "@/ui/StateSymbol";

import { statusLook } from "./looks";
import { SettleDialog } from "./SettleDialog";

/** One record as it came, why it was set aside, and what became of it. */
export function RecordDrawer({ id, onClose }: { id: number; onClose: () => void }) {
  const found = useQuery(setAside(id));
  const [verb, setVerb] = useState<Verb | null>(null);
  const client = useQueryClient();
  const status = found.data?.status;
  useEffect(() => {
    if (status) void client.invalidateQueries({ queryKey: ["table", "quarantine"] });
  }, [client, status]);
  return (
    <ObjectDrawer open title={tr(`待核数据 ${id}`, `Quarantined record ${id}`)} onClose={onClose} actions={found.data?.may_settle ? <Verbs onVerb={setVerb} /> : null}>
      <FetchedView query={found} loading={<Skeleton active />}>{(row) => <View row={row} />}</FetchedView>
      {verb ? <SettleDialog verb={verb} what={{ ids: [id] }} amount={1} onClose={() => setVerb(null)} /> : null}
    </ObjectDrawer>
  );
}

/** The two things that can be done with what is held. */
export function Verbs({ onVerb, small }: { onVerb: (verb: Verb) => void; small?: boolean }) {
  const size = small ? "small" : "middle";
  return (
    <Space>
      <Button size={size} onClick={() => onVerb("replay")}>{tr("重放", "Replay")}</Button>
      <Button size={size} onClick={() => onVerb("discard")}>{tr("作废", "Discard")}</Button>
    </Space>
  );
}

function View({ row }: { row: SetAside }) {
  const items = [
    [tr("状态", "Status"), <StateSymbol key="status" look={statusLook(row.status)} />],
    [tr("收到时间", "Received at"), fullTime(row.received_at)],
    [tr("加油站", "Station"), row.station_id ?? tr("不明", "unknown")],
    [tr("采集终端", "Collector"), row.collector_id ?? "—"],
    [tr("数据表", "Table"), row.table_name],
    [tr("原因", "Reason"), tr(`${row.reason_name}：${row.detail}`, `${row.reason_name}: ${row.detail}`)],
    [tr("上次重放", "Last replay"), row.tried_at ? `${fullTime(row.tried_at)} · ${row.tried ?? tr("已入库", "stored")}` : "—"],
    [tr("处理", "Settled"), row.asked_at ? `${row.asked_by ?? ""} · ${fullTime(row.asked_at)} · ${row.note ?? ""}` : "—"],
  ] as const;
  return (
    <>
      <Descriptions column={1} size="small" bordered items={items.map(([label, children]) => ({ key: label, label, children }))} />
      <section className="block">
        <h2>{tr("原始内容", "As it came")}</h2>
        <pre className="raw" tabIndex={0} aria-label={tr("原始内容", "As it came")}>{row.raw || tr("未保留", "not kept")}</pre>
      </section>
    </>
  );
}
