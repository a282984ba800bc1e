import { DownloadOutlined } from "@ant-design/icons";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Button, Form, Select } from "antd";
import { useNavigate } from "react-router";

import { problemOf } from "@/api/problem";
import { paperSheets, type PaperSheet } from "@/api/papers";
import { takeTemplate } from "@/api/uploads";
import { FileBox } from "@/pages/uploads/FileBox";
import { tr } from "@/lang";
import { Answer } from "@/ui/Answer";
import { DataTable } from "@/ui/DataTable";
import { PageHead } from "@/ui/PageHead";
import { FetchedView, ProblemView } from "@/ui/PageState";
import { useUrlState } from "@/ui/useUrlState";

import "@/pages/uploads/uploads.css";

/** Papers by Excel or CSV: choose the kind, take its template, bring the file; and what was brought before. */
export default function ImportsPage() {
  const known = useQuery(paperSheets);
  const navigate = useNavigate();
  return (
    <div className="page">
      <PageHead title={tr("单据导入", "Imports of papers")} />
      <Answer>
        {tr(
          "税务、交通系统导出的文件可以直接拖进来：先逐行核对，有一行有误就一行也不写；重复导入不会重复登记。几万行的文件由系统在后台核对，随时可以看到进度。",
          "Drop the export of a tax or transport system: every row is checked first, and one wrong row means that none is written. Importing again doubles nothing. Large files are checked in the background while you watch.",
        )}
      </Answer>
      <FetchedView query={known}>{(all) => <Bring all={all} />}</FetchedView>
      <section className="block">
        <h2>{tr("导入记录", "Earlier imports")}</h2>
        <DataTable table="paper_uploads" urlPrefix="h-" onOpen={(row) => void navigate(`/uploads/${String(row["id"])}`)} />
      </section>
    </div>
  );
}

function Bring({ all }: { all: readonly PaperSheet[] }) {
  const { search, change } = useUrlState();
  const sheet = all.find((one) => one.name === search.get("sheet")) ?? all[0];
  const template = useMutation({ mutationFn: takeTemplate });
  if (!sheet) return null;
  return (
    <section className="block upload-steps">
      <h2>{tr("导入一份文件", "Bring a file")}</h2>
      <Form layout="vertical" className="upload-choice">
        <Form.Item label={tr("单据", "Kind of paper")} htmlFor="paper-sheet" extra={sheet.note}>
          <Select id="paper-sheet" value={sheet.name} options={all.map((one) => ({ value: one.name, label: one.title }))} onChange={(name) => change({ sheet: name })} />
        </Form.Item>
        <Button icon={<DownloadOutlined />} loading={template.isPending} onClick={() => template.mutate(sheet.name)}>
          {tr(`下载“${sheet.title}”模板`, `Template for ${sheet.title.toLowerCase()}`)}
        </Button>
      </Form>
      {template.isError ? <ProblemView problem={problemOf(template.error)} /> : null}
      <FileBox key={sheet.name} sheet={sheet.name} sheetTitle={sheet.title} />
    </section>
  );
}
