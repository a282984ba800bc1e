import { useQuery } from "@tanstack/react-query";
import { Table, type TableProps } from "antd";
import { Link, useParams } from "react-router";

import { trip, type Trip } from "@/api/transport";
import { count, decimal, exactLitresFromMl, litresFromMl, NOTHING } from "@/format/quantity";
import { fullTime } from "@/format/time";
import { listed } from "@/format/words";
import { tr } from "@/lang";
import { Answer } from "@/ui/Answer";
import { PageHead } from "@/ui/PageHead";
import { FetchedView, Nothing, PageLoading } from "@/ui/PageState";
import { StateSymbol } from "@/ui/StateSymbol";
import { Timeline } from "@/ui/Timeline";

import { difference } from "./figures";
import { matchLook } from "./looks";
import { TrackMap } from "./TrackMap";

import "./transport.css";

type Part = Trip["parts"][number];

/** A tanker's journey: what was loaded for whom, where it went, where it stood, where its lock was opened. */
export default function TripPage() {
  const { waybillNo = "" } = useParams();
  const found = useQuery(trip(waybillNo));
  return (
    <div className="page">
      <PageHead title={tr(`运单 ${waybillNo}`, `Waybill ${waybillNo}`)} />
      <FetchedView query={found} loading={<PageLoading />} page>{(data) => <View data={data} />}</FetchedView>
    </div>
  );
}

function View({ data }: { data: Trip }) {
  return (
    <>
      <Answer>{sentence(data)}</Answer>
      <section className="block trip-picture">
        <div>
          <h2>{tr("轨迹", "Track")}</h2>
          {data.points ? <TrackMap trip={data} /> : <Nothing what={tr("没有这趟车的定位点", "No position of this trip is known")} how={tr("交通运输部门的平台上报或导入轨迹后，这里画出行驶路线", "Once the transport platform sends the track, it is drawn here")} />}
        </div>
        <div>
          <h2>{tr("过程", "What happened")}</h2>
          <Timeline items={[...data.stages].reverse().map((stage) => ({ at: stage.at, kind: stage.odd ? "alert" : stage.kind === "gap" ? "downtime" : "verification", title: stage.odd ? tr(`▲ ${stage.text}（疑点）`, `▲ ${stage.text} (worth a look)`) : stage.text, detail: stage.until ? tr(`至 ${fullTime(stage.until).slice(11, 16)}`, `until ${fullTime(stage.until).slice(11, 16)}`) : "" }))} />
        </div>
      </section>
      <section className="block">
        <h2>{tr("收货站", "Consignees")}</h2>
        <Table<Part> size="small" rowKey={(part) => `${part.station_id} ${part.product_name}`} columns={COLUMNS} dataSource={data.parts} pagination={false} scroll={{ x: 1050 }} />
        {data.hidden_parts ? <p className="quiet">{tr(`另有 ${data.hidden_parts} 个收货站不在您的管辖范围内。`, `${data.hidden_parts} more consignees lie outside your scope.`)}</p> : null}
      </section>
    </>
  );
}

function sentence(data: Trip): string {
  const loaded = data.parts.reduce((sum, part) => sum + part.loaded_ml, 0);
  const odd = data.odd.length ? tr(`需要核查：${listed(data.odd)}`, `Worth a look: ${listed(data.odd)}`) : tr("轨迹和开锁没有疑点", "Nothing odd about track and locks");
  const way = data.points ? tr(`，行驶 ${decimal(data.km, 1)} 公里（${count(data.points)} 个定位点）`, `, drove ${decimal(data.km, 1)} km (${count(data.points)} points)`) : "";
  return tr(
    `${data.plate_no} 于 ${fullTime(data.loaded_at).slice(0, 16)} 在${data.loading_place_name}装油 ${litresFromMl(loaded)} 升（常温），送 ${count(data.parts.length)} 个收货站${way}。${data.points ? `${odd}。` : ""}`,
    `${data.plate_no} loaded ${litresFromMl(loaded)} L (ambient) at ${data.loading_place_name} on ${fullTime(data.loaded_at).slice(0, 16)} for ${count(data.parts.length)} consignees${way}. ${data.points ? `${odd}.` : ""}`,
  );
}

const COLUMNS: TableProps<Part>["columns"] = [
  { title: tr("收货站", "Consignee"), key: "station", width: 180, render: (_, part) => <Link to={`/stations/${part.station_id}`}>{part.station_name}</Link> },
  { title: tr("油品", "Product"), dataIndex: "product_name", width: 110 },
  { title: tr("装油量（升，常温）", "Loaded (L, ambient)"), dataIndex: "loaded_ml", width: 150, align: "right", render: exactLitresFromMl },
  { title: tr("卸油量（升，常温）", "Unloaded (L, ambient)"), dataIndex: "unloaded_ml", width: 150, align: "right", render: exactLitresFromMl },
  { title: tr("卸油时间", "Unloaded"), dataIndex: "unloaded_at", width: 140, render: (at: string | null) => (at ? fullTime(at).slice(0, 16) : NOTHING) },
  { title: tr("卸油与装油之差", "Unloaded less loaded"), key: "apart", width: 300, render: (_, part) => difference(part.apart20_ml, part.low20_ml, part.high20_ml) },
  { title: tr("单据核对", "Match"), key: "match", width: 140, render: (_, part) => (part.match_id ? <Link to={`/matches/${part.match_id}`}><StateSymbol look={matchLook(part.match_state)} /></Link> : NOTHING) },
];
