import type { AlertFilter } from "@/api/queries";
import { ALERT_STATUS, isLevel, type AlertStatus } from "@/states/alert";

const ORDERS = ["-opened_at", "opened_at", "severity", "-detected_at"] as const;
const FILTERS = ["status", "colour", "region", "rule", "q", "station"];
const PAGE_SIZE = 50;
const LARGEST_PAGE = 500;

const isStatus = (value: string): value is AlertStatus => value in ALERT_STATUS;
const positive = (text: string | null, otherwise: number): number => Math.max(1, Math.floor(Number(text)) || otherwise);

/** The list's question as its address says it; what the address says wrongly is left out. */
export function filterOf(search: URLSearchParams): AlertFilter {
  return {
    status: search.getAll("status").filter(isStatus),
    colour: search.getAll("colour").filter(isLevel),
    rule: search.getAll("rule"),
    region: search.get("region") ?? "",
    station_id: search.get("station") ?? "",
    text: search.get("q") ?? "",
    order: ORDERS.find((order) => order === search.get("order")) ?? "-opened_at",
    page: positive(search.get("page"), 1),
    page_size: Math.min(LARGEST_PAGE, positive(search.get("size"), PAGE_SIZE)),
  };
}

/** Whether anything but order and page narrows the list. */
export const isFiltered = (search: URLSearchParams): boolean => FILTERS.some((name) => search.get(name));
