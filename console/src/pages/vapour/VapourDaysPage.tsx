import { tr } from "@/lang";
import { Answer } from "@/ui/Answer";
import { DataTable } from "@/ui/DataTable";
import { PageHead } from "@/ui/PageHead";
import { StateSymbol } from "@/ui/StateSymbol";

import { vapourLook } from "./looks";

const CELLS = { state: (value: unknown) => <StateSymbol look={vapourLook(value)} /> };

/** 日判定: every nozzle, vapour space and sensor, day by day, by every edition. */
export default function VapourDaysPage() {
  return (
    <div className="page">
      <PageHead title={tr("油气日判定", "Vapour days judged")} />
      <Answer>{tr("各枪气液比、油罐压力和油气浓度的逐日判定，国家标准与早期地方规则并列；点判定对象看曲线。", "A/L of nozzles, tank pressure and sensors day by day, by the standard and the older local rules; a subject leads to its curves.")}</Answer>
      <section className="block">
        <DataTable table="vapour_verdicts" quick={["state", "edition"]} cells={CELLS} empty={{ what: tr("还没有判定", "Nothing was judged yet"), how: tr("日数据齐后每小时判定一次", "Days are judged every hour once they are over") }} />
      </section>
    </div>
  );
}
