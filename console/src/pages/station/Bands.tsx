import { Alert } from "antd";
import { Link } from "react-router";

import type { Dossier, StationLink } from "@/api/register";
import { tr } from "@/lang";

const STATUS: Record<string, string> = { closed: tr("已关停", "closed"), suspended: tr("暂停营业", "suspended") };

/** That a station is not at work, and which stations it went on as or came from. */
export function Bands({ known }: { known: Dossier }) {
  const row = known.rows["stations"]?.[0];
  const words = STATUS[String(row?.["status"])];
  const day = row?.["closed_on"] ?? known.status_since;
  const since = day ? tr(`，自 ${String(day)} 起`, ` since ${String(day)}`) : "";
  return (
    <>
      {words ? <Alert className="station-band" type="warning" showIcon title={tr(`本站${words}${since}。档案、记录和历史全部保留。`, `This station is ${words}${since}. Its register, records and past are kept.`)} /> : null}
      {known.links.map((link) => <Alert key={`${link.role}-${link.station_id}-${link.happened_on}`} className="station-band" type="info" showIcon title={<LinkWords link={link} />} description={link.reason} />)}
    </>
  );
}

/** What became of the station at the other end of a link, by kind: it came before, it came after. */
const KINDS: Record<string, [before: string, after: string]> = {
  merge: [tr("并入本站的有", "merged into this one"), tr("本站并入", "took this station in")],
  split: [tr("本站由其分立", "is where this one was split from"), tr("由本站分立出", "was split from this one")],
  move: [tr("本站由其迁建", "is where this one moved from"), tr("本站迁建为", "is where this one moved to")],
};

function LinkWords({ link }: { link: StationLink }) {
  const words = KINDS[link.kind]?.[link.role === "predecessor" ? 0 : 1] ?? tr("相关加油站", "is related to this one");
  const name = <Link to={`/stations/${link.station_id}`}>{link.name ?? link.station_id}</Link>;
  return tr(<>{words}：{name}（{link.happened_on}）</>, <>{name} {words}, {link.happened_on}</>);
}
