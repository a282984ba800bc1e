import { useQuery } from "@tanstack/react-query";
import { Descriptions, Skeleton } from "antd";
import { Link } from "react-router";

import { paper, type Paper, type PaperKind } from "@/api/papers";
import { litresFromMl } from "@/format/quantity";
import { fullTime } from "@/format/time";
import { headed, withNote } from "@/format/words";
import { tr } from "@/lang";
import { ObjectDrawer } from "@/ui/ObjectDrawer";
import { FetchedView } from "@/ui/PageState";

import { Photos } from "./Photos";

interface Props {
  kind: PaperKind;
  paperKey: string;
  onClose: () => void;
}

/** One paper: what it says, where it came from, its photos, and what leads on from it. */
export function PaperDrawer({ kind, paperKey, onClose }: Props) {
  const found = useQuery(paper(kind, paperKey));
  const title = found.data ? `${found.data.paper_title} ${found.data.title}` : tr("单据", "Paper");
  return (
    <ObjectDrawer open title={title} onClose={onClose}>
      <FetchedView query={found} loading={<Skeleton active paragraph={{ rows: 8 }} />}>{(data) => <View data={data} />}</FetchedView>
    </ObjectDrawer>
  );
}

function View({ data }: { data: Paper }) {
  const items = data.fields.map((one) => ({ key: one.name, label: one.title, children: one.value }));
  return (
    <>
      <p className="paper-head">
        <Link to={`/stations/${data.station_id}`}>{withNote(data.station_name, data.station_id)}</Link>
        {data.volume20_ml === null ? null : <strong>{tr(`${litresFromMl(data.volume20_ml)} 升（20℃）`, `${litresFromMl(data.volume20_ml)} L at 20 °C`)}</strong>}
      </p>
      <Notes data={data} />
      <Descriptions bordered size="small" column={1} items={items} />
      <section className="paper-block">
        <h2>{tr("照片和扫描件", "Photos and scans")}</h2>
        <Photos data={data} />
      </section>
      <section className="paper-block">
        <h2>{tr("来源", "Where it came from")}</h2>
        <Origin data={data} />
      </section>
      <section className="paper-block">
        <h2>{tr("相关", "Leads to")}</h2>
        <ul className="paper-links">
          {data.links.map((one) => <li key={one.to}><Link to={one.to}>{one.title}</Link></li>)}
        </ul>
      </section>
    </>
  );
}

/** Correcting entries and how the paper was matched: the paper itself is never changed. */
function Notes({ data }: { data: Paper }) {
  if (!data.notes.length) return null;
  return (
    <ul className="paper-notes" aria-label={tr("更正和核对", "Corrections and matching")}>
      {data.notes.map((one) => (
        <li key={one.text}>
          {one.to ? <Link to={one.to}>{one.text}</Link> : one.text}
          {one.at ? <span className="quiet"> {fullTime(one.at).slice(0, 16)} {one.who}</span> : null}
        </li>
      ))}
    </ul>
  );
}

function Origin({ data }: { data: Paper }) {
  const entry = data.entry;
  if (!entry) {
    const at = fullTime(data.received_at).slice(0, 16);
    return <p>{tr(`由采集终端或省级数据上报，${at} 入库。`, `Sent by a collector, received at ${at}.`)}</p>;
  }
  const items = [
    { key: "source", label: tr("方式", "Way"), children: entry.client ? withNote(entry.source_title, entry.client) : entry.source_title },
    { key: "who", label: tr("录入人", "Entered by"), children: `${entry.display_name} ${fullTime(entry.at).slice(0, 16)}` },
    ...(entry.upload_id ? [{ key: "upload", label: tr("导入文件", "File"), children: <Link to={`/uploads/${entry.upload_id}`}>{tr(`导入${entry.upload_id}，第${entry.row ?? 0}行`, `Import ${entry.upload_id}, row ${entry.row ?? 0}`)}</Link> }] : []),
    { key: "basis", label: tr("升数依据", "Litres by"), children: entry.basis_title },
    { key: "given", label: tr("原样", "As given"), children: <ul className="paper-given">{entry.given.map((one) => <li key={one.name}>{headed(one.title, one.value)}</li>)}</ul> },
  ];
  return <Descriptions bordered size="small" column={1} items={items} />;
}
