import { UserAddOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";

import { everybody } from "@/api/people";
import { useMay } from "@/app/session";
import { count } from "@/format/quantity";
import { tr } from "@/lang";
import { Answer } from "@/ui/Answer";
import { DataTable } from "@/ui/DataTable";
import { PageHead } from "@/ui/PageHead";
import { StateSymbol } from "@/ui/StateSymbol";
import type { Cells } from "@/ui/table/render";
import { useUrlState } from "@/ui/useUrlState";

import { personLook } from "./looks";
import { PersonDrawer } from "./PersonDrawer";
import "./people.css";

const CELLS: Cells = {
  state: (state) => <StateSymbol look={personLook(state)} />,
  locked: (locked) => (locked ? <StateSymbol look={personLook("locked")} /> : "—"),
};

/** Everybody who works here: who they are, what they may do and where. */
export default function PeoplePage() {
  const may = useMay("accounts.manage");
  const { search, change } = useUrlState();
  const opened = search.has("new") ? null : search.get("open");
  const close = () => change({ open: null, new: null });
  return (
    <div className="page">
      <PageHead title={tr("人员", "People")} />
      <Counts />
      <section className="block">
        <DataTable
          table="people"
          cells={CELLS}
          quick={["department", "role", "state"]}
          onOpen={(row) => change({ open: String(row["username"]), new: null })}
          actions={may ? <Button type="primary" icon={<UserAddOutlined />} onClick={() => change({ new: "1", open: null })}>{tr("新增人员", "Add a person")}</Button> : undefined}
          empty={{ what: tr("管辖范围内还没有人员", "Nobody in your scope yet") }}
        />
      </section>
      {opened || search.has("new") ? <PersonDrawer username={opened} onClose={close} onCreated={(username) => change({ open: username, new: null })} /> : null}
    </div>
  );
}

function Counts() {
  const people = useQuery(everybody);
  if (!people.data) return <Answer>{people.isError ? tr("人数暂时没有取到，下面的列表不受影响。", "The count could not be fetched; the list below is not affected.") : tr("正在统计…", "Counting…")}</Answer>;
  const active = people.data.filter((one) => one.is_active);
  const places = new Set(active.map((one) => one.department?.code).filter(Boolean)).size;
  const left = people.data.length - active.length;
  return (
    <Answer>
      {tr(
        <>管辖范围内在岗 <b>{count(active.length)}</b> 人，分属 {count(places)} 个部门{left ? `；已停用 ${count(left)} 人` : ""}。</>,
        <><b>{count(active.length)}</b> active {active.length === 1 ? "person" : "people"} in your scope, in {count(places)} {places === 1 ? "department" : "departments"}{left ? `; ${count(left)} deactivated` : ""}.</>,
      )}
    </Answer>
  );
}
