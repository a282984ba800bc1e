import { fullTime } from "@/format/time";
import { tr } from "@/lang";
import { Answer } from "@/ui/Answer";
import { DataTable } from "@/ui/DataTable";
import { PageHead } from "@/ui/PageHead";
import type { Cells } from "@/ui/table/render";

const DOORS: Record<string, string> = {
  station: tr("采集终端接入", "Station API"),
  http: tr("采集终端接入", "Station API"),
  hj212: tr("油气监测接入（HJ 212）", "Vapour monitors (HJ 212)"),
};

const CELLS: Cells = {
  at: (value) => fullTime(String(value)),
  door: (value) => DOORS[String(value)] ?? String(value),
};

const EMPTY = {
  what: tr("接入口没有拒收过报文", "No message was refused at the door"),
  how: tr("有设备报文被拒收或校验不符时，会出现在这里", "A device's message that is refused or fails its check appears here"),
};

export default function DoorJournalPage() {
  return (
    <div className="page">
      <PageHead title={tr("接入日志", "Door journal")} />
      <Answer>{tr("设备接入口拒收的报文、签名或校验不符、序列分叉都记在这里，新的在前。", "Messages refused at the door, wrong signatures and checksums, forked sequences: newest first.")}</Answer>
      <section className="block">
        <DataTable table="door_journal" cells={CELLS} empty={EMPTY} />
      </section>
    </div>
  );
}
