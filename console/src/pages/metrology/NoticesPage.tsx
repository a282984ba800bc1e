import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App, Button } from "antd";

import { problemOf } from "@/api/problem";
import { sendNotice } from "@/api/metrology";
import { useMay } from "@/app/session";
import { tr } from "@/lang";
import { Answer } from "@/ui/Answer";
import { DataTable } from "@/ui/DataTable";
import { PageHead } from "@/ui/PageHead";
import { ProblemView } from "@/ui/PageState";
import { StateSymbol } from "@/ui/StateSymbol";

import { metrologyLook } from "./looks";

const CELLS = { status: (value: unknown) => <StateSymbol look={metrologyLook(value)} /> };

/** 计量处理通报: notices prepared and sent; each rests on a failed verification that is being handled. */
export default function NoticesPage() {
  const may = useMay("metrology.verify");
  const client = useQueryClient();
  const { message } = App.useApp();
  const send = useMutation({
    mutationFn: sendNotice,
    onSuccess: (sent) => {
      [["table"], ["workbench"], ["metrology"]].forEach((queryKey) => void client.invalidateQueries({ queryKey }));
      void message.success(tr(`已发送给${sent.recipients.join("、")}`, `Sent to ${sent.recipients.join(", ")}`));
    },
  });
  return (
    <div className="page">
      <PageHead title={tr("计量处理通报", "Notices of breaches")} />
      <Answer>{tr("问题由人认定、处理已开始后生成通报，由经办人核对后发送；发送即记入操作日志，税务人员在此查看。", "Prepared once a person established a breach and handling began; the person reads and sends it. Sending is journaled, and tax reads it here.")}</Answer>
      {send.isError ? <ProblemView problem={problemOf(send.error)} /> : null}
      <section className="block">
        <DataTable
          table="metrology_notices"
          quick={["status"]}
          cells={CELLS}
          rowActions={may ? (row) => (row.status === "prepared" ? <Button size="small" loading={send.isPending} onClick={() => send.mutate(Number(row.id))}>{tr("发送", "Send")}</Button> : null) : undefined}
          empty={{ what: tr("还没有通报", "There is no notice yet"), how: tr("在不合格的检定记录上生成", "Prepared from a failed verification") }}
        />
      </section>
    </div>
  );
}
