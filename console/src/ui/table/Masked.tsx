import { App, Button, Form, Input } from "antd";
import { useState } from "react";

import { revealValue, type Column } from "@/api/tables";
import { useMe } from "@/app/session";
import { tr } from "@/lang";
import { FormDialog, NEEDED } from "@/ui/FormDialog";

import type { Cells } from "./render";

interface Props {
  table: string;
  rowKey: string;
  column: string;
  title: string;
  text: string;
}

/** How the masked columns of a table are shown. */
export function maskedCells(table: string, columns: readonly Column[]): Cells {
  const masked = columns.filter((column) => column.masked);
  return Object.fromEntries(masked.map(({ name, title }) => [name, (value, row, words) => (value ? <Masked table={table} rowKey={row._key} column={name} title={title} text={words} /> : words)] satisfies [string, Cells[string]]));
}

/** A value shown in part; in full for a reason that is journaled, and only until the dialog is closed. */
export function Masked({ table, rowKey, column, title, text }: Props) {
  const [asking, setAsking] = useState(false);
  const { modal } = App.useApp();
  const may = useMe().permissions.includes("sharing.reveal");
  return (
    <>
      {text} {may ? <Button size="small" onClick={() => setAsking(true)}>{tr("查看", "Show")}</Button> : null}
      {asking ? (
        <FormDialog<{ reason: string }, { value: string }>
          title={tr(`查看${title}`, `Show ${title}`)}
          okText={tr("查看", "Show")}
          send={({ reason }) => revealValue(table, { key: rowKey, column, reason })}
          done={tr("已记入操作日志", "Noted in the journal")}
          renews={[]}
          onDone={({ value }) => modal.info({ title, content: value })}
          onClose={() => setAsking(false)}
        >
          <p className="quiet">{tr("查看人、时间和理由会记入操作日志。", "Who looked, when and why goes into the journal.")}</p>
          <Form.Item name="reason" label={tr("查看理由", "Reason")} rules={NEEDED}><Input.TextArea rows={2} maxLength={500} /></Form.Item>
        </FormDialog>
      ) : null}
    </>
  );
}
