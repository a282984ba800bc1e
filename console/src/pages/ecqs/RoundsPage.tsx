import { useQuery } from "@tanstack/react-query";
import { Alert, Descriptions, Skeleton, Table, type TableProps } from "antd";

import { ecqsRound, type ExchangeRound } from "@/api/ecqs";
import { NOTHING } from "@/format/quantity";
import { fullTime } from "@/format/time";
import { tr } from "@/lang";
import { Answer } from "@/ui/Answer";
import { DataTable } from "@/ui/DataTable";
import { ObjectDrawer } from "@/ui/ObjectDrawer";
import { PageHead } from "@/ui/PageHead";
import { FetchedView } from "@/ui/PageState";
import { useUrlState } from "@/ui/useUrlState";

import "./ecqs.css";

/** e-CQS交换记录: every round in both directions, with what was refused and the file. */
export default function RoundsPage() {
  const { search, change } = useUrlState();
  const open = Number(search.get("open"));
  return (
    <div className="page">
      <PageHead title={tr("e-CQS交换记录", "Rounds of exchange")} />
      <Answer>{tr("每次导入和导出一条记录：多少行、多少未对应、新增多少差异、被拒绝的行和失败原因。", "One line for each exchange: rows, none of ours, new differences, what was refused, why it failed.")}</Answer>
      <DataTable table="ecqs_rounds" quick={["direction", "channel"]} onOpen={(row) => change({ open: String(row["id"]) })} empty={{ what: tr("还没有交换", "Nothing was exchanged yet"), how: tr("在e-CQS台账页导入、导出或立即交换", "Import, export or exchange on the page of e-CQS") }} />
      {open ? <RoundDrawer id={open} onClose={() => change({ open: null })} /> : null}
    </div>
  );
}

function RoundDrawer({ id, onClose }: { id: number; onClose: () => void }) {
  const found = useQuery(ecqsRound(id));
  return (
    <ObjectDrawer open title={tr(`交换记录 ${id}`, `Round ${id}`)} onClose={onClose}>
      <FetchedView query={found} loading={<Skeleton active />}>{(told) => <View told={told} />}</FetchedView>
    </ObjectDrawer>
  );
}

type Refused = ExchangeRound["refused"][number];
const REFUSED: TableProps<Refused>["columns"] = [
  { key: "no", title: tr("e-CQS编号", "e-CQS no."), dataIndex: "ecqs_no" },
  { key: "serial", title: tr("出厂编号", "Serial no."), dataIndex: "serial_no" },
  { key: "reason", title: tr("原因", "Reason"), dataIndex: "reason" },
];

function View({ told }: { told: ExchangeRound }) {
  const items: [string, string | number][] = [
    [tr("方向", "Direction"), told.direction_name],
    [tr("方式", "Way"), told.channel_name],
    [tr("时间", "At"), fullTime(told.at)],
    [tr("操作人", "By"), told.by_name],
    [tr("行数", "Rows"), told.rows],
    [tr("未对应", "None of ours"), told.unknown],
    [tr("新差异", "New differences"), told.opened],
    ["SHA-256", told.sha256 || NOTHING],
  ];
  return (
    <>
      {told.error ? <Alert type="error" showIcon title={told.error} /> : null}
      <Descriptions bordered size="small" column={1} items={items.map(([label, children]) => ({ key: label, label, children }))} />
      {told.sha256 ? <p><a className="ecqs-link" href={`/api/v1/ecqs/rounds/${told.id}/file`}>{tr(`下载${told.filename}`, `Download ${told.filename}`)}</a></p> : null}
      {told.refused.length ? <><h2>{tr("被拒绝的行", "Refused rows")}</h2><Table<Refused> size="small" rowKey={(one) => `${one.ecqs_no}|${one.serial_no}`} columns={REFUSED} dataSource={told.refused} pagination={{ pageSize: 20, size: "small" }} scroll={{ x: 420 }} /></> : null}
    </>
  );
}
