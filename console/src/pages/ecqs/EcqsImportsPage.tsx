import { tr } from "@/lang";
import { BringOne } from "@/pages/uploads/BringOne";
import { Answer } from "@/ui/Answer";
import { PageHead } from "@/ui/PageHead";

/** e-CQS台账导入: the ledger that e-CQS exports, as a file. */
export default function EcqsImportsPage() {
  return (
    <div className="page">
      <PageHead title={tr("e-CQS台账导入", "Imports of e-CQS")} />
      <Answer>{tr("把e-CQS导出的器具台账拖进来：按e-CQS编号、出厂编号与本平台加油机对应，逐字段比对；重复导入不会产生新的差异。", "Drop the ledger that e-CQS exports: matched by its number or the serial number, compared field by field; importing again opens nothing new.")}</Answer>
      <BringOne sheet="ecqs_instruments" title={tr("e-CQS器具台账", "Instruments of e-CQS")} table="ecqs_uploads" />
    </div>
  );
}
