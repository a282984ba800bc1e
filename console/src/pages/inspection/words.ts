import { tr } from "@/lang";

/** What a line of a checklist may be answered with. */
export const ANSWERS = [
  { value: "ok" as const, label: tr("符合", "In order") },
  { value: "problem" as const, label: tr("不符合", "Not in order") },
  { value: "na" as const, label: tr("不涉及", "Not applicable") },
];

/** What is read on site, with its unit. */
export const READINGS = [
  { value: "totalizer" as const, label: tr("累计泵码（L）", "Totalizer (L)") },
  { value: "level" as const, label: tr("油位（mm）", "Level (mm)") },
  { value: "water" as const, label: tr("水位（mm）", "Water (mm)") },
  { value: "temperature" as const, label: tr("油温（℃）", "Temperature (°C)") },
  { value: "price" as const, label: tr("单价（元/L）", "Price (yuan/L)") },
  { value: "pressure" as const, label: tr("系统压力（Pa）", "Pressure (Pa)") },
  { value: "other" as const, label: tr("其他", "Other") },
];

export const SEAL_STATES = [
  { value: "intact" as const, label: tr("完好", "Intact") },
  { value: "broken" as const, label: tr("破损", "Broken") },
  { value: "missing" as const, label: tr("缺失", "Missing") },
  { value: "changed" as const, label: tr("编号不符", "Another number") },
];

export const CONCLUSIONS = [
  { value: "clear" as const, label: tr("未发现问题", "Nothing found") },
  { value: "rectify" as const, label: tr("责令改正", "To be put right") },
  { value: "handle" as const, label: tr("移交处理", "To be handled") },
];

export const NOTES = [
  { value: "supplement", label: tr("补充说明", "Supplement") },
  { value: "correction", label: tr("更正说明", "Correction") },
  { value: "follow_up", label: tr("整改复查", "Follow-up") },
];

export const SIDES = {
  inspector: tr("检查人员", "Inspector"),
  companion: tr("同行检查人员", "Second inspector"),
  site: tr("现场负责人", "Person in charge"),
};
