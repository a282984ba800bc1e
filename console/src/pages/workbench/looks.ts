import { tr } from "@/lang";
import type { Look } from "@/states/alert";

const KINDS: Record<string, string> = {
  handover: tr("交接班", "Hand-over"),
  duty_gaps: tr("排班", "Roster"),
  downtime: tr("停机审批", "Downtime"),
  rule_change: tr("规则审批", "Rules"),
  quarantine: tr("待核数据", "Quarantine"),
  upload: tr("导入", "Upload"),
  calendar: tr("工作日历", "Calendar"),
  certificate: tr("证书到期", "Certificates"),
  sealing: tr("固化", "Sealing"),
};

/** What kind of task it is; one that this console does not know is simply a task. */
export const kindWord = (kind: string): string => KINDS[kind] ?? tr("待办", "Task");

/** How the time that is left looks: a clock while there is some, a cross once there is none. */
export const leftLook = (overdue: boolean, word: string): Look =>
  overdue
    ? { word, shape: "down", colour: "var(--red)", ink: "var(--red-ink)", rank: 0 }
    : { word, shape: "late", colour: "var(--late)", ink: "var(--late-ink)", rank: 1 };
