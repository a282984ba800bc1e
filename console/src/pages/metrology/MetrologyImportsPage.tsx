import { tr } from "@/lang";
import { BringOne } from "@/pages/uploads/BringOne";
import { Answer } from "@/ui/Answer";
import { PageHead } from "@/ui/PageHead";

/** 检定结果导入: readings as an institute exports them, judged by the edition of each day. */
export default function MetrologyImportsPage() {
  return (
    <div className="page">
      <PageHead title={tr("检定结果导入", "Imports of verifications")} />
      <Answer>{tr("把检定机构导出的读数拖进来：逐行按检定当日的规程判定后再提交，有一行有误就一行也不写；重复导入不会重复登记。", "Drop the readings that an institute exports: each row is judged by the edition of its day before anything is written, one wrong row means that none is, and importing again doubles nothing.")}</Answer>
      <BringOne sheet="nozzle_results" title={tr("检定结果", "Verification results")} table="metrology_uploads" />
    </div>
  );
}
