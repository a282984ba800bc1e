import { count } from "@/format/quantity";
import { tr } from "@/lang";

import { RegisterList } from "./RegisterList";
import { PRODUCT } from "./TanksPage";

/** Every nozzle: where it draws from and until when it is verified. */
export default function NozzlesPage() {
  return (
    <RegisterList
      sheet="nozzles"
      title={tr("加油枪", "Nozzles")}
      addWord={tr("新增加油枪", "Add a nozzle")}
      cells={PRODUCT}
      answer={(n) =>
        tr(
          <>在用加油枪 {count(n.nozzles)} 把；检定 {count(n.verifications_lapsing)} 把在 30 天内到期，{count(n.verifications_lapsed)} 把已到期，{count(n.failed)} 把不合格，{count(n.never_verified)} 把没有检定记录。</>,
          <>{count(n.nozzles)} nozzles in use; verification lapses within 30 days for {count(n.verifications_lapsing)}, has lapsed for {count(n.verifications_lapsed)}, was failed by {count(n.failed)}, and is not noted for {count(n.never_verified)}.</>,
        )
      }
    />
  );
}
