/** Field names of records, figures and parameters in words, and their values with units. */
import { count, decimal, duration, exactLitresFromMl, litres, NOTHING, yuanFromFen } from "@/format/quantity";
import { fullTime } from "@/format/time";
import { tr } from "@/lang";
import { FUELLING_KIND, FUELLING_SOURCE, productLook, subjectName } from "@/states/fuel";

const NAMES: Record<string, string> = {
  rise_ml: tr("累计泵码增加", "Rise of the totalizer"),
  volume_ml: tr("记录油量", "Recorded volume"),
  difference_ml: tr("相差", "Difference"),
  before_ml: tr("回落前泵码", "Total before the fall"),
  after_ml: tr("回落后泵码", "Total after the fall"),
  across_ml: tr("缺口两侧泵码差", "Totalizer across the gap"),
  missing: tr("缺失记录", "Missing records"),
  after_hole_seq: tr("缺口后首个序号", "First number after the gap"),
  expected_fen: tr("应为金额", "Amount expected"),
  amount_fen: tr("记录金额", "Amount recorded"),
  difference_fen: tr("相差金额", "Difference in money"),
  seconds: tr("历时", "Duration"),
  overlap_s: tr("重叠", "Overlap"),
  earlier_seq: tr("前一序号", "Earlier number"),
  later_seq: tr("后一序号", "Later number"),
  offset_s: tr("时钟偏差", "Clock offset"),
  clock_offset_s: tr("时钟偏差", "Clock offset"),
  silent_s: tr("无心跳时长", "Time without heartbeat"),
  last_heartbeat: tr("最后心跳", "Last heartbeat"),
  causes: tr("可能原因", "Possible causes"),
  day: tr("日期", "Day"),
  code: tr("事件", "Event"),
  detail: tr("说明", "Detail"),
  key: tr("记录键", "Record key"),
  table: tr("数据表", "Table"),
  kept: tr("保留的内容", "What was kept"),
  refused: tr("未采纳的内容", "What was refused"),
  subject: tr("对象", "Object"),
  tolerance_ml: tr("允许差", "Tolerance"),
  tolerance_fen: tr("允许差", "Tolerance"),
  half_volume_step_ml: tr("半个油量步长", "Half a volume step"),
  max_l_min: tr("流量上限", "Highest flow"),
  max_offset_s: tr("偏差上限", "Largest offset"),
  warning_s: tr("预警时限", "Warns after"),
  alarm_s: tr("升级时限", "Escalates after"),
  lookback_s: tr("回看时长", "Looks back"),
  wait_s: tr("等待补传", "Waits for late records"),
  area_share: tr("同区同时离线比例", "Share offline in the area"),
  area_stations: tr("同区最少站数", "Least stations in the area"),
  codes: tr("事件类别", "Kinds of event"),
  device: tr("设备", "Device"),
  at: tr("时间", "Time"),
  started_at: tr("开始", "Began"),
  ended_at: tr("结束", "Ended"),
  starts_at: tr("开始", "Begins"),
  ends_at: tr("结束", "Ends"),
  received_at: tr("平台收到", "Received"),
  approved_by: tr("批准人", "Approved by"),
  reason: tr("事由", "Reason"),
  firmware: tr("固件", "Firmware"),
  link: tr("链路", "Link"),
  outbox_depth: tr("待发记录", "Records waiting"),
  signal_dbm: tr("信号（dBm）", "Signal (dBm)"),
  nozzle_id: tr("加油枪", "Nozzle"),
  tank_id: tr("油罐", "Tank"),
  dispenser_id: tr("加油机", "Dispenser"),
  seq: tr("序号", "Number"),
  totalizer_ml: tr("累计泵码", "Totalizer"),
  unit_price_fen: tr("单价", "Unit price"),
  kind: tr("类别", "Kind"),
  source: tr("来源", "Source"),
  product_mm: tr("液高（毫米）", "Level (mm)"),
  water_mm: tr("水位（毫米）", "Water (mm)"),
  temp_c: tr("油温（°C）", "Fuel temperature (°C)"),
  volume_l: tr("存油（升）", "Stock (L)"),
  started_on: tr("开始日", "Began on"),
  // What the measured rules and the rules about papers, registers and vapour say.
  allowed_l: tr("允许差", "Allowed difference"),
  bad: tr("超限次数", "Times out of limits"),
  base_mm: tr("原水位", "Water before"),
  by: tr("判定依据", "Judged by"),
  came_net_l: tr("实收（20°C）", "Arrived (20 °C)"),
  documented_net_l: tr("单据（20°C）", "On the document (20 °C)"),
  certificate_no: tr("证书编号", "Certificate"),
  claimed_l: tr("称已回罐", "Said to be poured back"),
  closed: tr("停业登记", "Closures registered"),
  days: tr("天数", "Days"),
  declarations: tr("申报", "Declarations"),
  declared_fen: tr("申报金额", "Amount declared"),
  declared_ml: tr("申报数量", "Volume declared"),
  undeclared_ml: tr("未申报数量", "Volume not declared"),
  deliveries: tr("进油单据", "Delivery documents"),
  delivery_id: tr("单据编号", "Document"),
  dispenser_ml: tr("加油机油量", "Volume by dispenser"),
  monitor_ml: tr("监测仪油量", "Volume by monitor"),
  documented20_l: tr("单据合计（20°C）", "Documents in all (20 °C)"),
  documents_without_invoice_l: tr("无发票的进油", "Deliveries without invoice"),
  invoices_beyond_documents_l: tr("超出进油单据的发票", "Invoices beyond documents"),
  fall_l: tr("油罐下降", "Fall of the tank"),
  sold_l: tr("记录售出", "Recorded as sold"),
  sold_ml: tr("售出", "Sold"),
  sold_fen: tr("售出金额", "Sales"),
  from: tr("自", "From"),
  to: tr("至", "To"),
  fuelling_without_monitor: tr("无监测记录的加油", "Fuellings without monitor record"),
  monitor_without_fuelling: tr("无加油的监测记录", "Monitor records without fuelling"),
  matched: tr("对上的记录", "Records matched"),
  initialised: tr("已初始化", "Initialised"),
  invoices: tr("发票", "Invoices"),
  judged: tr("有效次数", "Times judged"),
  lag_s: tr("间隔", "Apart"),
  lapsed_since: tr("失效时间", "Lapsed since"),
  level_mm: tr("液位", "Level"),
  litres: tr("油量（升）", "Volume (L)"),
  litres_a_day: tr("每日（升）", "A day (L)"),
  needed_l: tr("液位不动最多可容", "Most that an unmoved level allows"),
  loaded_l: tr("装油量", "Loaded"),
  unloaded_l: tr("卸油量", "Unloaded"),
  longest_s: tr("最长持续", "Longest"),
  loss_rate: tr("损耗率", "Loss rate"),
  missing20_l: tr("未回罐（20°C）", "Not poured back (20 °C)"),
  most_ppm: tr("最高浓度（ppm）", "Highest concentration (ppm)"),
  observed_s: tr("有读数时长", "Time with readings"),
  opening20_l: tr("期初存量（20°C）", "Opening stock (20 °C)"),
  opposite_l: tr("反向差额", "Difference the other way"),
  over_fen: tr("超出限价", "Above the cap"),
  caps_fen: tr("最高零售价", "Highest retail price"),
  period: tr("所属期", "Period"),
  product: tr("油品", "Product"),
  products: tr("油品", "Products"),
  readings: tr("读数条数", "Readings"),
  reasons: tr("不能判定的原因", "Why it cannot be judged"),
  rise_mm: tr("水位上升", "Rise of water"),
  sales: tr("售油笔数", "Sales"),
  severe: tr("严重超限次数", "Times far out of limits"),
  share_percent: tr("占销量（%）", "Share of sales (%)"),
  states: tr("读取次数", "Times read"),
  state: tr("状态", "State"),
  status: tr("登记状态", "Registered state"),
  streak_days: tr("连续天数", "Days in a row"),
  tank_product: tr("油罐登记油品", "Product of the tank"),
  taxpayer: tr("登记纳税人", "Registered taxpayer"),
  tanks: tr("油罐数", "Tanks"),
  trips: tr("运单", "Trips"),
  uncovered_ml: tr("没有记录的油量", "Volume without record"),
  valid_fills: tr("有效气液比次数", "Valid A/L measurements"),
  waybill_no: tr("运单编号", "Waybill"),
  z: tr("偏离（标准差的倍数）", "Off by (standard deviations)"),
  fuellings: tr("加油笔数", "Fuellings"),
  // Columns of records.
  valid_from: tr("启用时间", "In use from"),
  valid_until: tr("有效期至", "Valid until"),
  verified_on: tr("检定日期", "Verified on"),
  result: tr("结论", "Result"),
  error_pct: tr("示值误差（%）", "Indication error (%)"),
  repeatability_pct: tr("重复性（%）", "Repeatability (%)"),
  renewal_applied_on: tr("申请日期", "Applied on"),
  factory_no: tr("出厂编号", "Factory number"),
  chip_taxpayer: tr("芯片纳税人", "Taxpayer on the chip"),
  read_at: tr("读取时间", "Read at"),
  position: tr("部位", "Position"),
  seal_no: tr("铅封号", "Seal"),
  applied_on: tr("施封日期", "Sealed on"),
  removed_on: tr("拆除日期", "Removed on"),
  removed_reason: tr("拆除原因", "Why removed"),
  effective_from: tr("执行时间", "In force from"),
  max_price_fen: tr("最高零售价", "Highest retail price"),
  region_code: tr("区域代码", "Region code"),
  fuel_ml: tr("加油量", "Fuel volume"),
  vapour_ml: tr("回收油气量", "Vapour recovered"),
  ratio: tr("气液比", "A/L ratio"),
  fuel_l_min: tr("加油流量", "Fuel flow"),
  vapour_l_min: tr("油气流量", "Vapour flow"),
  pressure_pa: tr("油气压力", "Vapour pressure"),
  vapour_ppm: tr("油气浓度（ppm）", "Vapour concentration (ppm)"),
  delivered_at: tr("送达时间", "Delivered at"),
  documented_volume_ml: tr("单据数量", "Volume on the document"),
  density20_kg_m3: tr("标准密度（kg/m³）", "Density at 20 °C (kg/m³)"),
  supplier_uscc: tr("供方信用代码", "Supplier's USCC"),
  seller_uscc: tr("销方信用代码", "Seller's USCC"),
  buyer_uscc: tr("购方信用代码", "Buyer's USCC"),
  uscc: tr("统一社会信用代码", "USCC"),
  loaded_temp_c: tr("装油温度（°C）", "Temperature at loading (°C)"),
  unloaded_temp_c: tr("卸油温度（°C）", "Temperature at unloading (°C)"),
  loaded_at: tr("装油时间", "Loaded at"),
  unloaded_at: tr("卸油时间", "Unloaded at"),
  loaded_ml: tr("装油量", "Loaded"),
  unloaded_ml: tr("卸油量", "Unloaded"),
  loading_place: tr("装油地点", "Loaded where"),
  plate_no: tr("车牌", "Number plate"),
  invoice_no: tr("发票号码", "Invoice"),
  issued_on: tr("开票日期", "Issued on"),
  direction: tr("进销", "Bought or sold"),
  filed_at: tr("申报时间", "Filed at"),
  licence_no: tr("许可证号", "Licence"),
  licence_valid_until: tr("许可证有效期至", "Licence valid until"),
  licence_renewal_applied_on: tr("延续申请日期", "Renewal applied for"),
  opened_on: tr("开业日期", "Opened on"),
  name: tr("名称", "Name"),
  ownership: tr("性质", "Ownership"),
  operating_mode: tr("经营方式", "Operating mode"),
  vapour_monitoring: tr("油气在线监控", "Vapour monitoring"),
  capacity_l: tr("罐容", "Capacity"),
  safe_fill_l: tr("安全容量", "Safe fill"),
  diameter_mm: tr("直径", "Diameter"),
  manifold: tr("连通组", "Manifold"),
  reference: tr("凭据", "Reference"),
  // Parameters that a reader can hold against the sentence.
  warning_ppm: tr("预警浓度（ppm）", "Warning concentration (ppm)"),
  alarm_ppm: tr("升级浓度（ppm）", "Escalation concentration (ppm)"),
  alarm_days: tr("升级天数", "Days to escalation"),
  bad_percent: tr("超限比例（%）", "Share out of limits (%)"),
  patience_s: tr("单据可晚到", "Documents may be late by"),
  notice_days: tr("到期提醒天数", "Days of notice"),
  lookback_days: tr("回看天数", "Days looked back"),
  window_days: tr("判定天数", "Days judged"),
  least_l: tr("最小油量", "Least volume"),
  loss_pct: tr("损耗率上限（%）", "Highest loss (%)"),
  tolerance_pct: tr("允许差（%）", "Tolerance (%)"),
  tolerance_permille: tr("允许差（‰）", "Tolerance (‰)"),
  deadline_day: tr("申报期限（日）", "Filing deadline (day)"),
};

const RESULTS: Record<string, string> = { pass: tr("合格", "Passed"), fail: tr("不合格", "Failed") };

const CAUSES: Record<string, string> = {
  power: tr("停电", "Power cut"),
  carrier: tr("运营商线路", "Carrier's line"),
  supplier: tr("供应商平台", "Supplier's platform"),
  area: tr("同区域多站同时离线", "Several stations of the area together"),
  closing_hours: tr("闭店时段", "Closing hours"),
  link: tr("网络中断", "Network down"),
  unknown: tr("原因不明", "Unknown"),
};

export const TABLES: Record<string, string> = {
  fuellings: tr("加油记录", "Fuellings"),
  heartbeats: tr("心跳", "Heartbeats"),
  device_events: tr("设备事件", "Device events"),
  maintenance: tr("停机申报", "Announced downtime"),
  conflicts: tr("待核数据", "Quarantined records"),
  tank_readings: tr("液位读数", "Tank readings"),
  pressure_readings: tr("油气压力读数", "Vapour pressure readings"),
  vapour_fills: tr("油气回收记录", "Vapour fills"),
  tax_states: tr("税控状态", "Tax device states"),
  deliveries: tr("进油单据", "Delivery documents"),
  invoices: tr("发票", "Invoices"),
  declarations: tr("纳税申报", "Declarations"),
  trips: tr("运单", "Trips"),
  stations: tr("站点登记", "Stations"),
  tanks: tr("油罐登记", "Tanks"),
  verifications: tr("检定", "Verifications"),
  seals: tr("铅封", "Seals"),
  price_caps: tr("最高零售价", "Price caps"),
  nozzles: tr("加油枪", "Nozzles"),
  records: tr("记录", "Records"),
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
  if (Array.isArray(value)) return value.map((one) => fieldValue(name, one)).join(tr("、", ", "));
  if (typeof value === "number") return numberValue(name, value);
  if (typeof value === "boolean") return value ? tr("是", "Yes") : tr("否", "No");
  if (typeof value === "object") return JSON.stringify(value);
  return textValue(name, String(value));
}

function numberValue(name: string, value: number): string {
  if (name.endsWith("_ml")) return `${exactLitresFromMl(value)} ${tr("升", "L")}`;
  if (name.endsWith("_fen")) return `${yuanFromFen(value)} ${tr("元", "CNY")}`;
  if (name === "seconds" || name.endsWith("_s")) return Math.abs(value) < 120 ? `${decimal(value, 1)} ${tr("秒", "s")}` : duration(value);
  if (name.endsWith("_l_min")) return `${decimal(value)} ${tr("升/分", "L/min")}`;
  if (name.endsWith("_l")) return `${litres(value)} ${tr("升", "L")}`;
  if (name.endsWith("_mm")) return `${decimal(value, 1)} ${tr("毫米", "mm")}`;
  if (name.endsWith("_pa")) return `${decimal(value)} ${tr("帕", "Pa")}`;
  if (name === "days" || name.endsWith("_days")) return `${count(value)} ${tr("天", "days")}`;
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
  if (name === "result") return RESULTS[value] ?? value;
  if (name === "table") return TABLES[value] ?? value;
  return value;
}
