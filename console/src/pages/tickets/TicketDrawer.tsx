import { useQuery } from "@tanstack/react-query";
import { Button, Descriptions, Form, Input, Space } from "antd";
import { useState } from "react";

import { pledgeAddress, RENEWS, takeTicketStep, ticket, type Ticket, type TicketStep } from "@/api/tickets";
import { useMay } from "@/app/session";
import { date, fullTime } from "@/format/time";
import { tr } from "@/lang";
import { FormDialog } from "@/ui/FormDialog";
import { ObjectDrawer } from "@/ui/ObjectDrawer";
import { FetchedView } from "@/ui/PageState";
import { StateSymbol } from "@/ui/StateSymbol";

import { ticketLook } from "./looks";
import { PledgeDialog } from "./PledgeDialog";

const WORDS: Record<TicketStep, string> = {
  approve: tr("批准", "Approve"),
  reject: tr("不批准", "Reject"),
  withdraw: tr("撤回", "Withdraw"),
  cut: tr("立即终止", "Cut off now"),
};

/** One ticket: who asks for what, and what may be decided. */
export function TicketDrawer({ number, onClose }: { number: number; onClose: () => void }) {
  const found = useQuery(ticket(number));
  return (
    <ObjectDrawer open title={found.data ? tr(`运维工单 ${found.data.number}`, `Ticket ${found.data.number}`) : tr("运维工单", "Ticket")} onClose={onClose}>
      <FetchedView query={found}>{(one) => <Body one={one} />}</FetchedView>
    </ObjectDrawer>
  );
}

function Body({ one }: { one: Ticket }) {
  const decides = useMay("ticket.approve");
  const [step, setStep] = useState<TicketStep | null>(null);
  const [pledging, setPledging] = useState(false);
  const may: Record<TicketStep, boolean> = { approve: one.may_decide, reject: one.may_decide, withdraw: one.may_withdraw, cut: one.may_cut };
  const rows = [
    [tr("状态", "State"), <StateSymbol key="state" look={ticketLook(one.state)} />],
    [tr("申请人", "Asked by"), `${one.asked_by_name} · ${one.asked_by}`],
    [tr("事由", "Why"), one.why],
    [tr("权限", "Permissions"), one.permissions.map(({ name }) => name).join(tr("、", ", "))],
    [tr("范围", "Places"), one.scope_name],
    [tr("起止", "From, until"), `${fullTime(one.from_at)} — ${fullTime(one.until_at)}`],
    [tr("保密承诺", "Pledge"), one.pledge_id && one.pledge_until ? <a key="pledge" href={pledgeAddress(one.pledge_id)}>{tr(`有效至 ${date(one.pledge_until)}，查看扫描件`, `until ${date(one.pledge_until)}, see the scan`)}</a> : tr("没有覆盖到结束日的承诺", "None holds through the end")],
    [tr("审批", "Decided"), one.decided_at ? `${one.decided_by_name} ${fullTime(one.decided_at)} ${one.note}` : "—"],
  ] as const;
  return (
    <>
      <Descriptions size="small" column={1} items={rows.map(([label, children]) => ({ key: label, label, children }))} />
      <Space wrap>
        {(Object.keys(WORDS) as TicketStep[]).filter((name) => may[name]).map((name) => <Button key={name} type={name === "approve" ? "primary" : "default"} onClick={() => setStep(name)}>{WORDS[name]}</Button>)}
        {decides && one.may_decide && !one.pledge_id ? <Button onClick={() => setPledging(true)}>{tr("代为登记保密承诺", "File their pledge")}</Button> : null}
      </Space>
      {step ? (
        <FormDialog<{ note?: string }, unknown> title={`${WORDS[step]} ${one.number}`} okText={WORDS[step]} send={({ note }) => takeTicketStep(one.id, step, note ?? "")} done={tr("已办理，记入操作日志", "Done, and noted in the journal")} renews={RENEWS} onClose={() => setStep(null)}>
          <Form.Item name="note" label={tr("意见", "Note")} rules={[{ required: step === "reject", message: tr("请填写理由", "Please say why") }]}><Input.TextArea rows={2} maxLength={512} autoFocus /></Form.Item>
        </FormDialog>
      ) : null}
      {pledging ? <PledgeDialog username={one.asked_by} onClose={() => setPledging(false)} /> : null}
    </>
  );
}
