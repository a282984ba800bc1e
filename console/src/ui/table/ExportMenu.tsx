import { DownloadOutlined } from "@ant-design/icons";
import { useMutation } from "@tanstack/react-query";
import { App, Button, Dropdown } from "antd";

import { problemOf } from "@/api/problem";
import { download, type Query } from "@/api/raw";
import { exportPath } from "@/api/tables";
import { useMay } from "@/app/session";
import { tr } from "@/lang";

const FORMATS = [
  { key: "xlsx", label: tr("Excel（.xlsx）", "Excel (.xlsx)") },
  { key: "csv", label: "CSV (.csv)" },
];

/** The rows of the current filter, all pages of them, as a file; for those who may take one. */
export function ExportMenu({ table, query, columns }: { table: string; query: Query; columns: readonly string[] }) {
  const { message } = App.useApp();
  const take = useMutation({
    mutationFn: (format: string) => {
      const rows = query.filter(([name]) => name !== "page" && name !== "size");
      return download(exportPath(table), [...rows, ["format", format], ["columns", columns.join(",")]], `${table}.${format}`);
    },
    onError: (error) => void message.error(problemOf(error).message),
  });
  if (!useMay("export.take")) return null;
  return (
    <Dropdown trigger={["click"]} menu={{ items: FORMATS, onClick: ({ key }) => take.mutate(key) }}>
      <Button icon={<DownloadOutlined />} loading={take.isPending}>{tr("导出", "Export")}</Button>
    </Dropdown>
  );
}
