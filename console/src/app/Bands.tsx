import { useQuery } from "@tanstack/react-query";
import { Alert, Button } from "antd";
import { useSyncExternalStore } from "react";
import { Link } from "react-router";

import { calendarStatus } from "@/api/calendar";
import { actFor } from "@/api/people";
import { tr } from "@/lang";
import { useLive } from "@/live/LiveProvider";

import { useMay, useMe } from "./session";

function watchNetwork(changed: () => void): () => void {
  window.addEventListener("online", changed);
  window.addEventListener("offline", changed);
  return () => {
    window.removeEventListener("online", changed);
    window.removeEventListener("offline", changed);
  };
}

/** Says above every page that the computer is offline, or that the platform has not answered for a while. */
export function ConnectionBand() {
  const { state, retryNow } = useLive();
  const online = useSyncExternalStore(watchNetwork, () => navigator.onLine);
  if (online && state !== "closed") return null;
  const title = online
    ? tr("平台暂时没有应答。页面上的数据可能不是最新的，恢复后会自动更新。", "The platform does not answer. What you see may be old; it will be renewed by itself.")
    : tr("本机没有联网。页面上的数据可能不是最新的，新的操作暂时不能提交。", "This computer is offline. What you see may be old, and nothing can be sent for now.");
  return <Alert banner className="band-reconnect" role="alert" title={title} action={<Button size="small" onClick={retryNow}>{tr("再试", "Retry")}</Button>} />;
}

/** Reminds a deputy for whom they act. */
export function ActingBand() {
  const acting = useMe().acting_for;
  if (!acting) return null;
  return (
    <Alert
      banner
      type="info"
      className="band-acting"
      title={tr(`您正在代理${acting.display_name}（至 ${acting.until_on}）：权限和管辖范围都是对方的，操作日志会同时记下两人。`, `You act for ${acting.display_name} until ${acting.until_on}: with their rights and scope; the journal notes you both.`)}
      action={<Button size="small" onClick={() => void actFor(null)}>{tr("恢复本人身份", "Back to yourself")}</Button>}
    />
  );
}

/** Whether it is known which bands stand above the page: one that came later would push the page from under a click. */
export function useBandsKnown(): boolean {
  const may = useMay("calendar.manage");
  const status = useQuery({ ...calendarStatus, enabled: may });
  return !may || status.isFetched || status.failureCount > 0;
}

/** Tells who keeps the calendar that a year's notice is missing: until then deadlines count weekends only. */
export function CalendarBand() {
  const may = useMay("calendar.manage");
  const status = useQuery({ ...calendarStatus, enabled: may });
  const year = status.data?.missing[0];
  if (!year) return null;
  return (
    <Alert
      banner
      type="warning"
      className="band-calendar"
      title={status.data?.warning}
      action={<Link to={`/calendar?year=${year}&take=1`}>{tr("导入通知", "Take the notice")}</Link>}
    />
  );
}
