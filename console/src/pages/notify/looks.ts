import type { Channel } from "@/api/notify";
import { tr } from "@/lang";
import type { Look } from "@/states/alert";

const look = (word: string, shape: Look["shape"], tint: "green" | "grey" | "down" | "late", rank: number): Look => ({
  word, shape, colour: `var(--${tint})`, ink: `var(--${tint}-ink)`, rank,
});

/** How a channel is doing. */
export function channelLook({ enabled, failing_since, paused_until, ok_at }: Channel): Look {
  if (!enabled) return look(tr("已停用", "Off"), "closed", "grey", 3);
  if (failing_since) return look(tr("发送失败", "Failing"), "down", "down", 0);
  if (paused_until && Date.parse(paused_until) > Date.now()) return look(tr("暂停", "Paused"), "late", "late", 1);
  return ok_at ? look(tr("正常", "Works"), "online", "green", 2) : look(tr("未使用", "Not used yet"), "unknown", "grey", 2);
}
