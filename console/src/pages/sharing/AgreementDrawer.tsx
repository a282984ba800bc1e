import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Descriptions, Form, Input, InputNumber, Select, Skeleton } from "antd";
import { useState, type ReactNode } from "react";
import { Link } from "react-router";

import { addClient, addHook, agreement, downloadShared, giveReceipt, makeFile, newSecret, replayHook, SHARING, sharingOverview, stepAgreement, switchClient, switchHook, type Agreement, type AgreementStep, type Secret } from "@/api/sharing";
import { problemOf } from "@/api/problem";
import { count, NOTHING } from "@/format/quantity";
import { fullTime } from "@/format/time";
import { listed } from "@/format/words";
import { tr } from "@/lang";
import { FormDialog, NEEDED } from "@/ui/FormDialog";
import { ObjectDrawer } from "@/ui/ObjectDrawer";
import { FetchedView } from "@/ui/PageState";
import { StateSymbol } from "@/ui/StateSymbol";

import { agreementLook, FORMS, STEPS } from "./words";

type Doing = { step: AgreementStep } | { add: "client" | "hook" | "file" } | { receipt: number; sha256: string };

/** One agreement: what may leave, who reads, what is pushed, the files, and what was given. */
export function AgreementDrawer({ id, onClose }: { id: number; onClose: () => void }) {
  const found = useQuery(agreement(id));
  const [doing, take] = useState<Doing | null>(null);
  const steps = (found.data?.may ?? []).filter((one): one is AgreementStep => one !== "manage");
  return (
    <ObjectDrawer
      open
      title={found.data ? `${found.data.code} ${found.data.title}` : tr("共享协议", "Agreement")}
      onClose={onClose}
      actions={steps.length ? steps.map((step) => <Button key={step} type={step === "approve" ? "primary" : "default"} onClick={() => take({ step })}>{STEPS[step]}</Button>) : null}
    >
      <FetchedView query={found} loading={<Skeleton active paragraph={{ rows: 10 }} />}>{(told) => <View told={told} onDo={take} />}</FetchedView>
      {doing && found.data ? <Dialog told={found.data} doing={doing} onClose={() => take(null)} /> : null}
    </ObjectDrawer>
  );
}

function View({ told, onDo }: { told: Agreement; onDo: (doing: Doing) => void }) {
  const manages = told.may.includes("manage");
  const items: [string, ReactNode][] = [
    [tr("接收方", "Receiver"), told.receiver],
    [tr("依据", "Basis"), told.basis],
    [tr("用途", "Purpose"), told.purpose],
    [tr("区划", "Regions"), listed(told.region_names)],
    [tr("期限", "Term"), tr(`${told.from_on} 至 ${told.until_on}`, `${told.from_on} to ${told.until_on}`)],
    [tr("起草", "Drafted"), `${told.drafted_by_name} ${fullTime(told.drafted_at)}`],
    [tr("审批", "Decided"), told.decided_at ? [told.decided_by_name, fullTime(told.decided_at), told.reason].filter(Boolean).join(" ") : NOTHING],
    [tr("已共享", "Given"), <Link key="s" className="sharing-link" to={`/sharing/records?agreement_id=${told.id}`}>{tr(`${count(told.shared_times)}次，${count(told.shared_rows)}行`, `${count(told.shared_times)} times, ${count(told.shared_rows)} rows`)}</Link>],
  ];
  return (
    <>
      <StateSymbol look={agreementLook(told.status)} /> {told.status === "approved" && !told.in_force ? <span className="quiet">{tr("（不在期限内）", "(outside its term)")}</span> : null}
      <Descriptions bordered size="small" column={1} items={items.map(([label, children]) => ({ key: label, label, children }))} />
      <Sets told={told} />
      <Head title={tr("客户端", "Clients")} button={manages ? tr("增加客户端", "Add a client") : ""} onClick={() => onDo({ add: "client" })} />
      <Clients told={told} manages={manages} />
      <Head title={tr("推送", "Hooks")} button={manages ? tr("增加推送", "Add a hook") : ""} onClick={() => onDo({ add: "hook" })} />
      <Hooks told={told} manages={manages} />
      <Head title={tr("文件", "Files")} button={manages && told.in_force ? tr("生成文件", "Make a file") : ""} onClick={() => onDo({ add: "file" })} />
      <Files told={told} manages={manages} onDo={onDo} />
    </>
  );
}

function Head({ title, button, onClick }: { title: string; button: string; onClick: () => void }) {
  return <div className="block-head"><h2>{title}</h2>{button ? <Button onClick={onClick}>{button}</Button> : null}</div>;
}

function Sets({ told }: { told: Agreement }) {
  const known = useQuery(sharingOverview);
  const titles = new Map((known.data?.datasets ?? []).map((one) => [one.code, one]));
  return (
    <>
      <h2>{tr("数据集和字段", "Data sets and fields")}</h2>
      <ul>
        {Object.entries(told.datasets).map(([code, said]) => {
          const named = new Map((titles.get(code)?.fields ?? []).map((one) => [String(one["name"]), String(one["title"])]));
          return <li key={code}><b>{titles.get(code)?.title ?? code}</b> {listed(said.fields.map((name) => named.get(name) ?? name))}{said.full?.length ? tr(`；不遮盖：${listed(said.full.map((name) => named.get(name) ?? name))}`, `; in full: ${listed(said.full.map((name) => named.get(name) ?? name))}`) : ""}</li>;
        })}
      </ul>
    </>
  );
}

function useVerb() {
  const client = useQueryClient();
  const { message } = App.useApp();
  return useMutation({
    mutationFn: (verb: () => Promise<unknown>) => verb(),
    onSuccess: () => SHARING.forEach((queryKey) => void client.invalidateQueries({ queryKey })),
    onError: (error) => void message.error(problemOf(error).message),
  });
}

function Clients({ told, manages }: { told: Agreement; manages: boolean }) {
  const verb = useVerb();
  const { modal } = App.useApp();
  if (!told.clients.length) return <p className="quiet">{tr("还没有客户端", "There is no client yet")}</p>;
  return (
    <ul>
      {told.clients.map((one) => (
        <li key={one.id}>
          <b>{one.name}</b> <code>{one.client_id}</code> <small className="quiet">{one.active ? tr(`每分钟${one.per_minute}次，密钥${one.secrets.length}个，最近读取${one.last_at ? fullTime(one.last_at) : NOTHING}`, `${one.per_minute} a minute, ${one.secrets.length} secrets, last read ${one.last_at ? fullTime(one.last_at) : NOTHING}`) : tr("已停用", "Shut out")}</small>{" "}
          {manages ? <><Button size="small" onClick={() => verb.mutate(async () => tellSecret(modal, await newSecret(one.id)))}>{tr("换密钥", "New secret")}</Button> <Button size="small" onClick={() => verb.mutate(() => switchClient(one.id, !one.active))}>{one.active ? tr("停用", "Shut out") : tr("启用", "Let in")}</Button></> : null}
        </li>
      ))}
    </ul>
  );
}

type Modal = ReturnType<typeof App.useApp>["modal"];

/** A secret is shown once; closing this is losing it. */
function tellSecret(modal: Modal, told: Secret): void {
  modal.info({ title: tr("密钥只显示这一次，请当面交给对方", "The secret is shown this once"), content: <p className="sharing-secret">{tr("客户端编号", "Client id")} {told.client_id}<br />{tr("客户端密钥", "Client secret")} {told.client_secret}</p> });
}

const HOUR_MS = 3_600_000;

function Hooks({ told, manages }: { told: Agreement; manages: boolean }) {
  const verb = useVerb();
  if (!told.hooks.length) return <p className="quiet">{tr("没有推送", "Nothing is pushed")}</p>;
  return (
    <ul>
      {told.hooks.map((one) => (
        <li key={one.id}>
          <b>{one.dataset_title}</b> {one.url} <small className="quiet">{tr(`${one.active ? "" : "已停止，"}已送达${one.delivered}，待送达${one.waiting}，放弃${one.dead}${one.error ? `；最近一次原因：${one.error}` : ""}`, `${one.active ? "" : "stopped, "}${one.delivered} delivered, ${one.waiting} waiting, ${one.dead} given up${one.error ? `; last reason: ${one.error}` : ""}`)}</small>{" "}
          {manages ? <><Button size="small" onClick={() => verb.mutate(() => replayHook(one.id, new Date(Date.now() - 24 * HOUR_MS).toISOString()))}>{tr("重发一天", "Send a day again")}</Button> <Button size="small" onClick={() => verb.mutate(() => switchHook(one.id, !one.active))}>{one.active ? tr("停止", "Stop") : tr("继续", "Go on")}</Button></> : null}
        </li>
      ))}
    </ul>
  );
}

function Files({ told, manages, onDo }: { told: Agreement; manages: boolean; onDo: (doing: Doing) => void }) {
  const { message } = App.useApp();
  if (!told.files.length) return <p className="quiet">{tr("没有生成过文件", "No file was made")}</p>;
  return (
    <ul>
      {told.files.map((one) => (
        <li key={one.id}>
          <b>{one.filename}</b> <small className="quiet">{tr(`${count(one.rows)}行，${one.made_by_name} ${fullTime(one.made_at)}`, `${count(one.rows)} rows, ${one.made_by_name} ${fullTime(one.made_at)}`)}</small>
          <div className="sharing-digest quiet">{tr("摘要SHA-256", "SHA-256")} {one.sha256}</div>
          {one.receipts.map((text) => <div key={text}>{tr("回执：", "Receipt: ")}{text}</div>)}
          {manages ? <><Button size="small" onClick={() => void downloadShared(one.id, one.filename).catch((error: unknown) => void message.error(problemOf(error).message))}>{tr("下载", "Download")}</Button> <Button size="small" onClick={() => onDo({ receipt: one.id, sha256: one.sha256 })}>{tr("登记回执", "Note a receipt")}</Button></> : null}
        </li>
      ))}
    </ul>
  );
}

/** Lines of theirs=ours as a mapping. */
function mappingOf(lines = ""): Record<string, string> {
  const pairs = lines.split("\n").map((line) => line.split("=").map((part) => part.trim()));
  return Object.fromEntries(pairs.filter((pair) => pair.length === 2 && pair.every(Boolean)));
}

function Dialog({ told, doing, onClose }: { told: Agreement; doing: Doing; onClose: () => void }) {
  const { modal } = App.useApp();
  const known = useQuery(sharingOverview);
  const sets = (known.data?.datasets ?? []).filter((one) => one.code in told.datasets).map((one) => ({ value: one.code, label: one.title }));
  if ("step" in doing) {
    return (
      <FormDialog<{ reason?: string }, Agreement> title={STEPS[doing.step] ?? doing.step} send={({ reason }) => stepAgreement(told.id, doing.step, reason ?? "")} done={tr("已办理，立即生效", "Done; it holds at once")} renews={SHARING} onClose={onClose}>
        <Form.Item name="reason" label={tr("理由", "Reason")} rules={doing.step === "approve" ? [] : NEEDED}><Input.TextArea rows={3} maxLength={2000} /></Form.Item>
      </FormDialog>
    );
  }
  if ("receipt" in doing) {
    return (
      <FormDialog<{ by: string; sha256: string }, Agreement> title={tr("登记回执", "Note a receipt")} send={(typed) => giveReceipt(doing.receipt, typed)} done={tr("已登记", "Noted")} renews={SHARING} onClose={onClose}>
        <Form.Item name="by" label={tr("接收人（部门和姓名）", "Received by")} rules={NEEDED}><Input maxLength={128} /></Form.Item>
        <Form.Item name="sha256" label={tr("对方核对的SHA-256", "The SHA-256 that they hold")} rules={NEEDED}><Input maxLength={64} /></Form.Item>
      </FormDialog>
    );
  }
  switch (doing.add) {
    case "client":
      return (
        <FormDialog<{ name: string; per_minute: number }, Secret> title={tr("增加客户端", "Add a client")} initial={{ per_minute: 60 }} send={(typed) => addClient(told.id, typed)} done={tr("已增加", "Added")} renews={SHARING} onDone={(secret) => tellSecret(modal, secret)} onClose={onClose}>
          <Form.Item name="name" label={tr("对方系统", "Their system")} rules={NEEDED}><Input maxLength={128} /></Form.Item>
          <Form.Item name="per_minute" label={tr("每分钟请求上限", "Requests a minute")} rules={NEEDED}><InputNumber min={1} max={6000} precision={0} /></Form.Item>
        </FormDialog>
      );
    case "hook":
      return (
        <FormDialog<{ dataset: string; url: string; ca_file?: string; names?: string }, { secret: string }> title={tr("增加推送", "Add a hook")} send={({ names, ...typed }) => addHook(told.id, { ...typed, ca_file: typed.ca_file ?? "", mapping: mappingOf(names) })} done={tr("已增加", "Added")} renews={SHARING} onDone={({ secret }) => modal.info({ title: tr("签名密钥只显示这一次", "The signing secret is shown this once"), content: <p className="sharing-secret">{secret}</p> })} onClose={onClose}>
          <Form.Item name="dataset" label={tr("数据集", "Data set")} rules={NEEDED}><Select options={sets} /></Form.Item>
          <Form.Item name="url" label={tr("接收地址", "Address")} rules={NEEDED}><Input maxLength={500} placeholder={tr("以https://开头", "https://")} /></Form.Item>
          <Form.Item name="ca_file" label={tr("自有CA证书文件（服务器路径，选填）", "Own CA file (path on the server)")}><Input maxLength={200} /></Form.Item>
          <Form.Item name="names" label={tr("字段对应（选填，每行写：对方字段=本平台字段代码）", "Their names (a line each: theirs=our field)")}><Input.TextArea rows={3} maxLength={4000} /></Form.Item>
        </FormDialog>
      );
    case "file":
      return (
        <FormDialog<{ dataset: string; form: "parquet" | "xlsx" }, Agreement> title={tr("生成文件", "Make a file")} initial={{ form: "xlsx" }} send={(typed) => makeFile(told.id, typed)} done={tr("已生成", "Made")} renews={SHARING} onClose={onClose}>
          <Form.Item name="dataset" label={tr("数据集", "Data set")} rules={NEEDED}><Select options={sets} /></Form.Item>
          <Form.Item name="form" label={tr("格式", "Form")} rules={NEEDED}><Select options={FORMS} /></Form.Item>
        </FormDialog>
      );
  }
}
