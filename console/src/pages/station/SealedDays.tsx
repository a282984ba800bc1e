import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";

import { stationSealing, type StationSealing } from "@/api/sealing";
import { tr } from "@/lang";

/** Through which day a station's records are sealed, and how many days wait. */
export function SealedDays({ station }: { station: string }) {
  const found = useQuery(stationSealing(station));
  if (!found.data) return "—";
  return <Link to={`/day-seals?q=${station}`}>{words(found.data)}</Link>;
}

function words({ sealed_through, waiting, overdue, late, failing }: StationSealing): string {
  const through = sealed_through ? tr(`至 ${sealed_through}`, `through ${sealed_through}`) : tr("尚无", "none yet");
  const parts = [
    waiting ? tr(`${waiting} 天等待数据齐全`, `${waiting} days wait`) : "",
    overdue ? tr(`${overdue} 天逾期`, `${overdue} days overdue`) : "",
    late ? tr(`${late} 天有补录`, `${late} days with late records`) : "",
    failing ? tr("固化失败，正在重试", "sealing fails and is tried again") : "",
  ].filter(Boolean);
  return [through, ...parts].join(tr("，", ", "));
}
