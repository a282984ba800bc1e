import { tr } from "@/lang";
import { Answer } from "@/ui/Answer";
import { DataTable } from "@/ui/DataTable";
import { PageHead } from "@/ui/PageHead";

/** 铅封流转: what was done with every seal, by whom and with which leave. */
export default function SealActsPage() {
  return (
    <div className="page">
      <PageHead title={tr("铅封流转", "Custody of seals")} />
      <Answer>{tr("每个铅封何时由谁施封、因何拆封、何时发现破损；拆封须有检定或已批准的维修为依据。点加油机号到一机一档登记。", "Who put each seal on, why it came off, when it was found broken. A seal comes off for a verification or an approved repair. The dispenser leads to its file, where acts are entered.")}</Answer>
      <section className="block">
        <DataTable table="metrology_seal_acts" quick={["act", "leave"]} empty={{ what: tr("还没有铅封记录", "No act on a seal yet"), how: tr("在加油机的一机一档中登记施封", "Put seals on in a dispenser's file") }} />
      </section>
    </div>
  );
}
