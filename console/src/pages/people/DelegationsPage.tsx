import { PlusOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { App, Button } from "antd";

import { delegations, endDelegation, useVerb } from "@/api/people";
import { problemOf } from "@/api/problem";
import { useMay } from "@/app/session";
import { count } from "@/format/quantity";
import { tr } from "@/lang";
import { Answer } from "@/ui/Answer";
import { DataTable } from "@/ui/DataTable";
import { ObjectDrawer } from "@/ui/ObjectDrawer";
import { PageHead } from "@/ui/PageHead";
import { StateSymbol } from "@/ui/StateSymbol";
import type { Cells } from "@/ui/table/render";
import { useUrlState } from "@/ui/useUrlState";

import { DelegationForm } from "./DelegationForm";
import { delegationLook } from "./looks";
import "./people.css";

const CELLS: Cells = { state: (state) => <StateSymbol look={delegationLook(state)} /> };
const OPEN = new Set(["coming", "in_force"]);

/** Who acts for whom and when (AB角). */
export default function DelegationsPage() {
  const may = useMay("accounts.manage");
  const { search, change } = useUrlState();
  const listed = useQuery(delegations);
  const running = listed.data?.filter((one) => one.state === "in_force").length ?? 0;
  return (
    <div className="page">
      <PageHead title={tr("代理（AB角）", "Delegations (A/B roles)")} />
      <Answer>{listed.data ? tr(<>正在代理 <b>{count(running)}</b> 项。代理人办理的每件事都记两个人的名字。</>, <><b>{count(running)}</b> in force. Whatever a deputy does is journaled under both names.</>) : tr("正在统计…", "Counting…")}</Answer>
      <section className="block">
        <DataTable
          table="delegations"
          cells={CELLS}
          quick={["state"]}
          actions={may ? <Button type="primary" icon={<PlusOutlined />} onClick={() => change({ new: "1" })}>{tr("指定代理人", "Name a deputy")}</Button> : undefined}
          rowActions={(row) => (may && OPEN.has(String(row["state"])) ? <EndButton id={Number(row["id"])} who={String(row["deputy"])} /> : null)}
          empty={{ what: tr("还没有代理", "No delegations yet"), how: tr("出差、休假前，本人在“我的账号”指定代理人，管理员也可以代为指定", "Before travel or leave, name your deputy on “My account”; an administrator can do it too") }}
        />
      </section>
      {search.has("new") ? <ObjectDrawer open title={tr("指定代理人", "Name a deputy")} onClose={() => change({ new: null })}><DelegationForm forOthers onDone={() => change({ new: null })} /></ObjectDrawer> : null}
    </div>
  );
}

/** Takes a delegation back, once confirmed. */
export function EndButton({ id, who }: { id: number; who: string }) {
  const { modal, message } = App.useApp();
  const end = useVerb(() => endDelegation(id));
  const ask = () =>
    modal.confirm({
      title: tr(`终止 ${who} 的代理？`, `End the delegation to ${who}?`),
      content: tr("立即生效，代理人正在进行的操作也会被拒绝。", "It takes effect at once, also in the middle of what the deputy is doing."),
      okText: tr("终止", "End it"),
      onOk: () => end.mutateAsync(undefined).catch((error: unknown) => void message.error(problemOf(error).message)),
    });
  return <Button size="small" onClick={ask}>{tr("终止", "End")}</Button>;
}
