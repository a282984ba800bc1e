import { Switch, Table, type TableProps } from "antd";
import { cloneElement, isValidElement, useId, useState, type AriaAttributes } from "react";

import type { Upload, UploadRow } from "@/api/uploads";
import { count } from "@/format/quantity";
import { tr } from "@/lang";
import { Nothing } from "@/ui/PageState";
import { StateSymbol } from "@/ui/StateSymbol";

import { ROW_LOOKS, tellingColumns } from "./looks";

/** The buttons that show a sign alone say what they do. */
const TURNS: Partial<Record<string, string>> = { prev: tr("上一页", "Previous page"), next: tr("下一页", "Next page") };

interface Props {
  data: Upload;
  loading: boolean;
  onPage: (page: number, size: number) => void;
}

/** The rows of a file as they stood in it; what is wrong or was put right stands at the cell. */
export function RowTable({ data, loading, onPage }: Props) {
  const [whole, setWhole] = useState(false);
  const id = useId();
  const telling = tellingColumns(data);
  const shown = whole || telling.length < 2 ? data.columns : telling.flatMap((name) => data.columns.find((column) => column.name === name) ?? []);
  const columns: TableProps<UploadRow>["columns"] = [
    { key: "number", title: tr("行号", "Row"), dataIndex: "number", width: 64, align: "right", fixed: "start" },
    { key: "state", title: tr("结果", "Result"), width: 92, fixed: "start", render: (_, row) => <StateSymbol look={ROW_LOOKS[row.state]} /> },
    { key: "row", title: tr("问题", "Problems"), width: 200, render: (_, row) => <RowWords row={row} /> },
    ...shown.map((column) => ({
      key: column.name,
      title: column.unit ? tr(`${column.title}（${column.unit}）`, `${column.title} (${column.unit})`) : column.title,
      onCell: (row: UploadRow) => ({ className: row.errors.some((one) => one.field === column.name) ? "cell-bad" : undefined }),
      render: (_: unknown, row: UploadRow) => <CellWords row={row} name={column.name} />,
    })),
  ];
  return (
    <>
      <p className="upload-columns">
        <Switch id={id} size="small" checked={whole} onChange={setWhole} aria-label={tr("显示全部栏目", "Show all columns")} />{" "}
        <label htmlFor={id}>{tr("显示全部栏目", "Show all columns")}</label>
      </p>
      <Table<UploadRow>
        className="upload-rows"
        size="small"
        rowKey="number"
        columns={columns.filter((column) => column.key !== "row" || data.rows.some((row) => row.errors.length > 0 || row.notes.some((one) => one.field === null)))}
        dataSource={data.rows}
        loading={loading}
        scroll={{ x: "max-content" }}
        locale={{ emptyText: <Nothing what={tr("没有这样的行", "No such rows")} /> }}
        pagination={{
          current: data.page,
          pageSize: data.page_size,
          total: data.matching,
          showSizeChanger: true,
          pageSizeOptions: [50, 100, 200, 500],
          showTotal: (total) => tr(`共 ${count(total)} 行`, `${count(total)} rows`),
          onChange: onPage,
          itemRender: (_, type, item) => (type in TURNS && isValidElement<AriaAttributes>(item) ? cloneElement(item, { "aria-label": TURNS[type] }) : item),
        }}
      />
    </>
  );
}

/** What is wrong with the row as a whole, and in which of its cells: those may stand far to the right. */
function RowWords({ row }: { row: UploadRow }) {
  const where = row.errors.filter((one) => one.field !== null).map((one) => one.title);
  return (
    <>
      {where.length ? <p className="cell-error">{tr(`见 ${where.join("、")}`, `See ${where.join(", ")}`)}</p> : null}
      {row.errors.filter((one) => one.field === null).map((one) => <p key={one.message} className="cell-error">{one.message}</p>)}
      {row.notes.filter((one) => one.field === null).map((one) => <p key={one.message} className="cell-note">{one.message}</p>)}
    </>
  );
}

function CellWords({ row, name }: { row: UploadRow; name: string }) {
  const error = row.errors.find((one) => one.field === name);
  const note = row.notes.find((one) => one.field === name);
  const change = row.state === "changed" ? row.changes.find((one) => one.field === name) : undefined;
  return (
    <>
      {change ? <span><del>{change.before}</del> → <ins>{change.after}</ins></span> : <span className="cell-raw">{row.cells[name] ?? ""}</span>}
      {error ? <p className="cell-error">{error.message}</p> : null}
      {note && !error ? <p className="cell-note">{noteWords(note)}</p> : null}
    </>
  );
}

const noteWords = (note: UploadRow["notes"][number]): string => {
  if (!note.read && note.message) return note.message;
  const read = tr(`读作 ${note.read}`, `read as ${note.read}`);
  return note.message ? tr(`${read}（${note.message}）`, `${read} (${note.message})`) : read;
};
