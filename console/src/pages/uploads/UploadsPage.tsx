import { DownloadOutlined } from "@ant-design/icons";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Button, Form, Select } from "antd";
import { useNavigate } from "react-router";

import { problemOf } from "@/api/problem";
import { sheets, type Sheet } from "@/api/register";
import { takeTemplate } from "@/api/uploads";
import { tr } from "@/lang";
import { Answer } from "@/ui/Answer";
import { DataTable } from "@/ui/DataTable";
import { FetchedView, ProblemView } from "@/ui/PageState";
import { useTitle } from "@/ui/useTitle";
import { useUrlState } from "@/ui/useUrlState";

import { FileBox } from "./FileBox";
import "./uploads.css";

/** The register by Excel: choose a table, take its template, bring the file; and what was brought before. */
export default function UploadsPage() {
  const title = tr("批量导入", "Uploads");
  useTitle(title);
  const known = useQuery(sheets);
  const navigate = useNavigate();
  return (
    <div className="page">
      <div className="page-head"><h1>{title}</h1></div>
      <Answer>
        {tr(
          "选一张表，下载模板填写，把文件拖进来：先看到每一行会新增、变更还是有误，确认后整份写入；有一行有误就一行也不写。",
          "Choose a table, fill in its template and drop the file here. You see first what each row would do; then all of it is written, or none while one row is wrong.",
        )}
      </Answer>
      <FetchedView query={known}>{(all) => <Bring all={all} />}</FetchedView>
      <section className="block">
        <h2>{tr("上传记录", "Earlier uploads")}</h2>
        <DataTable table="uploads" urlPrefix="h-" onOpen={(row) => void navigate(`/uploads/${String(row["id"])}`)} />
      </section>
    </div>
  );
}

function Bring({ all }: { all: readonly Sheet[] }) {
  const { search, change } = useUrlState();
  const sheet = all.find((one) => one.name === search.get("sheet")) ?? all[0];
  const template = useMutation({ mutationFn: takeTemplate });
  if (!sheet) return null;
  return (
    <section className="block upload-steps">
      <h2>{tr("导入一份文件", "Bring a file")}</h2>
      <Form layout="vertical" className="upload-choice">
        <Form.Item label={tr("表格", "Table")} htmlFor="upload-sheet" extra={sheet.note}>
          <Select
            id="upload-sheet"
            value={sheet.name}
            options={all.map((one) => ({ value: one.name, label: one.title }))}
            showSearch={{ optionFilterProp: "label" }}
            onChange={(name: string) => change({ sheet: name })}
          />
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
