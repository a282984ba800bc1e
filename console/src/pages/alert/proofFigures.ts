/** The figures of a proof in words: what each is called, and its value with its unit. */
import type { Schemas } from "@/api/client";
import { NOTHING } from "@/format/quantity";
import { timeWithSeconds } from "@/format/time";
import { tr } from "@/lang";
import { FINDING_STATUS, verdictLook } from "@/states/alert";
import { subjectName } from "@/states/fuel";

import { fieldName, fieldValue, TABLES } from "./fields";

type Figure = Schemas["ProofFigure"];

const SEVERITY: Record<string, string> = { info: tr("提示", "Info"), warning: tr("预警", "Warning"), alarm: tr("报警", "Alarm") };

const FIELDS: Record<string, string> = {
  estimate: tr("估计值", "Estimate"),
  low: tr("区间下限", "Lower bound"),
  high: tr("区间上限", "Upper bound"),
  unit: tr("单位", "Unit"),
  severity: tr("等级", "Severity"),
  verdict: tr("结论", "Verdict"),
  status: tr("数据侧状态", "State"),
  revision: tr("版次", "Revision"),
  rule: tr("规则", "Rule"),
  rule_set: tr("规则集版本", "Rule set"),
  station_id: tr("加油站编号", "Station"),
  finding_id: tr("疑点编号", "Finding"),
  detected_at: tr("发现时间", "Found at"),
  facts_digest: tr("记录摘要", "Digest of the records"),
  message: tr("说明", "Sentence"),
  message_en: tr("英文说明", "English sentence"),
  episode: tr("第几次", "Episode"),
};
const UNITS: Record<string, string> = {
  ml: tr("毫升", "mL"),
  percent: "%",
  ml_per_hour: tr("毫升/小时", "mL/h"),
  fen: tr("分", "fen"),
  count: tr("次", "times"),
  seconds: tr("秒", "s"),
  mm: tr("毫米", "mm"),
  pa: tr("帕", "Pa"),
};
const MOMENTS = new Set(["started_at", "ended_at", "detected_at", "window.from", "window.to"]);
const SIZES = new Set(["estimate", "low", "high"]);
const ORDER = ["estimate", "low", "high", "unit", "severity", "verdict", "status", "started_at", "ended_at", "detected_at", "rule_set"];

/** What a figure is called. */
export function figureName(name: string): string {
  const [part = "", ...rest] = name.split(".");
  const inner = rest.join(".");
  if (part === "records") return tr(`记录：${TABLES[inner] ?? inner}`, `Records: ${TABLES[inner] ?? inner}`);
  if (part === "parameters") return tr(`参数：${fieldName(inner)}`, `Parameter: ${fieldName(inner)}`);
  if (part === "window") return inner === "from" ? tr("时段自", "Window from") : tr("时段至", "Window to");
  return FIELDS[name] ?? fieldName(inner || name);
}

/** A figure's value as people read it; `unit` is the finding's. */
export function figureValue(name: string, value: unknown, unit: string): string {
  if (value === null || value === undefined) return NOTHING;
  if (name.startsWith("records.")) return typeof value === "number" ? tr(`${value}条`, `${value} rows`) : JSON.stringify(value);
  if (SIZES.has(name) && typeof value === "number") return `${whole(value)} ${UNITS[unit] ?? unit}`;
  if (typeof value !== "string") return name in FIELDS ? JSON.stringify(value) : fieldValue(name.split(".").at(-1) ?? name, value);
  if (MOMENTS.has(name)) return timeWithSeconds(value);
  if (name === "severity") return SEVERITY[value] ?? value;
  if (name === "verdict") return verdictLook(value).word;
  if (name === "status") return FINDING_STATUS[value] ?? value;
  if (name === "subject") return subjectName(value);
  if (name === "unit") return UNITS[value] ?? value;
  return name in FIELDS ? value : fieldValue(name.split(".").at(-1) ?? name, value);
}

/** Every digit: two figures that differ must not look the same. */
const whole = (value: number): string => value.toLocaleString("en-US", { maximumFractionDigits: 12 });

/** What differs first, then the finding's own figures, then the rest as they came. */
export function inOrder(figures: readonly Figure[]): Figure[] {
  const place = (f: Figure) => (ORDER.includes(f.name) ? ORDER.indexOf(f.name) : ORDER.length);
  return [...figures].sort((a, b) => Number(a.agrees) - Number(b.agrees) || place(a) - place(b));
}

/** The finding's unit, by which its size is read. */
export const unitOf = (figures: readonly Figure[]): string => {
  const unit = figures.find((f) => f.name === "unit")?.recorded;
  return typeof unit === "string" ? unit : "";
};
