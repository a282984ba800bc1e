import { useQuery } from "@tanstack/react-query";
import { Segmented } from "antd";
import { Navigate, useParams, useSearchParams } from "react-router";

import { upload, type RowState, type Upload } from "@/api/uploads";
import { count } from "@/format/quantity";
import { fullTime } from "@/format/time";
import { tr } from "@/lang";
import { Answer } from "@/ui/Answer";
import { FetchedView } from "@/ui/PageState";
import { StateSymbol } from "@/ui/StateSymbol";
import { useTitle } from "@/ui/useTitle";
import { useUrlState } from "@/ui/useUrlState";

import { Decide, MarkedButton } from "./Decide";
import { ROW_LOOKS, ROW_STATES, UPLOAD_LOOKS, firstState, isRowState } from "./looks";
import { RowTable } from "./RowTable";
import { UnderWay } from "./UnderWay";
import "./uploads.css";

const ALL = "all";
const SIZE = 100;

/** One file: what it would do to the register, row by row, and what comes next. */
export default function UploadPage() {
  const { uploadId = "" } = useParams();
  const [search] = useSearchParams();
  if (!/^\d+$/.test(uploadId)) return <Navigate to={`/uploads?${search}`} replace />;
  return <OneUpload key={uploadId} id={Number(uploadId)} />;
}

function OneUpload({ id }: { id: number }) {
  const { search, change } = useUrlState();
  const asked = search.get("state");
  const first = useQuery(upload(id, null, 1, SIZE));
  const state = asked === ALL ? null : isRowState(asked) ? asked : first.data ? firstState(first.data) : null;
  const page = Math.max(1, Number(search.get("page")) || 1);
  const size = Number(search.get("size")) || SIZE;
  const rows = useQuery({ ...upload(id, state, page, size), enabled: first.data !== undefined && !first.data.progress });
  useTitle(first.data ? first.data.filename : tr("上传的文件", "Uploaded file"));
  return (
    <div className="page">
      <FetchedView query={first} page>
        {(data) => (
          <>
            <Head data={data} />
            {data.progress ? <UnderWay data={data} /> : <Decide data={data} />}
            {data.counts.total === 0 || data.progress ? null : (
              <section className="block">
                <h2>{tr("逐行结果", "Row by row")}</h2>
                <Filter data={data} state={state} onState={(next) => change({ state: next ?? ALL, page: null })} />
                <FetchedView query={rows}>
                  {(found) => <RowTable data={found} loading={rows.isPlaceholderData} onPage={(p, s) => change({ page: p, size: s === SIZE ? null : s })} />}
                </FetchedView>
              </section>
            )}
          </>
        )}
      </FetchedView>
    </div>
  );
}

function Head({ data }: { data: Upload }) {
  return (
    <>
      <div className="page-head">
        <h1>{data.sheet_title}</h1>
        <span className="code">{data.filename}</span>
        <StateSymbol look={UPLOAD_LOOKS[data.state]} />
        <div className="page-actions">{data.counts.total === 0 || data.progress || (data.state === "checked" && data.counts.bad > 0) ? null : <MarkedButton id={data.id} />}</div>
      </div>
      <Answer
        aside={
          <span className="quiet">
            {tr(
              `${data.display_name} 于 ${fullTime(data.at)} 上传${data.worksheet ? `，工作表“${data.worksheet}”` : ""}${data.header_row ? `，表头在第 ${data.header_row} 行` : ""}`,
              `Uploaded by ${data.display_name} at ${fullTime(data.at)}${data.worksheet ? `, worksheet “${data.worksheet}”` : ""}${data.header_row ? `, titles in row ${data.header_row}` : ""}`,
            )}
          </span>
        }
      >
        {data.summary}
      </Answer>
      {data.remarks.length ? (
        <ul className="upload-remarks" aria-label={tr("关于整份文件", "About the whole file")}>{data.remarks.map((one) => <li key={one}>{one}</li>)}</ul>
      ) : null}
    </>
  );
}

interface FilterProps {
  data: Upload;
  state: RowState | null;
  onState: (state: RowState | null) => void;
}

function Filter({ data, state, onState }: FilterProps) {
  const options = [
    { value: ALL, label: tr(`全部 ${count(data.counts.total)}`, `All ${count(data.counts.total)}`) },
    ...ROW_STATES.map((one) => ({ value: one as string, label: `${ROW_LOOKS[one].word} ${count(data.counts[one])}` })),
  ];
  return (
    <div className="upload-filter">
      <Segmented
        aria-label={tr("按结果筛选", "Filter by result")}
        value={state ?? ALL}
        options={options}
        onChange={(value) => onState(isRowState(value) ? value : null)}
      />
    </div>
  );
}
