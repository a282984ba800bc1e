import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Segmented } from "antd";
import { useState } from "react";

import { problemOf } from "@/api/problem";
import { chips, takeTask } from "@/api/tax";
import { useMay } from "@/app/session";
import { count } from "@/format/quantity";
import { tr } from "@/lang";
import { Answer } from "@/ui/Answer";
import { DataTable } from "@/ui/DataTable";
import { PageHead } from "@/ui/PageHead";
import { FetchedView } from "@/ui/PageState";
import { ProductName } from "@/ui/ProductName";
import { StateSymbol } from "@/ui/StateSymbol";
import type { Cells } from "@/ui/table/render";
import { useUrlState } from "@/ui/useUrlState";

import { ChipDrawer, FinishDialog } from "./ChipDrawer";
import { chipLook, taskLook } from "./looks";

const CHIP_CELLS: Cells = {
  state: (state) => <StateSymbol look={chipLook(state)} />,
  product: (product) => <ProductName product={String(product)} />,
  fits: (fits) => (fits === null ? tr("未读到", "not read") : fits ? tr("一致", "yes") : <StateSymbol look={{ ...chipLook("blank"), word: tr("不一致", "no") }} />),
};
const TASK_CELLS: Cells = { task: (task) => <StateSymbol look={taskLook(task)} /> };

/** 税控功能: the tax chip of every nozzle, and what the tax desk does about those that are not right. */
export default function ChipsPage() {
  const { search, change } = useUrlState();
  const tab = search.get("tab") === "tasks" ? "tasks" : "chips";
  const told = useQuery(chips);
  const opened = /^(\d{10})\/(\d+)$/.exec(search.get("open") ?? "");
  const open = (station: unknown, nozzle: unknown) => change({ open: `${String(station)}/${String(nozzle)}` });
  return (
    <div className="page">
      <PageHead title={tr("税控功能", "Tax function of nozzles")} />
      <FetchedView query={told}>
        {(data) => (
          <Answer>
            {tr(
              `在用油枪 ${count(data.nozzles)} 把：已初始化 ${count(data.ready)} 把，未初始化 ${count(data.blank)} 把，从未读到状态 ${count(data.none)} 把；待受理任务 ${count(data.open_tasks)} 件，处理中 ${count(data.taken_tasks)} 件。`,
              `${count(data.nozzles)} nozzles in service: ${count(data.ready)} initialised, ${count(data.blank)} not, ${count(data.none)} never read; ${count(data.open_tasks)} tasks open, ${count(data.taken_tasks)} taken.`,
            )}
          </Answer>
        )}
      </FetchedView>
      <section className="block">
        <div className="block-head">
          <Segmented
            aria-label={tr("显示", "Show")}
            value={tab}
            options={[{ value: "chips", label: tr("油枪", "Nozzles") }, { value: "tasks", label: tr("核查任务", "Tasks") }]}
            onChange={(value) => change({ tab: value === "tasks" ? "tasks" : null })}
          />
        </div>
        {tab === "chips" ? (
          <DataTable
            key="chips"
            table="nozzle_chips"
            cells={CHIP_CELLS}
            quick={["state"]}
            onOpen={(row) => open(row["station_id"], row["nozzle_id"])}
            empty={{ what: tr("还没有油枪", "There is no nozzle yet"), how: tr("先在档案中登记油枪；采集终端读到税控状态后显示在这里", "Register nozzles; what collectors read of their chips is shown here") }}
          />
        ) : (
          <Tasks onOpen={open} />
        )}
      </section>
      {opened ? <ChipDrawer station={opened[1] ?? ""} nozzle={Number(opened[2])} onClose={() => change({ open: null })} /> : null}
    </div>
  );
}

function Tasks({ onOpen }: { onOpen: (station: unknown, nozzle: unknown) => void }) {
  const may = useMay("tax.manage");
  const client = useQueryClient();
  const { message } = App.useApp();
  const [finishing, finish] = useState<string | null>(null);
  const renew = () => [["table", "chip_tasks"], ["tax", "chips"], ["tax", "chip"], ["workbench"]].forEach((queryKey) => void client.invalidateQueries({ queryKey }));
  const take = useMutation({ mutationFn: takeTask, onSuccess: renew, onError: (error) => void message.error(problemOf(error).message) });
  return (
    <>
      <DataTable
        key="tasks"
        table="chip_tasks"
        cells={TASK_CELLS}
        quick={["task"]}
        onOpen={(row) => onOpen(row["station_id"], row["nozzle_id"])}
        rowActions={may ? (row) => {
          const finding = String(row["finding_id"]);
          if (row["task"] === "open") return <Button size="small" loading={take.isPending && take.variables === finding} onClick={() => take.mutate(finding)}>{tr("受理", "Take")}</Button>;
          return row["task"] === "taken" ? <Button size="small" onClick={() => finish(finding)}>{tr("办结", "Finish")}</Button> : null;
        } : undefined}
        empty={{ what: tr("没有税控核查任务", "There is no task"), how: tr("油枪税控未初始化或芯片纳税人与登记不一致时，自动成为任务", "A nozzle whose chip is not initialised or names another taxpayer becomes a task by itself") }}
      />
      {finishing ? <FinishDialog finding={finishing} onDone={() => { finish(null); renew(); }} onClose={() => finish(null)} /> : null}
    </>
  );
}
