import { Alert } from "antd";
import { Link } from "react-router";

import type { Dossier, StationLink } from "@/api/register";
import { tr } from "@/lang";

const STATUS: Record<string, [zh: string, en: string]> = {
  closed: ["已关停", "closed"],
  suspended: ["暂停营业", "suspended"],
};

/** That a station is not at work, and which stations it went on as or came from. */
export function Bands({ known }: { known: Dossier }) {
  const row = known.rows["stations"]?.[0];
  const words = STATUS[String(row?.["status"])];
  const day = row?.["closed_on"] ?? known.status_since;
  const since = day ? tr(`，自 ${String(day)} 起`, ` since ${String(day)}`) : "";
  return (
    <>
      {words ? <Alert className="station-band" type="warning" showIcon title={tr(`本站${words[0]}${since}。档案、记录和历史全部保留。`, `This station is ${words[1]}${since}. Its register, records and past are kept.`)} /> : null}
      {known.links.map((link) => <Alert key={`${link.role}-${link.station_id}-${link.happened_on}`} className="station-band" type="info" showIcon title={<LinkWords link={link} />} description={link.reason} />)}
    </>
  );
}

const KINDS: Record<string, [before: [string, string], after: [string, string]]> = {
  merge: [["并入本站的有", "merged into this one"], ["本站并入", "this station went into"]],
  split: [["本站由其分立", "this station was split from it"], ["由本站分立出", "was split from this station"]],
  move: [["本站由其迁建", "this station moved from it"], ["本站迁建为", "this station moved to"]],
};

function LinkWords({ link }: { link: StationLink }) {
  const [zh, en] = KINDS[link.kind]?.[link.role === "predecessor" ? 0 : 1] ?? ["相关加油站", "a related station"];
  const name = <Link to={`/stations/${link.station_id}`}>{link.name ?? link.station_id}</Link>;
  return tr(<>{zh}：{name}（{link.happened_on}）</>, <>{name} {en} on {link.happened_on}</>);
}
