import { DownloadOutlined } from "@ant-design/icons";
import { useMutation } from "@tanstack/react-query";
import { Button } from "antd";
import { useNavigate } from "react-router";

import { problemOf } from "@/api/problem";
import { takeTemplate } from "@/api/uploads";
import { tr } from "@/lang";
import { FileBox } from "@/pages/uploads/FileBox";
import { Answer } from "@/ui/Answer";
import { DataTable } from "@/ui/DataTable";
import { PageHead } from "@/ui/PageHead";
import { ProblemView } from "@/ui/PageState";

import "@/pages/uploads/uploads.css";

const SHEET = "work_orders";

/** 工单导入: what 12345 and 12315 export, checked row by row before anything is written. */
export default function HotlineImportsPage() {
  const navigate = useNavigate();
  const template = useMutation({ mutationFn: takeTemplate });
  return (
    <div className="page">
      <PageHead title={tr("工单导入", "Imports of work orders")} />
      <Answer>{tr("把12345、12315导出的Excel或CSV拖进来：先逐行核对，有一行有误就一行也不写；同一工单重复导入不会重复登记。", "Drop the export of 12345 or 12315: every row is checked first, one wrong row means that none is written, and a work order is never entered twice.")}</Answer>
      <section className="block upload-steps">
        <Button icon={<DownloadOutlined />} loading={template.isPending} onClick={() => template.mutate(SHEET)}>{tr("下载模板", "Template")}</Button>
        {template.isError ? <ProblemView problem={problemOf(template.error)} /> : null}
        <FileBox sheet={SHEET} sheetTitle={tr("热线工单", "Work orders")} />
      </section>
      <section className="block">
        <h2>{tr("导入记录", "Earlier imports")}</h2>
        <DataTable table="hotline_uploads" onOpen={(row) => void navigate(`/uploads/${String(row["id"])}`)} />
      </section>
    </div>
  );
}
