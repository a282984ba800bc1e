import { tr } from "@/lang";

/** The properties that a laboratory measures, by the platform's codes. */
export const PROPERTIES: { value: string; label: string }[] = [
  { value: "ron", label: tr("研究法辛烷值", "RON") },
  { value: "sulphur", label: tr("硫含量（mg/kg）", "Sulphur (mg/kg)") },
  { value: "vapour_pressure", label: tr("蒸气压（kPa）", "Vapour pressure (kPa)") },
  { value: "t50", label: tr("50%蒸发（回收）温度（℃）", "T50 (°C)") },
  { value: "t90", label: tr("90%蒸发（回收）温度（℃）", "T90 (°C)") },
  { value: "t95", label: tr("95%回收温度（℃）", "T95 (°C)") },
  { value: "final_point", label: tr("终馏点（℃）", "Final boiling point (°C)") },
  { value: "gum", label: tr("溶剂洗胶质（mg/100mL）", "Washed gum (mg/100 mL)") },
  { value: "benzene", label: tr("苯（%）", "Benzene (%)") },
  { value: "aromatics", label: tr("芳烃（%）", "Aromatics (%)") },
  { value: "olefins", label: tr("烯烃（%）", "Olefins (%)") },
  { value: "oxygen", label: tr("氧含量（%）", "Oxygen (%)") },
  { value: "methanol", label: tr("甲醇（%）", "Methanol (%)") },
  { value: "manganese", label: tr("锰含量（g/L）", "Manganese (g/L)") },
  { value: "density20", label: tr("密度20℃（kg/m³）", "Density at 20 °C (kg/m³)") },
  { value: "flash", label: tr("闭口闪点（℃）", "Flash point (°C)") },
  { value: "filter_plug", label: tr("冷滤点（℃）", "Cold filter plugging point (°C)") },
  { value: "cetane", label: tr("十六烷值", "Cetane number") },
  { value: "polyaromatics", label: tr("多环芳烃（%）", "Polycyclic aromatics (%)") },
  { value: "viscosity", label: tr("运动黏度20℃（mm²/s）", "Viscosity at 20 °C (mm²/s)") },
];

const CODES = ["92", "95", "98", "92E", "95E", "0D", "-10D", "-20D", "-35D"];
export const productOptions = (name: (code: string) => string) => CODES.map((value) => ({ value, label: name(value) }));
export const METHODS = [
  { value: "random", label: tr("随机抽取", "By lot") },
  { value: "risk", label: tr("按风险", "By risk") },
  { value: "named", label: tr("指定", "By name") },
] as const;
export const SEASONS = [
  { value: "", label: tr("全年", "All year") },
  { value: "summer", label: tr("5月至10月", "May to October") },
  { value: "winter", label: tr("11月至4月", "November to April") },
] as const;
export const STEPS = {
  handed: tr("移交", "Hand on"),
  received: tr("实验室接收", "Received by the laboratory"),
  opened: tr("启封", "Open"),
  retest_asked: tr("申请复检", "Ask for a retest"),
  notified: tr("告知企业", "Tell the station"),
  corrected: tr("登记整改", "Note what was put right"),
  closed: tr("办结", "Close"),
} as const;
