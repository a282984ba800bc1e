import { tr } from "@/lang";
import type { Look } from "@/states/alert";

/** How a command stands, each with a shape of its own. */
export const COMMAND_LOOKS: Record<string, Look> = {
  waiting: { word: tr("待下发", "Waiting"), shape: "late", colour: "var(--late)", ink: "var(--late-ink)", rank: 0 },
  sent: { word: tr("已下发", "Handed out"), shape: "triangle", colour: "var(--blue)", ink: "var(--ink)", rank: 1 },
  done: { word: tr("已完成", "Done"), shape: "online", colour: "var(--green)", ink: "var(--green-ink)", rank: 2 },
  refused: { word: tr("被拒绝", "Refused"), shape: "closed", colour: "var(--late)", ink: "var(--late-ink)", rank: 3 },
  failed: { word: tr("失败", "Failed"), shape: "down", colour: "var(--down)", ink: "var(--down-ink)", rank: 4 },
  expired: { word: tr("已过期", "Expired"), shape: "unknown", colour: "var(--grey)", ink: "var(--grey-ink)", rank: 5 },
  cancelled: { word: tr("已撤销", "Taken back"), shape: "unknown", colour: "var(--grey)", ink: "var(--grey-ink)", rank: 6 },
};
const UNKNOWN: Look = { word: "—", shape: "unknown", colour: "var(--grey)", ink: "var(--grey-ink)", rank: 9 };

export const commandLook = (state: unknown): Look => COMMAND_LOOKS[String(state)] ?? UNKNOWN;

const DEVICE_WORDS: Record<string, string> = {
  ok: tr("正常", "OK"),
  unreachable: tr("连接不上", "Does not answer"),
  silent: tr("无数据", "Silent"),
  link_lost: tr("上行中断", "Link lost"),
  chain_fork: tr("批次链分叉，已停止上报", "Chain forked, sends nothing"),
  outbox_full: tr("存储已满", "Outbox full"),
  unauthorised: tr("平台不认可其身份", "Not authorised"),
  refused: tr("平台拒绝接入", "Refused"),
};

/** A device's state as the collector said it; a word of its own stands as it came. */
export const deviceWord = (state: string): string => DEVICE_WORDS[state] ?? state;

export const deviceLook = (state: string): Look =>
  state === "ok"
    ? { word: deviceWord(state), shape: "online", colour: "var(--green)", ink: "var(--green-ink)", rank: 1 }
    : { word: deviceWord(state), shape: "down", colour: "var(--down)", ink: "var(--down-ink)", rank: 0 };
