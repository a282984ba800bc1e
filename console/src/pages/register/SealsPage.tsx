import { count } from "@/format/quantity";
import { tr } from "@/lang";

import { RegisterList } from "./RegisterList";

/** Numbered seals on dispensers. */
export default function SealsPage() {
  return (
    <RegisterList
      sheet="seals"
      title={tr("铅封", "Seals")}
      addWord={tr("新增铅封", "Add a seal")}
      answer={(n) => tr(<>在位铅封 {count(n.seals)} 个；记录到破损 {count(n.seals_broken)} 个。</>, <>{count(n.seals)} seals in place; {count(n.seals_broken)} were found broken.</>)}
    />
  );
}
