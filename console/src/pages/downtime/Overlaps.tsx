import { Alert } from "antd";
import { Link } from "react-router";

import type { Downtime } from "@/api/life";
import { time } from "@/format/time";
import { tr } from "@/lang";

/** Other announcements that cover the same device at the same time. */
export function Overlaps({ overlaps }: { overlaps: Downtime["overlaps"] }) {
  if (!overlaps.length) return null;
  return (
    <Alert
      type="warning"
      showIcon
      title={tr(`与 ${overlaps.length} 项申报时间重叠`, `Overlaps with ${overlaps.length} ${overlaps.length === 1 ? "announcement" : "announcements"}`)}
      description={
        <ul>
          {overlaps.map((one) => (
            <li key={one.id}>
              <Link to={`/downtimes?open=${one.id}`}>{tr(`申报 ${one.id}`, `Request ${one.id}`)}</Link> {one.device_name} {time(one.starts_at)} – {time(one.ends_at)} {one.status}
            </li>
          ))}
        </ul>
      }
    />
  );
}
