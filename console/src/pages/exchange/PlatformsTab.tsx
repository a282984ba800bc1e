import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App, Button, Form, Input, Select, Upload } from "antd";
import { useState } from "react";

import { addPlatform, askPlatform, EXCHANGE, switchPlatform, takeDocuments, type Exchange, type Platform } from "@/api/exchange";
import { problemOf } from "@/api/problem";
import { NOTHING } from "@/format/quantity";
import { fullTime } from "@/format/time";
import { tr } from "@/lang";
import { FormDialog, NEEDED } from "@/ui/FormDialog";

type Typed = Parameters<typeof addPlatform>[0];
const KINDS = [{ value: "catalogue", label: tr("政务数据共享平台", "The city's sharing platform") }, { value: "province", label: tr("省级平台（上报）", "A province (upload)") }];

/** The platforms there are: over HTTP, or by files that somebody carries. */
export function PlatformsTab({ told }: { told: Exchange }) {
  const [adding, add] = useState(false);
  return (
    <>
      <div className="block-head"><h2>{tr("平台", "Platforms")}</h2>{told.may_manage ? <Button onClick={() => add(true)}>{tr("增加平台", "Add a platform")}</Button> : null}</div>
      {told.platforms.length ? <ul>{told.platforms.map((one) => <li key={one.id}><One one={one} manages={told.may_manage} /></li>)}</ul> : <p className="quiet">{tr("还没有对接平台", "There is no platform yet")}</p>}
      {adding ? <AddDialog told={told} onClose={() => add(false)} /> : null}
    </>
  );
}

function One({ one, manages }: { one: Platform; manages: boolean }) {
  const client = useQueryClient();
  const { message } = App.useApp();
  const verb = useMutation({
    mutationFn: (doing: () => Promise<string>) => doing(),
    onError: (error) => void message.error(problemOf(error).message),
    onSuccess: (said) => {
      EXCHANGE.forEach((queryKey) => void client.invalidateQueries({ queryKey }));
      void message.success(said);
    },
  });
  const take = async (file: File) => {
    const read = JSON.parse(await file.text()) as { documents?: Record<string, unknown>[] };
    const came = await takeDocuments(one.id, read.documents ?? []);
    return tr(`收下${came.taken}件，已有${came.known}件，拒收${came.refused.length}件${came.refused[0] ? `：${came.refused[0]}` : ""}`, `${came.taken} taken, ${came.known} known, ${came.refused.length} refused${came.refused[0] ? `: ${came.refused[0]}` : ""}`);
  };
  return (
    <>
      <b>{one.name}</b> {one.agreement} <code>{one.address || one.folder}</code>{" "}
      <span className="quiet">{one.active ? tr(`最近交换${one.last_at ? fullTime(one.last_at) : NOTHING}，待送达${one.waiting}，放弃${one.dead}${one.error ? `；${one.error}` : ""}`, `last exchange ${one.last_at ? fullTime(one.last_at) : NOTHING}, ${one.waiting} waiting, ${one.dead} given up${one.error ? `; ${one.error}` : ""}`) : tr("已停用", "Stopped")}</span>{" "}
      {manages ? (
        <>
          <Button size="small" onClick={() => verb.mutate(async () => (await askPlatform(one.id), tr("已安排，稍后刷新", "Asked for; look again in a moment")))}>{tr("现在交换", "Exchange now")}</Button>{" "}
          <Upload accept=".json" showUploadList={false} beforeUpload={(file) => { verb.mutate(() => take(file)); return false; }}><Button size="small">{tr("导入对方文件", "Take their file")}</Button></Upload>{" "}
          <Button size="small" onClick={() => verb.mutate(async () => (await switchPlatform(one.id, !one.active), tr("已保存", "Saved")))}>{one.active ? tr("停用", "Stop") : tr("启用", "Go on")}</Button>
        </>
      ) : null}
    </>
  );
}

function AddDialog({ told, onClose }: { told: Exchange; onClose: () => void }) {
  const [form] = Form.useForm<Typed>();
  const province = Form.useWatch("kind", form) === "province";
  return (
    <FormDialog<Typed, unknown> title={tr("增加平台", "Add a platform")} form={form} initial={{ kind: "catalogue" }} send={(typed) => addPlatform({ ...typed, address: typed.address ?? "", token: typed.token ?? "", ca_file: typed.ca_file ?? "", agreement_id: province ? typed.agreement_id : null })} done={tr("已增加", "Added")} renews={EXCHANGE} onClose={onClose}>
      <Form.Item name="kind" label={tr("类别", "Kind")} rules={NEEDED}><Select options={KINDS} /></Form.Item>
      <Form.Item name="name" label={tr("名称", "Name")} rules={NEEDED}><Input maxLength={128} /></Form.Item>
      {province ? <Form.Item name="agreement_id" label={tr("依据的协议", "Agreement")} rules={NEEDED}><Select options={told.agreements.map((one) => ({ value: one.id, label: one.title }))} /></Form.Item> : null}
      <Form.Item name="address" label={tr("接口地址（不填则用文件交换）", "Address (none: files)")}><Input maxLength={500} placeholder={tr("以https://开头", "https://")} /></Form.Item>
      <Form.Item name="token" label={tr("令牌", "Token")}><Input.Password maxLength={500} autoComplete="off" /></Form.Item>
      <Form.Item name="ca_file" label={tr("自有CA证书文件（服务器路径，选填）", "Own CA file (path on the server)")}><Input maxLength={200} /></Form.Item>
    </FormDialog>
  );
}
