import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Form, Input, Modal } from "antd";
import { useState } from "react";

import { problemOf } from "@/api/problem";
import { OWN_FACTOR_KEY, ownFactor, removeFactor, renewCodes } from "@/api/security";
import { time } from "@/format/time";
import { tr } from "@/lang";
import { FormDialog, NEEDED } from "@/ui/FormDialog";
import { FetchedView, ProblemView } from "@/ui/PageState";

import { Codes, FactorForm } from "./FactorForm";

/** One's own second factor, on the account's page. */
export function OwnFactor() {
  const factor = useQuery(ownFactor);
  const [open, setOpen] = useState<"add" | "codes" | "remove" | null>(null);
  const queries = useQueryClient();
  const close = () => {
    setOpen(null);
    void queries.invalidateQueries({ queryKey: OWN_FACTOR_KEY });
  };
  return (
    <section className="block">
      <h2>{tr("动态口令（第二因子）", "Second factor")}</h2>
      <FetchedView query={factor}>
        {(own) =>
          own.kind && own.confirmed_at ? (
            <>
              <p>{tr(`已于 ${time(own.confirmed_at)} 绑定，还有 ${own.codes_left} 个恢复码未用。`, `Added ${time(own.confirmed_at)}; ${own.codes_left} recovery codes are left.`)}</p>
              <Button onClick={() => setOpen("codes")}>{tr("更换恢复码", "New recovery codes")}</Button>{" "}
              {own.wanted ? null : <Button onClick={() => setOpen("remove")}>{tr("解绑", "Remove")}</Button>}
            </>
          ) : (
            <>
              <p>{tr("未绑定。绑定后，登录时除密码外还要输入手机认证器上的6位数字，密码泄露也进不来。", "None yet. With one, logging in takes six digits from your phone beside the password: a stolen password alone opens nothing.")}</p>
              <Button type="primary" onClick={() => setOpen("add")}>{tr("绑定动态口令", "Add a second factor")}</Button>
            </>
          )
        }
      </FetchedView>
      {open === "add" ? <Modal open title={tr("绑定动态口令", "Add a second factor")} footer={null} onCancel={close}><FactorForm onDone={close} /></Modal> : null}
      {open === "codes" ? <NewCodes onClose={close} /> : null}
      {open === "remove" ? (
        <FormDialog<{ password: string; answer: string }, unknown> title={tr("解绑动态口令", "Remove the second factor")} okText={tr("解绑", "Remove")} send={({ password, answer }) => removeFactor(password, answer)} done={tr("已解绑", "Removed")} renews={[OWN_FACTOR_KEY]} onClose={() => setOpen(null)}>
          <Form.Item name="password" label={tr("当前密码", "Present password")} rules={NEEDED}><Input.Password autoComplete="current-password" maxLength={256} /></Form.Item>
          <Form.Item name="answer" label={tr("动态口令或恢复码", "Code or recovery code")} rules={NEEDED}><Input autoComplete="one-time-code" maxLength={32} /></Form.Item>
        </FormDialog>
      ) : null}
    </section>
  );
}

function NewCodes({ onClose }: { onClose: () => void }) {
  const renew = useMutation({ mutationFn: ({ password }: { password: string }) => renewCodes(password) });
  return (
    <Modal open title={tr("更换恢复码", "New recovery codes")} footer={null} onCancel={onClose}>
      {renew.isError ? <ProblemView problem={problemOf(renew.error)} /> : null}
      {renew.data ? (
        <Codes codes={renew.data.codes} onNoted={onClose} />
      ) : (
        <Form layout="vertical" onFinish={(values: { password: string }) => renew.mutate(values)}>
          <Form.Item name="password" label={tr("当前密码", "Present password")} rules={NEEDED}><Input.Password autoComplete="current-password" maxLength={256} /></Form.Item>
          <Button type="primary" htmlType="submit" block loading={renew.isPending}>{tr("更换，旧的全部作废", "Renew; the old ones end")}</Button>
        </Form>
      )}
    </Modal>
  );
}
