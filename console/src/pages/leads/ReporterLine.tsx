import { App, Button, Form, Input } from "antd";
import { useState } from "react";

import type { Reporter } from "@/api/leads";
import { NOTHING } from "@/format/quantity";
import { tr } from "@/lang";
import { FormDialog, NEEDED } from "@/ui/FormDialog";

interface Props {
  masked: { name: string; phone: string } | null;
  mayReveal: boolean;
  ask: (reason: string) => Promise<Reporter>;
}

/** Who reported: masked; in full for a reason that is journaled, and only until the dialog is closed. */
export function ReporterLine({ masked, mayReveal, ask }: Props) {
  const [asking, setAsking] = useState(false);
  const { modal } = App.useApp();
  if (!masked) return <>{tr("匿名", "Anonymous")}</>;
  const told = [masked.name, masked.phone].filter(Boolean).join(" ") || NOTHING;
  return (
    <>
      {told} {mayReveal ? <Button size="small" onClick={() => setAsking(true)}>{tr("查看", "Show")}</Button> : null}
      {asking ? (
        <FormDialog<{ reason: string }, Reporter>
          title={tr("查看举报人信息", "Who reported")}
          okText={tr("查看", "Show")}
          send={({ reason }) => ask(reason)}
          done={tr("已记入操作日志", "Noted in the journal")}
          renews={[]}
          onDone={(found) => modal.info({ title: tr("举报人信息（请勿外传）", "Who reported (confidential)"), content: `${found.name} ${found.phone}` })}
          onClose={() => setAsking(false)}
        >
          <p className="quiet">{tr("举报人信息受保护，查看人、时间和理由会记入操作日志。", "Reporters are protected: who looked, when and why goes into the journal.")}</p>
          <Form.Item name="reason" label={tr("查看理由", "Reason")} rules={NEEDED}><Input.TextArea rows={2} maxLength={500} /></Form.Item>
        </FormDialog>
      ) : null}
    </>
  );
}
