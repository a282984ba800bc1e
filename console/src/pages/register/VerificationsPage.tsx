import { Tag } from "antd";

import { count } from "@/format/quantity";
import { tr } from "@/lang";
import type { Cells } from "@/ui/table/render";

import { RegisterList } from "./RegisterList";

const CELLS: Cells = {
  result: (result) => (result === "fail" ? <Tag color="error">{tr("✕ 不合格", "✕ Failed")}</Tag> : <span>{tr("✓ 合格", "✓ Passed")}</span>),
};

/** Certificates and rejection notices of nozzles. */
export default function VerificationsPage() {
  return (
    <RegisterList
      sheet="verifications"
      title={tr("检定", "Verifications")}
      addWord={tr("新增检定", "Add a verification")}
      cells={CELLS}
      answer={(n) =>
        tr(
          <>在用的 {count(n.nozzles)} 把加油枪中，{count(n.verifications_lapsing)} 把检定在 30 天内到期，{count(n.verifications_lapsed)} 把已到期，{count(n.failed)} 把最近一次不合格。</>,
          <>Of {count(n.nozzles)} nozzles in use, verification lapses within 30 days for {count(n.verifications_lapsing)}, has lapsed for {count(n.verifications_lapsed)}, and {count(n.failed)} failed their last one.</>,
        )
      }
    />
  );
}
