/** Field names of records, figures and parameters in words, and their values with units. */
import { count, decimal, duration, exactLitresFromMl, NOTHING, yuanFromFen } from "@/format/quantity";
import { fullTime } from "@/format/time";
import { FUELLING_KIND, FUELLING_SOURCE, subjectName } from "@/states/fuel";

const NAMES: Record<string, string> = {
  rise_ml: "累计泵码增加",
  volume_ml: "记录油量",
  difference_ml: "相差",
  before_ml: "回落前泵码",
  after_ml: "回落后泵码",
  across_ml: "缺口两侧泵码差",
  missing: "缺失记录",
  after_hole_seq: "缺口后首个序号",
  expected_fen: "应为金额",
  amount_fen: "记录金额",
  difference_fen: "相差金额",
  seconds: "历时",
  overlap_s: "重叠",
  earlier_seq: "前一序号",
  later_seq: "后一序号",
  offset_s: "时钟偏差",
  clock_offset_s: "时钟偏差",
  silent_s: "无心跳时长",
  last_heartbeat: "最后心跳",
  causes: "可能原因",
  day: "日期",
  code: "事件",
  detail: "说明",
  key: "记录键",
  table: "数据表",
  kept: "保留的内容",
  refused: "未采纳的内容",
  subject: "对象",
  tolerance_ml: "允许差",
  tolerance_fen: "允许差",
  half_volume_step_ml: "半个油量步长",
  max_l_min: "流量上限",
  max_offset_s: "偏差上限",
  warning_s: "预警时限",
  alarm_s: "升级时限",
  lookback_s: "回看时长",
  wait_s: "等待补传",
  area_share: "同区同时离线比例",
  area_stations: "同区最少站数",
  codes: "事件类别",
  device: "设备",
  at: "时间",
  started_at: "开始",
  ended_at: "结束",
  starts_at: "开始",
  ends_at: "结束",
  received_at: "平台收到",
  approved_by: "批准人",
  reason: "事由",
  firmware: "固件",
  link: "链路",
  outbox_depth: "待发记录",
  signal_dbm: "信号（dBm）",
  nozzle_id: "加油枪",
  tank_id: "油罐",
  dispenser_id: "加油机",
  seq: "序号",
  totalizer_ml: "累计泵码",
  unit_price_fen: "单价",
  kind: "类别",
  source: "来源",
  product_mm: "液高（毫米）",
  water_mm: "水位（毫米）",
  temp_c: "油温（°C）",
  volume_l: "存油（升）",
  started_on: "开始日",
};

const CAUSES: Record<string, string> = {
  power: "停电",
  carrier: "运营商线路",
  supplier: "供应商平台",
  area: "同区域多站同时离线",
  closing_hours: "闭店时段",
  link: "网络中断",
  unknown: "原因不明",
};

export const TABLES: Record<string, string> = {
  fuellings: "加油记录",
  heartbeats: "心跳",
  device_events: "设备事件",
  maintenance: "停机申报",
  conflicts: "待核数据",
  tank_readings: "液位读数",
  nozzles: "加油枪",
  records: "记录",
};

/** Columns nobody needs in a record's table: the station stands in the page's head. */
const HIDDEN = new Set(["station_id"]);

export const fieldName = (name: string): string => NAMES[name] ?? name;
export const shownFields = (rows: readonly Record<string, unknown>[]): string[] =>
  [...new Set(rows.flatMap((row) => Object.keys(row)))].filter((name) => !HIDDEN.has(name) && rows.some((row) => row[name] != null));

const ISO = /^\d{4}-\d{2}-\d{2}T/;

/** A value in words, its unit read from the field's name. */
export function fieldValue(name: string, value: unknown): string {
  if (value === null || value === undefined || value === "") return NOTHING;
  if (Array.isArray(value)) return value.map((one) => fieldValue(name, one)).join("、");
  if (typeof value === "number") return numberValue(name, value);
  if (typeof value === "object") return JSON.stringify(value);
  return textValue(name, String(value));
}

function numberValue(name: string, value: number): string {
  if (name.endsWith("_ml")) return `${exactLitresFromMl(value)} 升`;
  if (name.endsWith("_fen")) return `${yuanFromFen(value)} 元`;
  if (name === "seconds" || name.endsWith("_s")) return Math.abs(value) < 120 ? `${decimal(value, 1)} 秒` : duration(value);
  if (name.endsWith("_l_min")) return `${decimal(value)} 升/分`;
  if (name.endsWith("_share")) return `${decimal(value * 100)}%`;
  return Number.isInteger(value) ? count(value) : decimal(value, 2);
}

function textValue(name: string, value: string): string {
  if (ISO.test(value)) return fullTime(value);
  if (name === "kind") return FUELLING_KIND[value] ?? value;
  if (name === "source") return FUELLING_SOURCE[value] ?? value;
  if (name === "subject" || name === "device") return subjectName(value);
  if (name === "causes") return CAUSES[value] ?? value;
  if (name === "table") return TABLES[value] ?? value;
  return value;
}
