import { PlusOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";

import { ticketStanding, type TicketStanding } from "@/api/tickets";
import { useMay } from "@/app/session";
import { date, time } from "@/format/time";
import { tr } from "@/lang";
import { Answer } from "@/ui/Answer";
import { DataTable } from "@/ui/DataTable";
import { PageHead } from "@/ui/PageHead";
import { StateSymbol } from "@/ui/StateSymbol";
import type { Cells } from "@/ui/table/render";
import { useUrlState } from "@/ui/useUrlState";

import { AskDialog } from "./AskDialog";
import { ticketLook } from "./looks";
import { PledgeDialog } from "./PledgeDialog";
import { TicketDrawer } from "./TicketDrawer";

const CELLS: Cells = { state: (state) => <StateSymbol look={ticketLook(state)} /> };

/** Who may operate the platform when and where: tickets of the supplier and the owning company. */
export default function TicketsPage() {
  const asks = useMay("ticket.request");
  const standing = useQuery({ ...ticketStanding, enabled: asks });
  const { search, change } = useUrlState();
  const [dialog, setDialog] = useState<"ask" | "pledge" | null>(null);
  const open = Number(search.get("open"));
  const close = () => setDialog(null);
  return (
    <div className="page">
      <PageHead title={tr("运维工单", "Tickets")} />
      <Answer>{asks ? own(standing.data) : tr("运维单位和建设单位的人员凭工单进入：说明事由，经审批，限时、限范围，不含经营数据，可随时终止。", "The supplier and the owning company get in by ticket: for a reason, approved, for hours, in places, with no business data, cut off at any time.")}</Answer>
      <section className="block">
        <DataTable
          table="tickets"
          cells={CELLS}
          quick={["state"]}
          actions={asks ? (
            <>
              <Button onClick={() => setDialog("pledge")}>{tr("上传保密承诺", "File a pledge")}</Button>{" "}
              <Button type="primary" icon={<PlusOutlined />} disabled={!standing.data} onClick={() => setDialog("ask")}>{tr("申请工单", "Ask for a ticket")}</Button>
            </>
          ) : undefined}
          empty={{ what: tr("还没有运维工单", "No tickets yet"), how: tr("运维人员在这里申请，安全管理员审批", "Operators ask here, the security administrator decides") }}
        />
      </section>
      {open ? <TicketDrawer number={open} onClose={() => change({ open: null })} /> : null}
      {dialog === "ask" && standing.data ? <AskDialog standing={standing.data} onClose={close} /> : null}
      {dialog === "pledge" ? <PledgeDialog username="" onClose={close} /> : null}
    </div>
  );
}

function own(standing: TicketStanding | undefined) {
  if (!standing) return tr("正在查询…", "Looking…");
  const { in_force: now, pledge } = standing;
  const held = pledge ? tr(<>保密承诺有效至 <b>{date(pledge.until_on)}</b>。</>, <>Your pledge holds until <b>{date(pledge.until_on)}</b>.</>) : tr("还没有有效的保密承诺，请先上传。", "You have no pledge of confidentiality in date; please file one.");
  return now
    ? tr(<>工单 <b>{now.number}</b> 生效中，至 <b>{time(now.until_at)}</b>，范围 {now.scope_name}。{held}</>, <>Ticket <b>{now.number}</b> is in force until <b>{time(now.until_at)}</b> in {now.scope_name}. {held}</>)
    : tr(<>当前没有生效的工单。{held}</>, <>No ticket is in force. {held}</>);
}
