import { useQuery } from "@tanstack/react-query";
import { Button, Skeleton } from "antd";

import { stationDowntimes } from "@/api/life";
import { useMay } from "@/app/session";
import { fullTime } from "@/format/time";
import { tr } from "@/lang";
import { phaseLook } from "@/pages/downtime/looks";
import { FetchedView } from "@/ui/PageState";
import { StateSymbol } from "@/ui/StateSymbol";

interface Props {
  station: string;
  onAnnounce: () => void;
  onOpen: (id: number) => void;
}

/** The latest announcements of a station and how they stand, and the way to make one. */
export function Downtimes({ station, onAnnounce, onOpen }: Props) {
  const found = useQuery(stationDowntimes(station));
  const minute = (moment: string): string => fullTime(moment).slice(0, 16);
  return (
    <>
      <div className="portal-head">
        <h2>{tr("停机申报", "Announced downtime")}</h2>
        {useMay("downtime.request") ? <Button onClick={onAnnounce}>{tr("申报停机", "Announce downtime")}</Button> : null}
      </div>
      <FetchedView query={found} loading={<Skeleton active />}>
        {({ items }) =>
          items.length ? (
            <ul className="portal-list">
              {items.map((one) => (
                <li key={one.id}>
                  <b>{one.device_name}</b>
                  <span>{tr(`${minute(one.starts_at)} 至 ${minute(one.ends_at)}`, `${minute(one.starts_at)} to ${minute(one.ends_at)}`)}</span>
                  <StateSymbol look={phaseLook(one.phase)} />
                  <Button size="small" onClick={() => onOpen(one.id ?? 0)}>{tr("查看", "See")}</Button>
                </li>
              ))}
            </ul>
          ) : (
            <p>{tr("没有停机申报。停电、检修、断网或歇业前请先申报。", "Nothing is announced. Please announce power cuts, repairs or closures beforehand.")}</p>
          )
        }
      </FetchedView>
    </>
  );
}
