import { Alert, Button } from "antd";
import { useSyncExternalStore } from "react";

import { tr } from "@/lang";
import { useLive } from "@/live/LiveProvider";

import { useMe } from "./session";

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
  const acting = actingFor(useMe());
  if (!acting) return null;
  return (
    <Alert
      banner
      type="info"
      className="band-acting"
      title={tr(`您正在代 ${acting} 办理，操作日志会同时记下两人。`, `You act for ${acting}; the journal notes you both.`)}
    />
  );
}

function actingFor(me: object): string | null {
  const acting = (me as { acting_for?: { display_name?: string } | null }).acting_for;
  return acting?.display_name ?? null;
}
