import { count } from "@/format/quantity";
import { tr } from "@/lang";

import { RegisterList } from "./RegisterList";

/** Every dispenser with its maker, its parts and whether e-CQS knows it. */
export default function DispensersPage() {
  return (
    <RegisterList
      sheet="dispensers"
      title={tr("加油机", "Dispensers")}
      addWord={tr("新增加油机", "Add a dispenser")}
      answer={(n) =>
        tr(
          <>在用加油机 {count(n.dispensers)} 台，{count(n.dispensers_without_serial)} 台还没有登记出厂编号，{count(n.dispensers_outside_ecqs)} 台未接入 e-CQS 或未登记。</>,
          <>{count(n.dispensers)} dispensers in use; {count(n.dispensers_without_serial)} without a serial number, {count(n.dispensers_outside_ecqs)} not in e-CQS or not said to be.</>,
        )
      }
    />
  );
}
