import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Descriptions, Form, Input, Skeleton } from "antd";
import { useState, type ReactNode } from "react";
import { Link, useNavigate } from "react-router";

import { problemOf } from "@/api/problem";
import { carryOrder, nozzleOrder, ORDER_RENEWS, serveOrder, signOrder, withdrawOrder, type NozzleOrder, type OrderStep } from "@/api/vapour";
import { useMay } from "@/app/session";
import { count, litresFromMl, NOTHING } from "@/format/quantity";
import { fullTime } from "@/format/time";
import { tr } from "@/lang";
import { PhotoPicker } from "@/pages/papers/PhotoPicker";
import { FormDialog, NEEDED } from "@/ui/FormDialog";
import { ObjectDrawer } from "@/ui/ObjectDrawer";
import { FetchedView, ProblemView } from "@/ui/PageState";
import { StateSymbol } from "@/ui/StateSymbol";

import { orderLook } from "./looks";

const STEPS: Record<OrderStep, string> = {
  sign: tr("签发", "Sign"),
  withdraw: tr("撤回", "Withdraw"),
  serve: tr("签收或送达", "Receive or serve"),
  carry: tr("已执行", "Carried out"),
  lift: tr("起草恢复通知", "Draft its lifting"),
};
const WAYS: Record<string, string> = { portal: tr("企业端签收", "in the portal"), hand: tr("当面送达", "by hand") };

/** One order: its way, its signature, what was sold after it was served, and what may be done now. */
export function OrderDrawer({ id, onClose }: { id: number; onClose: () => void }) {
  const found = useQuery(nozzleOrder(id));
  const client = useQueryClient();
  const go = useNavigate();
  const { message } = App.useApp();
  const [asked, ask] = useState<"serve" | "carry" | null>(null);
  const step = useMutation({
    mutationFn: (one: OrderStep) => (one === "sign" ? signOrder(id) : withdrawOrder(id)),
    onSuccess: (_, one) => {
      ORDER_RENEWS.forEach((queryKey) => void client.invalidateQueries({ queryKey }));
      void message.success(one === "sign" ? tr("已签发并通知加油站", "Signed; the station was told") : tr("已撤回", "Withdrawn"));
    },
  });
  const take = (one: OrderStep, data: NozzleOrder) => {
    if (one === "serve" || one === "carry") ask(one);
    else if (one === "lift") void go(`/vapour/orders?new=enable.${data.station_id}.${data.nozzle_id}`);
    else step.mutate(one);
  };
  const data = found.data;
  return (
    <ObjectDrawer
      open
      title={data ? tr(`通知 ${data.number}`, `Order ${data.number}`) : tr("通知", "Order")}
      onClose={onClose}
      actions={data?.next_steps.length ? data.next_steps.map((one) => <Button key={one} type={one === "withdraw" || one === "lift" ? "default" : "primary"} loading={step.isPending} onClick={() => take(one, data)}>{STEPS[one]}</Button>) : null}
    >
      {step.isError ? <ProblemView problem={problemOf(step.error)} /> : null}
      <FetchedView query={found} loading={<Skeleton active paragraph={{ rows: 8 }} />}>{(told) => <View told={told} />}</FetchedView>
      {asked === "serve" ? <ServeDialog id={id} onClose={() => ask(null)} /> : null}
      {asked === "carry" ? <CarryDialog id={id} onClose={() => ask(null)} /> : null}
    </ObjectDrawer>
  );
}

const by = (at: string | null, ...who: string[]): string => (at ? [fullTime(at), ...who.filter(Boolean)].join(" ") : NOTHING);

function View({ told }: { told: NozzleOrder }) {
  const items: [string, ReactNode][] = [
    [tr("加油站", "Station"), <Link key="s" to={`/stations/${told.station_id}`}>{told.station_name}</Link>],
    [tr("油枪", "Nozzle"), <Link key="n" to={`/vapour/${told.station_id}?subject=nozzle:${told.nozzle_id}`}>{tr(`${told.nozzle_id}号枪`, `nozzle ${told.nozzle_id}`)}</Link>],
    [tr("通知", "Order"), told.action_name],
    [tr("事由", "Reason"), told.reason],
    [tr("依据", "Basis"), told.basis],
    [tr("起草", "Drafted"), by(told.drafted_at, told.drafted_by_name)],
    [tr("签发", "Signed"), by(told.signed_at, told.signed_by_name)],
    [tr("签名", "Signature"), told.signature_valid === null ? NOTHING : <Signature key="g" told={told} />],
    [tr("送达", "Served"), by(told.served_at, told.recipient, WAYS[told.served_how] ?? "")],
    [tr("执行", "Carried out"), by(told.carried_at, told.carried_by_name, told.carried_note)],
    [tr("解除或撤回", "Ended"), by(told.ended_at, told.ended_by_name)],
    [tr("送达后销售", "Sold after it was served"), told.sold ? tr(`${count(told.sold.fuellings)} 笔，${litresFromMl(told.sold.volume_ml)} 升`, `${count(told.sold.fuellings)} sales, ${litresFromMl(told.sold.volume_ml)} L`) : NOTHING],
  ];
  return (
    <>
      <StateSymbol look={orderLook(told.state)} />
      <p>{told.sentence}</p>
      <Descriptions bordered size="small" column={1} items={items.map(([label, children]) => ({ key: label, label, children }))} />
      <div className="vapour-photos">
        {told.files.map((one) => (
          <a key={one.id} href={`/api/v1/vapour/files/${one.id}`} target="_blank" rel="noreferrer">
            {one.media_type.startsWith("image/") ? <img src={`/api/v1/vapour/files/${one.id}`} alt={one.filename} /> : one.filename}
          </a>
        ))}
      </div>
    </>
  );
}

function Signature({ told }: { told: NozzleOrder }) {
  return (
    <>
      {told.signature_valid ? tr("有效", "valid") : tr("无效，请勿执行", "not valid")} {told.algorithm} {told.key_id}{" "}
      <a href={`/api/v1/vapour/orders/${told.id}/paper`} download>{tr("下载签名文件", "signed paper")}</a>
    </>
  );
}

function ServeDialog({ id, onClose }: { id: number; onClose: () => void }) {
  const station = useMay("portal.use");
  return (
    <FormDialog<{ recipient?: string }, NozzleOrder>
      title={station ? tr("签收通知", "Confirm the receipt") : tr("记录当面送达", "Note that it was handed over")}
      okText={station ? tr("确认签收", "Confirm") : undefined}
      send={({ recipient }) => serveOrder(id, { recipient: recipient ?? "" })}
      done={tr("已送达", "Served")}
      renews={ORDER_RENEWS}
      onClose={onClose}
    >
      {station ? <p>{tr("签收后请停止使用（或恢复使用）该油枪，并上传现场照片。", "Then stop the nozzle (or use it again) and send a photo of it.")}</p> : <Form.Item name="recipient" label={tr("签收人", "Recipient")} rules={NEEDED}><Input maxLength={128} /></Form.Item>}
    </FormDialog>
  );
}

function CarryDialog({ id, onClose }: { id: number; onClose: () => void }) {
  const [photos, setPhotos] = useState<readonly File[]>([]);
  return (
    <FormDialog<{ note?: string }, NozzleOrder>
      title={tr("执行情况", "Carried out")}
      send={({ note }) => carryOrder(id, note ?? "", photos)}
      done={tr("已记录执行情况", "Noted")}
      renews={ORDER_RENEWS}
      onClose={onClose}
    >
      <Form.Item name="note" label={tr("说明（选填）", "Note (optional)")}><Input.TextArea rows={2} maxLength={500} /></Form.Item>
      <Form.Item label={tr("现场照片（必填）", "Photos (needed)")}><PhotoPicker chosen={photos} onChosen={setPhotos} /></Form.Item>
    </FormDialog>
  );
}
