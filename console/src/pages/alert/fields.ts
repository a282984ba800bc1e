/** Field names of records, figures and parameters in words, and their values with units. */
import { count, decimal, duration, exactLitresFromMl, litres, NOTHING, yuanFromFen } from "@/format/quantity";
import { fullTime } from "@/format/time";
import { FUELLING_KIND, FUELLING_SOURCE, productLook, subjectName } from "@/states/fuel";

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
  // What the measured rules and the rules about papers, registers and vapour say.
  allowed_l: "允许差",
  bad: "超限次数",
  base_mm: "原水位",
  by: "判定依据",
  came_net_l: "实收（20°C）",
  documented_net_l: "单据（20°C）",
  certificate_no: "证书编号",
  claimed_l: "称已回罐",
  closed: "停业登记",
  days: "天数",
  declarations: "申报",
  declared_fen: "申报金额",
  declared_ml: "申报数量",
  undeclared_ml: "未申报数量",
  deliveries: "进油单据",
  delivery_id: "单据编号",
  dispenser_ml: "加油机油量",
  monitor_ml: "监测仪油量",
  documented20_l: "单据合计（20°C）",
  documents_without_invoice_l: "无发票的进油",
  invoices_beyond_documents_l: "超出进油单据的发票",
  fall_l: "油罐下降",
  sold_l: "记录售出",
  sold_ml: "售出",
  sold_fen: "售出金额",
  from: "自",
  to: "至",
  fuelling_without_monitor: "无监测记录的加油",
  monitor_without_fuelling: "无加油的监测记录",
  matched: "对上的记录",
  initialised: "已初始化",
  invoices: "发票",
  judged: "有效次数",
  lag_s: "间隔",
  lapsed_since: "失效时间",
  level_mm: "液位",
  litres: "油量（升）",
  litres_a_day: "每日（升）",
  needed_l: "液位不动最多可容",
  loaded_l: "装油量",
  unloaded_l: "卸油量",
  longest_s: "最长持续",
  loss_rate: "损耗率",
  missing20_l: "未回罐（20°C）",
  most_ppm: "最高浓度（ppm）",
  observed_s: "有读数时长",
  opening20_l: "期初存量（20°C）",
  opposite_l: "反向差额",
  over_fen: "超出限价",
  caps_fen: "最高零售价",
  period: "所属期",
  product: "油品",
  products: "油品",
  readings: "读数条数",
  reasons: "不能判定的原因",
  rise_mm: "水位上升",
  sales: "售油笔数",
  severe: "严重超限次数",
  share_percent: "占销量（%）",
  states: "读取次数",
  state: "状态",
  status: "登记状态",
  streak_days: "连续天数",
  tank_product: "油罐登记油品",
  taxpayer: "登记纳税人",
  tanks: "油罐数",
  trips: "运单",
  uncovered_ml: "没有记录的油量",
  valid_fills: "有效气液比次数",
  waybill_no: "运单编号",
  z: "偏离（标准差的倍数）",
  fuellings: "加油笔数",
  // Columns of records.
  valid_from: "启用时间",
  valid_until: "有效期至",
  verified_on: "检定日期",
  result: "结论",
  error_pct: "示值误差（%）",
  repeatability_pct: "重复性（%）",
  renewal_applied_on: "申请日期",
  factory_no: "出厂编号",
  chip_taxpayer: "芯片纳税人",
  read_at: "读取时间",
  position: "部位",
  seal_no: "铅封号",
  applied_on: "施封日期",
  removed_on: "拆除日期",
  removed_reason: "拆除原因",
  effective_from: "执行时间",
  max_price_fen: "最高零售价",
  region_code: "区域代码",
  fuel_ml: "加油量",
  vapour_ml: "回收油气量",
  ratio: "气液比",
  fuel_l_min: "加油流量",
  vapour_l_min: "油气流量",
  pressure_pa: "油气压力",
  vapour_ppm: "油气浓度（ppm）",
  delivered_at: "送达时间",
  documented_volume_ml: "单据数量",
  density20_kg_m3: "标准密度（kg/m³）",
  supplier_uscc: "供方信用代码",
  seller_uscc: "销方信用代码",
  buyer_uscc: "购方信用代码",
  uscc: "统一社会信用代码",
  loaded_temp_c: "装油温度（°C）",
  unloaded_temp_c: "卸油温度（°C）",
  loaded_at: "装油时间",
  unloaded_at: "卸油时间",
  loaded_ml: "装油量",
  unloaded_ml: "卸油量",
  loading_place: "装油地点",
  plate_no: "车牌",
  invoice_no: "发票号码",
  issued_on: "开票日期",
  direction: "进销",
  filed_at: "申报时间",
  licence_no: "许可证号",
  licence_valid_until: "许可证有效期至",
  licence_renewal_applied_on: "延续申请日期",
  opened_on: "开业日期",
  name: "名称",
  ownership: "性质",
  operating_mode: "经营方式",
  vapour_monitoring: "油气在线监控",
  capacity_l: "罐容",
  safe_fill_l: "安全容量",
  diameter_mm: "直径",
  manifold: "连通组",
  reference: "凭据",
  // Parameters that a reader can hold against the sentence.
  warning_ppm: "预警浓度（ppm）",
  alarm_ppm: "升级浓度（ppm）",
  alarm_days: "升级天数",
  bad_percent: "超限比例（%）",
  patience_s: "单据可晚到",
  notice_days: "到期提醒天数",
  lookback_days: "回看天数",
  window_days: "判定天数",
  least_l: "最小油量",
  loss_pct: "损耗率上限（%）",
  tolerance_pct: "允许差（%）",
  tolerance_permille: "允许差（‰）",
  deadline_day: "申报期限（日）",
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
  pressure_readings: "油气压力读数",
  vapour_fills: "油气回收记录",
  tax_states: "税控状态",
  deliveries: "进油单据",
  invoices: "发票",
  declarations: "纳税申报",
  trips: "运单",
  stations: "站点登记",
  tanks: "油罐登记",
  verifications: "检定",
  seals: "铅封",
  price_caps: "最高零售价",
  nozzles: "加油枪",
  records: "记录",
};

/** Columns nobody needs in a record's table: the station stands in the page's head. */
const HIDDEN = new Set(["station_id", "latitude", "longitude"]);

/** Whether a field has a name in words; what only the rule itself reads again has none. */
export const isNamed = (name: string): boolean => name in NAMES;

/** Figures and parameters that a reader can use: named in words, and no list of parts. */
export const readable = (fields: Record<string, unknown> | null | undefined): [string, unknown][] =>
  Object.entries(fields ?? {}).filter(([name, value]) => isNamed(name) && !isNested(value));

const isNested = (value: unknown): boolean =>
  Array.isArray(value) ? value.some((one) => typeof one === "object") : typeof value === "object" && value !== null;

export const fieldName = (name: string): string => NAMES[name] ?? name;
export const shownFields = (rows: readonly Record<string, unknown>[]): string[] =>
  [...new Set(rows.flatMap((row) => Object.keys(row)))].filter((name) => !HIDDEN.has(name) && rows.some((row) => row[name] != null));

const ISO = /^\d{4}-\d{2}-\d{2}T/;

/** A value in words, its unit read from the field's name. */
export function fieldValue(name: string, value: unknown): string {
  if (value === null || value === undefined || value === "") return NOTHING;
  if (Array.isArray(value)) return value.map((one) => fieldValue(name, one)).join("、");
  if (typeof value === "number") return numberValue(name, value);
  if (typeof value === "boolean") return value ? "是" : "否";
  if (typeof value === "object") return JSON.stringify(value);
  return textValue(name, String(value));
}

function numberValue(name: string, value: number): string {
  if (name.endsWith("_ml")) return `${exactLitresFromMl(value)} 升`;
  if (name.endsWith("_fen")) return `${yuanFromFen(value)} 元`;
  if (name === "seconds" || name.endsWith("_s")) return Math.abs(value) < 120 ? `${decimal(value, 1)} 秒` : duration(value);
  if (name.endsWith("_l_min")) return `${decimal(value)} 升/分`;
  if (name.endsWith("_l")) return `${litres(value)} 升`;
  if (name.endsWith("_mm")) return `${decimal(value, 1)} 毫米`;
  if (name.endsWith("_pa")) return `${decimal(value)} 帕`;
  if (name === "days" || name.endsWith("_days")) return `${count(value)} 天`;
  if (name === "loss_rate") return `${decimal(value * 100, 2)}%`;
  if (name.endsWith("_share")) return `${decimal(value * 100)}%`;
  return Number.isInteger(value) ? count(value) : decimal(value, 2);
}

function textValue(name: string, value: string): string {
  if (ISO.test(value)) return fullTime(value);
  if (name === "kind") return FUELLING_KIND[value] ?? value;
  if (name === "source") return FUELLING_SOURCE[value] ?? value;
  if (name === "subject" || name === "device") return subjectName(value);
  if (name === "causes") return CAUSES[value] ?? value;
  if (name === "product" || name === "products") return productLook(value).name;
  if (name === "result") return { pass: "合格", fail: "不合格" }[value] ?? value;
  if (name === "table") return TABLES[value] ?? value;
  return value;
}
