import { tr } from "@/lang";
import { BringOne } from "@/pages/uploads/BringOne";
import { Answer } from "@/ui/Answer";
import { PageHead } from "@/ui/PageHead";

/** 工单导入: what 12345 and 12315 export, checked row by row before anything is written. */
export default function HotlineImportsPage() {
  return (
    <div className="page">
      <PageHead title={tr("工单导入", "Imports of work orders")} />
      <Answer>{tr("把12345、12315导出的Excel或CSV拖进来：先逐行核对，有一行有误就一行也不写；同一工单重复导入不会重复登记。", "Drop the export of 12345 or 12315: every row is checked first, one wrong row means that none is written, and a work order is never entered twice.")}</Answer>
      <BringOne sheet="work_orders" title={tr("热线工单", "Work orders")} table="hotline_uploads" />
    </div>
  );
}
