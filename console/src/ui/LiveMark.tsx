import { Button, Tooltip } from "antd";

import { useLive } from "@/live/LiveProvider";
import type { LiveState } from "@/live/stream";

const WORDS: Record<LiveState, { word: string; meaning: string }> = {
  live: { word: "实时", meaning: "变化会自动出现，无需刷新" },
  reconnecting: { word: "重连中", meaning: "实时通道中断，正在重连；恢复后自动补齐中断期间的变化" },
  closed: { word: "已断开", meaning: "实时通道多次重连未成功，仍在尝试；页面上可能不是最新数据" },
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
        {state === "closed" ? <Button size="small" type="link" onClick={retryNow}>立即重连</Button> : null}
      </span>
    </Tooltip>
  );
}
