import { PlusOutlined } from "@ant-design/icons";
import { Button, Table, type TableProps } from "antd";
import { Link } from "react-router";

import type { Dossier, RowValues, Sheet } from "@/api/register";
import { useMay } from "@/app/session";
import { tr } from "@/lang";
import { retiredOn, useSheet } from "@/pages/register/RecordDrawer";
import { Nothing } from "@/ui/PageState";
import { isEmpty, shown, titleOf } from "@/ui/RecordFormValues";
import { useUrlState } from "@/ui/useUrlState";

import { useOpenRow } from "./RowDrawer";

interface RegisterRowsProps {
  sheet: string;
  known: Dossier;
  /** Columns to show; without it, those that the sheet's list opens with. */
  columns?: readonly string[];
  /** For paper: every row, and nothing to press. */
  whole?: boolean;
}

/** The rows of one sheet that belong to a station: what is registered, not what is live. */
export function RegisterRows({ sheet: name, known, columns, whole = false }: RegisterRowsProps) {
  const sheet = useSheet(name);
  const may = useMay("registry.manage") && !known.on && !whole;
  const open = useOpenRow();
  const { change } = useUrlState();
  if (!sheet) return null;
  const rows = known.rows[name] ?? [];
  // A chart is looked at on a page of its own.
  const openable = name !== "tank_charts" && !known.on && !whole;
  return (
    <section className="register-rows">
      <div className="section-head">
        <h3>{tr(`${sheet.title}（${rows.length}）`, `${sheet.title} (${rows.length})`)}</h3>
        {may && openable ? <Button size="small" icon={<PlusOutlined />} onClick={() => change({ new: name, open: null })}>{tr(`新增${sheet.title}`, `Add: ${sheet.title}`)}</Button> : null}
      </div>
      <Table<RowValues>
        size="small"
        rowKey={(row) => JSON.stringify(sheet.fields.filter((field) => field.key).map((field) => row[field.name] ?? null))}
        columns={columnsOf(sheet, known, columns, openable ? (row) => open(name, row) : null)}
        dataSource={rows}
        rowClassName={(row) => (retiredOn(row) ? "retired" : "")}
        pagination={rows.length > 20 && !whole ? { pageSize: 20, size: "small", showSizeChanger: false } : false}
        scroll={{ x: "max-content" }}
        locale={{ emptyText: <Nothing what={known.on ? tr("那一天没有登记", "Nothing was registered on that day") : tr(`还没有登记${sheet.title}`, `No ${sheet.title.toLowerCase()} registered yet`)} how={may ? tr("点右上角新增，或用 Excel 批量登记", "Add one, or register many by Excel") : undefined} /> }}
      />
    </section>
  );
}

function columnsOf(sheet: Sheet, known: Dossier, chosen: readonly string[] | undefined, open: ((row: RowValues) => void) | null): TableProps<RowValues>["columns"] {
  const fields = sheet.fields.filter((field) => field.name !== "station_id" && (chosen ? chosen.includes(field.name) : field.shown || field.name === "retired_on"));
  return fields.map((field, i) => ({
    key: field.name,
    title: field.kind === "uscc" ? tr("经营企业", "Company") : titleOf(field),
    align: field.kind === "number" || field.kind === "litres" ? ("right" as const) : undefined,
    render: (_, row) => {
      const company = field.kind === "uscc" ? known.companies[String(row[field.name])] : undefined;
      const text = isEmpty(row[field.name]) ? "—" : (company ?? shown(field, row[field.name]));
      if (i === 0 && sheet.name === "tank_charts") return <Link to={`/stations/${String(row["station_id"])}/tanks/${text}/chart`}>{text}</Link>;
      return i === 0 && open ? <button type="button" className="row-open" onClick={() => open(row)}>{text}</button> : text;
    },
  }));
}
