import { useQuery } from "@tanstack/react-query";
import { Descriptions } from "antd";
import { useState } from "react";
import { Link } from "react-router";

import { sheets, type RowValues, type Sheet } from "@/api/register";
import type { Row } from "@/api/tables";
import { count } from "@/format/quantity";
import { fullTime } from "@/format/time";
import { tr } from "@/lang";
import { DataTable } from "@/ui/DataTable";
import { ObjectDrawer } from "@/ui/ObjectDrawer";
import { ChangeList } from "@/ui/RecordFormReview";
import { changesBetween } from "@/ui/RecordFormValues";
import type { Cells } from "@/ui/table/render";
import { useTitle } from "@/ui/useTitle";

import { keyOf, keyText, rowTitle } from "./keys";
import { useSheet } from "./RecordDrawer";
import { StandingAnswer } from "./RegisterList";
import "@/ui/RecordForm.css";

/** What changed in the register: who, when, why, from what to what. */
export default function ChangesPage() {
  const title = tr("档案变更", "Register changes");
  useTitle(title);
  const [open, setOpen] = useState<Row | null>(null);
  return (
    <div className="page">
      <div className="page-head"><h1>{title}</h1></div>
      <StandingAnswer
        say={(n) =>
          tr(
            <>今天档案有 {count(n.changes_today)} 处变更，近 7 天 {count(n.changes_week)} 处，由 {count(n.people_week)} 人办理；每一处都留有旧值、经办人和理由。</>,
            <>{count(n.changes_today)} changes today and {count(n.changes_week)} within seven days, made by {count(n.people_week)} people; each is kept with what stood before, who and why.</>,
          )
        }
      />
      <section className="block"><ChangesTable onOpen={setOpen} /></section>
      <ObjectDrawer open={open !== null} title={tr("一处变更", "A change")} onClose={() => setOpen(null)}>{open ? <ChangeView row={open} /> : null}</ObjectDrawer>
    </div>
  );
}

/** What changed, with rows named as people name them; of one station, or of all. */
export function ChangesTable({ station, onOpen }: { station?: string; onOpen?: (row: Row) => void }) {
  const known = useQuery(sheets).data;
  const cells: Cells = { what: (_, row, words) => nameOf(known, row) ?? words };
  const fixed = station ? { station_id: station } : undefined;
  return <DataTable table="changes" fixed={fixed} cells={cells} onOpen={onOpen} urlPrefix={station ? "c:" : ""} show={station ? OF_ONE : OF_ALL} quick={["table_name", "kind"]} />;
}

const OF_ONE = ["at", "table_name", "what", "kind", "difference", "effective_on", "display_name", "reason", "source"];
const OF_ALL = ["at", "table_name", "station_name", "what", "kind", "difference", "effective_on", "display_name", "reason", "source"];

function nameOf(known: readonly Sheet[] | undefined, row: Row): string | null {
  const sheet = known?.find((one) => one.name === row["table_name"]);
  const values = (row["after"] ?? row["before"]) as RowValues | null;
  return sheet && values && sheet.name !== "tank_charts" ? rowTitle(sheet, keyOf(sheet, values)) : null;
}

const SOURCES: Record<string, string> = {
  form: tr("表单", "Form"),
  upload: tr("Excel 上传", "Excel upload"),
  import: tr("档案导入", "Import"),
  profile: tr("城市配置", "City profile"),
  lifecycle: tr("站点变更", "Station lifecycle"),
  downtime: tr("停机申报", "Approved downtime"),
  platform: tr("平台", "Platform"),
};

const text = (value: unknown): string => (value === null || value === undefined || value === "" ? "—" : String(value));

function ChangeView({ row }: { row: Row }) {
  const sheet = useSheet(text(row["table_name"]));
  const before = row["before"] as RowValues | null;
  const after = row["after"] as RowValues | null;
  const key = sheet ? keyOf(sheet, after ?? before ?? {}) : null;
  const stationId = row["station_id"];
  const items = [
    { key: "what", label: tr("对象", "What"), children: sheet && key ? <Link to={sheet.name === "stations" ? `/stations/${text(stationId)}` : `/${sheet.name.replace("_", "-")}?open=${encodeURIComponent(keyText(key))}`}>{rowTitle(sheet, key)}</Link> : text(row["table_name"]) },
    { key: "station", label: tr("加油站", "Station"), children: stationId ? <Link to={`/stations/${text(stationId)}`}>{text(row["station_name"] ?? stationId)}</Link> : "—" },
    { key: "who", label: tr("经办人", "By"), children: <>{text(row["display_name"])} <small className="code">{text(row["username"])}</small></> },
    { key: "at", label: tr("记录时间", "Noted at"), children: fullTime(row["at"] as string) },
    { key: "from", label: tr("自哪一天起", "In effect since"), children: text(row["effective_on"]) },
    { key: "why", label: tr("理由", "Reason"), children: text(row["reason"]) },
    { key: "how", label: tr("来源", "Source"), children: SOURCES[text(row["source"])] ?? text(row["source"]) },
  ];
  return (
    <>
      <Descriptions bordered size="small" column={1} items={items} />
      <h3 className="drawer-heading">{tr("改动内容", "What changed")}</h3>
      {sheet && (before || after) ? <ChangeList changes={changesBetween(sheet, before ?? {}, after ?? {})} /> : <p>{text(row["difference"])}</p>}
    </>
  );
}
