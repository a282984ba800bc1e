import { NOTHING } from "@/format/quantity";
import { tr } from "@/lang";
import type { Look } from "@/states/alert";

const BAD: Omit<Look, "word"> = { shape: "diamond", colour: "var(--red)", ink: "var(--red-ink)", rank: 0 };
const SOON: Omit<Look, "word"> = { shape: "triangle", colour: "var(--orange)", ink: "var(--orange-ink)", rank: 1 };
const OPEN: Omit<Look, "word"> = { shape: "unknown", colour: "var(--grey)", ink: "var(--grey-ink)", rank: 2 };
const GOOD: Omit<Look, "word"> = { shape: "online", colour: "var(--green)", ink: "var(--green-ink)", rank: 3 };

const LOOKS: Record<string, Look> = {
  failed: { word: tr("不合格", "Failed"), ...BAD },
  fail: { word: tr("不合格", "Failed"), ...BAD },
  lapsed: { word: tr("已过期", "Lapsed"), ...BAD },
  never: { word: tr("无检定记录", "Never verified"), ...SOON },
  soon: { word: tr("即将到期", "Lapses soon"), ...SOON },
  valid: { word: tr("有效", "Valid"), ...GOOD },
  pass: { word: tr("合格", "Passed"), ...GOOD },
  on: { word: tr("在位", "On"), ...GOOD },
  broken: { word: tr("破损", "Broken"), ...BAD },
  missing: { word: tr("缺失", "Missing"), ...BAD },
  none: { word: tr("未设", "None"), ...OPEN },
  requested: { word: tr("待确认", "Requested"), ...SOON },
  planned: { word: tr("已排期", "Planned"), ...OPEN },
  confirmed: { word: tr("已确认", "Confirmed"), ...GOOD },
  done: { word: tr("已完成", "Done"), ...GOOD },
  missed: { word: tr("未到场", "Missed"), ...BAD },
  cancelled: { word: tr("已取消", "Cancelled"), ...OPEN },
  refused: { word: tr("不予验收", "Refused"), ...BAD },
  accepted: { word: tr("通过", "Accepted"), ...GOOD },
  short: { word: tr("正超差（少给油）", "Short measure"), ...BAD },
  over: { word: tr("负超差", "Over"), ...SOON },
  fine: { word: tr("合格", "Within"), ...GOOD },
  prepared: { word: tr("待发送", "To be sent"), ...SOON },
  sent: { word: tr("已发送", "Sent"), ...GOOD },
};

/** The look of a state of metering. */
export const metrologyLook = (state: unknown): Look => LOOKS[String(state)] ?? { word: NOTHING, ...OPEN };

const LEAVES: Record<string, Look> = {
  none: { word: tr("未经批准", "No leave"), ...SOON },
  approved: { word: tr("已批准维护", "Approved"), ...GOOD },
};

/** The look of whether an event happened within approved work. */
export const leaveLook = (leave: unknown): Look => LEAVES[String(leave)] ?? { word: tr("无需批准", "None wanted"), ...OPEN };
