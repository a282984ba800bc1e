import type { RateRow } from "@/api/connectivity";
import { percent } from "@/format/quantity";
import { tr } from "@/lang";
import type { Look } from "@/states/alert";

/** To whom an outage was put down, each with a shape of its own. */
export const CAUSES: Record<string, Look> = {
  power: { word: tr("停电", "Power cut"), shape: "triangle", colour: "var(--late)", ink: "var(--late-ink)", rank: 0 },
  carrier: { word: tr("运营商线路", "Carrier's line"), shape: "square", colour: "var(--blue)", ink: "var(--blue-ink)", rank: 1 },
  supplier: { word: tr("终端厂商", "Supplier of the box"), shape: "disc", colour: "var(--blue)", ink: "var(--blue-ink)", rank: 2 },
  area: { word: tr("区域性中断", "Whole area"), shape: "diamond", colour: "var(--blue)", ink: "var(--blue-ink)", rank: 3 },
  station: { word: tr("站方", "Station"), shape: "down", colour: "var(--down)", ink: "var(--down-ink)", rank: 4 },
  unknown: { word: tr("待查", "Not known"), shape: "unknown", colour: "var(--grey)", ink: "var(--grey-ink)", rank: 5 },
};
const OTHER: Look = { word: "—", shape: "unknown", colour: "var(--grey)", ink: "var(--grey-ink)", rank: 9 };

export const causeLook = (cause: unknown): Look => CAUSES[String(cause)] ?? OTHER;

/** How a rate stands beside the target; nothing to count is neither. */
export function rateLook(share: number | null | undefined, target: number): Look {
  if (share === null || share === undefined) return { word: tr("不计", "Not counted"), shape: "closed", colour: "var(--grey)", ink: "var(--grey-ink)", rank: 2 };
  return share < target
    ? { word: percent(share), shape: "down", colour: "var(--down)", ink: "var(--down-ink)", rank: 0 }
    : { word: percent(share), shape: "online", colour: "var(--green)", ink: "var(--green-ink)", rank: 1 };
}

/** What was taken out before the ranking, with its seconds; what is nothing is left out. */
export function takenOut(row: RateRow): [string, number][] {
  const parts: [string, number][] = [
    [tr("停机申报", "announced"), row.announced_s],
    [tr("平台中断", "platform"), row.platform_s],
    [tr("停电", "power"), row.power_s],
    [tr("运营商", "carrier"), row.carrier_s],
    [tr("终端厂商", "supplier"), row.supplier_s],
    [tr("区域", "area"), row.area_s],
  ];
  return parts.filter(([, seconds]) => seconds > 0);
}
