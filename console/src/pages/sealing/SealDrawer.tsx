import { useQuery } from "@tanstack/react-query";
import { Alert, Button, Descriptions, Skeleton, Table } from "antd";
import type { ReactNode } from "react";
import { Link } from "react-router";

import { daySeal, type DaySeal, type Neighbour, type SealedTable, type SealKey } from "@/api/sealing";
import { count } from "@/format/quantity";
import { fullTime } from "@/format/time";
import { tr } from "@/lang";
import { ObjectDrawer } from "@/ui/ObjectDrawer";
import { FetchedView } from "@/ui/PageState";
import { StateSymbol } from "@/ui/StateSymbol";

import { sealLook } from "./looks";
import "./sealing.css";

interface Props {
  of: SealKey;
  onOpen: (key: SealKey) => void;
  onClose: () => void;
}

/** One seal: what it holds with its digests, where it stands in the chain, and which anchor holds it. */
export function SealDrawer({ of, onOpen, onClose }: Props) {
  const found = useQuery(daySeal(of));
  return (
    <ObjectDrawer open title={tr(`${of.day} 第 ${of.revision} 版`, `${of.day}, revision ${of.revision}`)} onClose={onClose}>
      <FetchedView query={found} loading={<Skeleton active />}>
        {(seal) => (
          <>
            <Facts seal={seal} />
            <Chain seal={seal} onOpen={onOpen} />
            <Files title={tr("数据表", "Tables")} files={seal.tables} none={tr("这一天没有任何记录：空也被固化，不能事后添上。", "No record of this day: that it is empty is sealed, too.")} />
            {seal.register_files.length ? <Files title={tr("当日档案和规则", "Register and rules of the day")} files={seal.register_files} /> : null}
          </>
        )}
      </FetchedView>
    </ObjectDrawer>
  );
}

type Fact = readonly [label: string, value: ReactNode];

const Listed = ({ facts }: { facts: readonly Fact[] }) => (
  <Descriptions column={1} size="small" bordered items={facts.map(([label, children]) => ({ key: label, label, children }))} />
);

const Digest = ({ value }: { value: string }) => <span className="code digest">{value}</span>;

function Facts({ seal }: { seal: DaySeal }) {
  return (
    <>
      {seal.late ? <Alert className="block" type="warning" showIcon title={tr("固化之后又收到这一天的记录，下一轮固化为新版本。", "Records of this day came after it was sealed; the next round makes a new revision.")} /> : null}
      <Listed
        facts={[
          [tr("加油站", "Station"), <Link key="station" to={`/stations/${seal.station_id}`}>{seal.station_name || seal.station_id}</Link>],
          [tr("固化原因", "Reason"), seal.reason_name],
          [tr("固化时间", "Sealed at"), fullTime(seal.sealed_at)],
          [tr("归档", "Archive"), <StateSymbol key="archive" look={sealLook(seal.archive)} />],
          [tr("归档位置", "Place in the archive"), <span key="path" className="code">{seal.path}</span>],
          [tr("默克尔根", "Merkle root"), <Digest key="root" value={seal.merkle_root} />],
          [tr("档案校验值", "Register digest"), <Digest key="registry" value={seal.registry} />],
        ]}
      />
    </>
  );
}

function Chain({ seal, onOpen }: { seal: DaySeal; onOpen: (key: SealKey) => void }) {
  const { anchor } = seal;
  const link = (one: Neighbour | null, none: string) => (one ? <Button type="link" className="inline-link" onClick={() => onOpen({ station: seal.station_id, day: one.day, revision: one.revision })}>{tr(`第 ${one.number} 号：${one.day} 第 ${one.revision} 版`, `No. ${one.number}: ${one.day}, revision ${one.revision}`)}</Button> : none);
  return (
    <section className="block">
      <h2>{tr("本站固化链", "The station's chain")}</h2>
      <Listed
        facts={[
          [tr("上一份", "Before"), link(seal.before, tr("这是第一份", "this is the first"))],
          [tr("本份", "This one"), tr(`第 ${seal.number} 号`, `no. ${seal.number}`)],
          [tr("下一份", "After"), link(seal.after, tr("还没有", "none yet"))],
          [tr("上一份的固化值", "Seal of the one before"), <Digest key="previous" value={seal.previous} />],
          [tr("固化值", "Seal"), <Digest key="seal" value={seal.seal} />],
          [tr("锚定", "Anchor"), anchor ? tr(`第 ${anchor.number} 号，${fullTime(anchor.at)}，${anchor.algorithm} 密钥 ${anchor.key_id}`, `No. ${anchor.number}, ${fullTime(anchor.at)}, ${anchor.algorithm} key ${anchor.key_id}`) : <StateSymbol key="anchor" look={sealLook("unanchored")} />],
        ]}
      />
    </section>
  );
}

function Files({ title, files, none }: { title: string; files: readonly SealedTable[]; none?: string }) {
  if (!files.length) return <section className="block"><h2>{title}</h2><p className="quiet">{none}</p></section>;
  return (
    <section className="block">
      <h2>{title}</h2>
      <Table<SealedTable>
        size="small"
        pagination={false}
        rowKey="name"
        dataSource={[...files]}
        scroll={{ x: true }}
        columns={[
          { key: "title", title: tr("内容", "Content"), dataIndex: "title" },
          { key: "rows", title: tr("记录数", "Records"), dataIndex: "rows", align: "right", render: (rows: number | null) => (rows === null ? "—" : count(rows)) },
          { key: "sm3", title: "SM3", dataIndex: "sm3", render: short },
          { key: "sha256", title: "SHA-256", dataIndex: "sha256", render: short },
        ]}
      />
    </section>
  );
}

const short = (digest: string) => (digest ? <span className="code" title={digest}>{digest.slice(0, 16)}…</span> : "—");
