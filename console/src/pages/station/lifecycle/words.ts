import type { Verb } from "@/api/life";
import { tr } from "@/lang";

/** What each verb is called, and what it does, before a person fills in its form. */
export const VERBS: Record<Verb, { title: string; intro: string; done: string }> = {
  close: {
    title: tr("关停", "Close"),
    intro: tr("关停后仍可在列表中筛选到，档案、加油记录和预警全部保留。", "A closed station can still be found in the lists; its register, records and alerts all stay."),
    done: tr("已关停", "Closed"),
  },
  suspend: {
    title: tr("暂停营业", "Suspend"),
    intro: tr("长期暂停营业在此办理；几小时到几天的停机请用停机申报。", "For long suspensions; announce a downtime of hours or days instead."),
    done: tr("已暂停营业", "Suspended"),
  },
  reopen: {
    title: tr("恢复营业", "Reopen"),
    intro: tr("恢复后重新参与在线率和各项核查。", "The station takes part in online rates and checks again."),
    done: tr("已恢复营业", "Reopened"),
  },
  move: {
    title: tr("迁址", "Move"),
    intro: tr("在本县区内迁址，编号不变；迁往其他县区须填写新编号和新许可证号，原站关停，设备转到新站。", "Within the county the number stays. In another county give the new number and licence: the old station closes, its equipment goes over."),
    done: tr("已办理迁址", "Moved"),
  },
  merge: {
    title: tr("合并", "Merge"),
    intro: tr("并入的站关停，它的油罐、加油机、加油枪和现行罐容表以新编号转到继续经营的站；原站的记录不作任何改动。", "The station that ends closes; its tanks, dispensers, nozzles and charts in force come over under new numbers. None of its records is touched."),
    done: tr("已合并", "Merged"),
  },
  split: {
    title: tr("分立", "Split"),
    intro: tr("选中的加油机和油罐转到新站，在原站退役；原站的记录不作任何改动。", "Chosen dispensers and tanks go to a new station and are retired here. No record is touched."),
    done: tr("已分立", "Split"),
  },
};
