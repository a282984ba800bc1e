import { tr } from "@/lang";
import { levelLook, isLevel } from "@/states/alert";

export const SECTION_WORDS = {
  colours: { word: tr("等级", "Colours"), meaning: tr("预警等级按规则、程度和数量确定；数据不足以判定的一律为蓝色。", "Colours by rule, severity and size; what cannot be decided is blue.") },
  routes: { word: tr("分派", "Routes"), meaning: tr("责任部门、知会部门，以及是否同时送县（市、区）主管部门。", "The responsible department, who is informed, and whether the county's gets it too.") },
  deadlines: { word: tr("时限", "Deadlines"), meaning: tr("签收、办结时限，最长暂缓时间，超期后的督办步骤。", "By when to sign and to close, the longest snooze, what happens when it is overdue.") },
  storms: { word: tr("集中预警", "Storms"), meaning: tr("短时间内超过这么多条，其余合并告知一次，各条仍单独处置。", "When more than so many come at once the rest are told as one; each is still handled for itself.") },
  areas: { word: tr("区域中断", "Outages of an area"), meaning: tr("同一县（市、区）同时中断的站达到数量和比例时，合并为一条上级预警。", "So many stations of a county dark at once become one wider alert.") },
} as const;

const FIELDS: Record<string, string> = {
  colour: tr("等级", "Colour"),
  basis: tr("依据", "Basis"),
  causes: tr("原因", "Causes"),
  rules: tr("规则", "Rules"),
  severities: tr("程度", "Severities"),
  verdicts: tr("判定", "Verdicts"),
  from_litres: tr("油量不少于（升）", "From litres"),
  from_yuan: tr("金额不少于（元）", "From yuan"),
  from_percent: tr("偏差不少于（%）", "From percent"),
  from_days: tr("持续不少于（天）", "From days"),
  effective_from: tr("自", "From"),
  effective_until: tr("至", "Until"),
  department: tr("责任部门", "Department"),
  informed: tr("知会", "Informed"),
  county: tr("送县级主管部门", "The county's too"),
  regions: tr("区域", "Regions"),
  ownerships: tr("性质", "Ownerships"),
  colours: tr("等级", "Colours"),
  sign_minutes: tr("签收（分钟）", "Sign within (min)"),
  sign_working_days: tr("签收（工作日）", "Sign within (working days)"),
  close_working_days: tr("办结（工作日）", "Close within (working days)"),
  snooze_days: tr("最长暂缓（天）", "Longest snooze (days)"),
  steps: tr("督办", "Escalation"),
  by: tr("统计范围", "Counted by"),
  more_than: tr("超过（条）", "More than"),
  minutes: tr("时间窗（分钟）", "Within (min)"),
  stations: tr("至少站数", "Least stations"),
  share: tr("至少占比", "Least share"),
};

export const fieldWord = (name: string): string => FIELDS[name] ?? name;

/** Words by code: causes, rules, departments, severities. */
export type Words = ReadonlyMap<string, string>;

/** A value in words: colours with their shapes, a step of escalation as a sentence, a code by its name. */
export function valueWord(value: unknown, words: Words): string {
  if (Array.isArray(value)) return value.map((one) => valueWord(one, words)).join(tr("、", ", "));
  if (isLevel(value)) return `${levelLook(value).sign ?? ""}${levelLook(value).word}`;
  if (typeof value === "boolean") return value ? tr("是", "yes") : tr("否", "no");
  if (isStep(value)) {
    const end = value.after === "close" ? tr("办结", "closing") : tr("签收", "signing");
    const to = valueWord(value.to, words);
    return tr(`${end}超期${value.minutes ?? 0}分钟升${value.level}级送${to}`, `${value.minutes ?? 0} min after ${end} was due: level ${value.level} to ${to}`);
  }
  return typeof value === "object" ? JSON.stringify(value) : (words.get(String(value)) ?? String(value));
}

interface Step {
  after?: string;
  minutes?: number;
  level: number;
  to: string[];
}

const isStep = (value: unknown): value is Step => typeof value === "object" && value !== null && "level" in value && "to" in value;
