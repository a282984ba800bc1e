import { PlusOutlined, UploadOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import type { ReactNode } from "react";
import { useNavigate } from "react-router";

import { standing, type RegisterRow, type RowKey, type Sheet, type Standing } from "@/api/register";
import type { Row } from "@/api/tables";
import { useMay } from "@/app/session";
import { tr } from "@/lang";
import { Answer } from "@/ui/Answer";
import { DataTable } from "@/ui/DataTable";
import type { Cells } from "@/ui/table/render";
import { useTitle } from "@/ui/useTitle";
import { useUrlState } from "@/ui/useUrlState";

import { ButtonLink } from "./ButtonLink";
import { keyOf, keyOfText, keyText } from "./keys";
import { RecordDrawer, useSheet } from "./RecordDrawer";
import "@/ui/RecordForm.css";

interface RegisterListProps {
  /** The table of the list and the sheet of its rows, which have one name. */
  sheet: string;
  title: string;
  /** The sentence that a person came for. */
  answer: (counts: Standing) => ReactNode;
  addWord: string;
  cells?: Cells;
  /** Where a row leads instead of the drawer. */
  pathOf?: (row: Row) => string;
  /** Links that belong to a row, shown above its values. */
  more?: (row: RegisterRow) => ReactNode;
  /** A picture between the sentence and the table. */
  picture?: ReactNode;
  /** Columns whose choices stand open as filters, and those shown at first. */
  quick?: readonly string[];
  show?: readonly string[];
}

/** A list of the register: its sentence, its table, and each row in the one drawer. */
export function RegisterList({ sheet: name, title, answer, addWord, cells, pathOf, more, picture, quick, show }: RegisterListProps) {
  useTitle(title);
  const may = useMay("registry.manage");
  const sheet = useSheet(name);
  const navigate = useNavigate();
  const { search, change } = useUrlState();
  const opened = search.get("open");
  const rowKey = search.has("new") ? null : opened && sheet ? (keyOfText(sheet, opened) ?? undefined) : undefined;
  const open = (row: Row) => (pathOf ? void navigate(pathOf(row)) : sheet && change({ open: keyText(keyOf(sheet, row)), new: null }));
  const saved = (key: RowKey) => change({ open: keyText(key), new: null });
  return (
    <div className="page">
      <div className="page-head"><h1>{title}</h1></div>
      <StandingAnswer say={answer} />
      {picture}
      <section className="block">
        <DataTable
          table={name}
          cells={cells}
          quick={quick}
          show={show}
          empty={emptyWords(sheet, may)}
          onOpen={open}
          actions={may ? <ManageButtons name={name} addWord={addWord} onAdd={() => change({ new: "1", open: null })} /> : undefined}
        />
      </section>
      <RecordDrawer sheet={sheet} rowKey={rowKey} more={more} onClose={() => change({ open: null, new: null })} onKey={saved} />
    </div>
  );
}

/** What would stand in an empty list, and how to get it there. */
function emptyWords(sheet: Sheet | undefined, may: boolean) {
  const what = tr(`还没有登记${sheet?.title ?? ""}`, `No ${sheet?.title.toLowerCase() ?? "rows"} registered yet`);
  if (!sheet || !may) return { what, how: tr("登记后出现在这里", "What is registered stands here") };
  const template = <a href={`/api/v1/register/${sheet.name}/template`} download>{tr("下载 Excel 模板", "Download the Excel template")}</a>;
  return { what, how: tr(<>逐条新增，或{template}填好后批量上传</>, <>Add one, or {template}, fill it in and upload it</>) };
}

/** The sentence over a list, from the register's counts. */
export function StandingAnswer({ say }: { say: (counts: Standing) => ReactNode }) {
  const counts = useQuery(standing);
  if (counts.data) return <Answer>{say(counts.data)}</Answer>;
  return <Answer>{counts.isError ? tr("汇总数暂时没有取到，下面的列表不受影响。", "The counts could not be fetched; the list below is not affected.") : tr("正在统计…", "Counting…")}</Answer>;
}

function ManageButtons({ name, addWord, onAdd }: { name: string; addWord: string; onAdd: () => void }) {
  return (
    <>
      <Button type="primary" icon={<PlusOutlined />} onClick={onAdd}>{addWord}</Button>
      <ButtonLink to={`/uploads?sheet=${name}`} icon={<UploadOutlined />}>{tr("Excel 批量", "By Excel")}</ButtonLink>
    </>
  );
}
