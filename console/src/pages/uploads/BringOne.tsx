import { DownloadOutlined } from "@ant-design/icons";
import { useMutation } from "@tanstack/react-query";
import { Button } from "antd";
import { useNavigate } from "react-router";

import { problemOf } from "@/api/problem";
import { takeTemplate } from "@/api/uploads";
import { tr } from "@/lang";
import { DataTable } from "@/ui/DataTable";
import { ProblemView } from "@/ui/PageState";

import { FileBox } from "./FileBox";
import "./uploads.css";

interface Props {
  sheet: string;
  title: string;
  /** The list of earlier files. */
  table: string;
}

/** Brings files of one table: its template, the box that takes a file, and what was brought before. */
export function BringOne({ sheet, title, table }: Props) {
  const navigate = useNavigate();
  const template = useMutation({ mutationFn: takeTemplate });
  return (
    <>
      <section className="block upload-steps">
        <Button icon={<DownloadOutlined />} loading={template.isPending} onClick={() => template.mutate(sheet)}>{tr("下载模板", "Template")}</Button>
        {template.isError ? <ProblemView problem={problemOf(template.error)} /> : null}
        <FileBox sheet={sheet} sheetTitle={title} />
      </section>
      <section className="block">
        <h2>{tr("导入记录", "Earlier imports")}</h2>
        <DataTable table={table} onOpen={(row) => void navigate(`/uploads/${String(row["id"])}`)} />
      </section>
    </>
  );
}
