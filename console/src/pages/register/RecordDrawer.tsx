import { EditOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Descriptions, Skeleton, Tabs, Tag } from "antd";
import { useEffect, useState, type ReactNode } from "react";
import { Link } from "react-router";

import { registerRow, sheets, stationNames, type RegisterRow, type RowKey, type RowValues, type Sheet } from "@/api/register";
import { useMay } from "@/app/session";
import { tr } from "@/lang";
import { ObjectDrawer } from "@/ui/ObjectDrawer";
import { FetchedView } from "@/ui/PageState";
import { RecordForm } from "@/ui/RecordForm";
import { isEmpty, shown, unitOf } from "@/ui/RecordFormValues";

import { keyOf, rowTitle } from "./keys";
import { RowHistory } from "./RowHistory";

export interface RecordDrawerProps {
  sheet: Sheet | undefined;
  /** The row shown; null for a new one; undefined while the drawer is shut. */
  rowKey: RowKey | null | undefined;
  /** What stands in a new row at first. */
  initial?: RowValues;
  /** The form stands open at once. */
  editing?: boolean;
  /** Links that belong to the row, such as a tank's chart. */
  more?: (row: RegisterRow) => ReactNode;
  onClose: () => void;
  /** The row that was opened or made becomes the one shown. */
  onKey: (key: RowKey) => void;
}

/** One row of the register beside its list: what it says, what it said before, and the form to change it. */
export function RecordDrawer({ sheet, rowKey, initial, editing: begin = false, more, onClose, onKey }: RecordDrawerProps) {
  const may = useMay("registry.manage");
  const [editing, setEditing] = useState(begin && may);
  const row = useQuery({ ...registerRow(sheet?.name ?? "", rowKey ?? {}), enabled: Boolean(sheet && rowKey) });
  const name = useStationName(sheet?.per_station ? rowKey?.["station_id"] : undefined);
  useEffect(() => setEditing(begin && may), [JSON.stringify(rowKey), begin, may]);
  if (!sheet) return null;
  const done = (saved: RegisterRow) => {
    setEditing(false);
    onKey(keyOf(sheet, saved.values));
  };
  const mayEdit = may && !editing && row.data?.editable;
  return (
    <ObjectDrawer
      open={rowKey !== undefined}
      title={rowKey ? rowTitle(sheet, rowKey, name) : tr(`新增：${sheet.title}`, `Add: ${sheet.title}`)}
      onClose={onClose}
      actions={mayEdit ? <Button type="primary" icon={<EditOutlined />} onClick={() => setEditing(true)}>{tr("修改", "Edit")}</Button> : null}
    >
      {rowKey === null ? <RecordForm sheet={sheet.name} initial={initial} onDone={done} onCancel={onClose} /> : null}
      {rowKey && editing ? <RecordForm sheet={sheet.name} rowKey={rowKey} onDone={done} onCancel={() => setEditing(false)} /> : null}
      {rowKey && !editing ? (
        <FetchedView query={row} loading={<Skeleton active paragraph={{ rows: 10 }} />}>
          {(found) => <RowView sheet={sheet} row={found} rowKey={rowKey} more={more} />}
        </FetchedView>
      ) : null}
    </ObjectDrawer>
  );
}

function useStationName(station: string | undefined): string | undefined {
  const found = useQuery({ ...stationNames(station ?? ""), enabled: Boolean(station) });
  return found.data?.find((one) => one.station_id === station)?.name;
}

interface RowViewProps {
  sheet: Sheet;
  row: RegisterRow;
  rowKey: RowKey;
  more?: (row: RegisterRow) => ReactNode;
}

function RowView({ sheet, row, rowKey, more }: RowViewProps) {
  const retired = retiredOn(row.values);
  return (
    <>
      {retired ? <p className="retired-note"><Tag>{tr("已停用", "Out of use")}</Tag>{tr(`自 ${retired} 起不再使用，历史记录保留`, `Not in use since ${retired}; its past is kept`)}</p> : null}
      {more ? <div className="record-more">{more(row)}</div> : null}
      <Tabs
        items={[
          { key: "values", label: tr("登记内容", "What is registered"), children: <Descriptions bordered size="small" column={1} items={valueItems(sheet, row.values)} /> },
          { key: "history", label: tr("变更历史", "History"), children: <RowHistory sheet={sheet} rowKey={rowKey} /> },
        ]}
      />
    </>
  );
}

export const retiredOn = (values: RowValues): string | null => {
  const day = values["retired_on"];
  return typeof day === "string" && day <= new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10) ? day : null;
};

function valueItems(sheet: Sheet, values: RowValues) {
  return sheet.fields.map((field) => ({
    key: field.name,
    label: field.title,
    children: field.kind === "station" ? <Link to={`/stations/${values[field.name]}`}>{shown(field, values[field.name])}</Link> : isEmpty(values[field.name]) ? <span className="quiet">{shown(field, null)}</span> : `${shown(field, values[field.name])} ${unitOf(field)}`,
  }));
}

/** The sheet of a name, once the register's tables are known. */
export const useSheet = (name: string): Sheet | undefined => useQuery(sheets).data?.find((one) => one.name === name);
