import { count } from "@/format/quantity";
import { tr } from "@/lang";
import { ProductName } from "@/ui/ProductName";
import type { Cells } from "@/ui/table/render";

import { ButtonLink } from "./ButtonLink";
import { RegisterList } from "./RegisterList";

export const PRODUCT: Cells = { product: (product) => <ProductName product={product as string | null} /> };

/** Every tank, with the way to its chart. */
export default function TanksPage() {
  return (
    <RegisterList
      sheet="tanks"
      title={tr("油罐", "Tanks")}
      addWord={tr("新增油罐", "Add a tank")}
      cells={PRODUCT}
      answer={(n) =>
        tr(
          <>在用油罐 {count(n.tanks)} 个，{n.tanks_without_chart ? `其中 ${count(n.tanks_without_chart)} 个还没有罐容表，不能由液位换算存油` : "都有罐容表"}；已停用 {count(n.tanks_retired)} 个。</>,
          <>{count(n.tanks)} tanks in use, {n.tanks_without_chart ? `${count(n.tanks_without_chart)} of them without a chart, so that a level says no litres` : "all with a chart"}; {count(n.tanks_retired)} out of use.</>,
        )
      }
      more={({ values }) => <ButtonLink to={`/stations/${String(values["station_id"])}/tanks/${String(values["tank_id"])}/chart`}>{tr("罐容表", "Tank chart")}</ButtonLink>}
    />
  );
}
