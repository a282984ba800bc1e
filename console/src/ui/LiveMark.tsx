import { Button, Tooltip } from "antd";

import { useLive } from "@/live/LiveProvider";
import { tr } from "@/lang";
import type { LiveState } from "@/live/stream";

const WORDS: Record<LiveState, { word: string; meaning: string }> = {
  live: { word: tr("实时", "Live"), meaning: tr("变化会自动出现，无需刷新", "Changes appear by themselves") },
  reconnecting: { word: tr("重连中", "Reconnecting"), meaning: tr("实时通道中断，正在重连；恢复后自动补齐中断期间的变化", "The live channel broke and is being restored; changes in between will follow") },
  closed: { word: tr("已断开", "Disconnected"), meaning: tr("实时通道多次重连未成功，仍在尝试；页面上可能不是最新数据", "Reconnecting failed several times and goes on; what is shown may be old") },
};

/** Whether changes arrive by themselves right now. */
export function LiveMark() {
  const { state, retryNow } = useLive();
  const { word, meaning } = WORDS[state];
  return (
    <Tooltip title={meaning}>
      <span className={`live live-${state}`} role="status">
        <i aria-hidden="true" />
        {word}
        {state === "closed" ? <Button size="small" type="link" onClick={retryNow}>{tr("立即重连", "Reconnect now")}</Button> : null}
      </span>
    </Tooltip>
  );
}
