import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Descriptions, Form, Input, InputNumber, Modal, Select, Skeleton } from "antd";
import { useState, type ReactNode } from "react";
import { Link } from "react-router";

import { problemOf } from "@/api/problem";
import { handOver, receiveHandOver, returnHandOver, settleHandOver, takePack, type HandOver, type HandOverVerb, type Outcome } from "@/api/tax";
import { interval, litresFromMl, yuanFromFen } from "@/format/quantity";
import { fullTime } from "@/format/time";
import { withNote } from "@/format/words";
import { tr } from "@/lang";
import { ObjectDrawer } from "@/ui/ObjectDrawer";
import { FetchedView, ProblemView } from "@/ui/PageState";
import { StateSymbol } from "@/ui/StateSymbol";
import { Timeline } from "@/ui/Timeline";

import { handOverLook } from "./looks";
import "./tax.css";
import { packSize } from "./words";

const VERBS: Record<HandOverVerb, string> = { receive: tr("接收", "Receive"), return: tr("退回", "Give back"), settle: tr("反馈结果", "Report the outcome") };
const OUTCOMES: { value: Outcome; label: string }[] = [
  { value: "amended", label: tr("自行更正申报", "Amended its return") },
  { value: "assessed", label: tr("税务核定补缴", "Assessed by tax") },
  { value: "explained", label: tr("说明合理", "Explained") },
  { value: "nothing", label: tr("未发现问题", "Nothing found") },
];
const NEEDED = [{ required: true, whitespace: true, message: tr("请填写", "Please fill this in") }];

/** One hand-over: what it rests on, what was done, and what this person may do with it. */
export function HandOverDrawer({ id, onClose }: { id: number; onClose: () => void }) {
  const found = useQuery(handOver(id));
  const [verb, setVerb] = useState<HandOverVerb | null>(null);
  const actions = found.data?.may.map((one) => <Button key={one} type={one === "return" ? "default" : "primary"} onClick={() => setVerb(one)}>{VERBS[one]}</Button>);
  return (
    <ObjectDrawer open title={tr(`移交 ${id}`, `Hand-over ${id}`)} onClose={onClose} actions={actions?.length ? actions : null}>
      <FetchedView query={found} loading={<Skeleton active paragraph={{ rows: 8 }} />}>{(data) => <View row={data} />}</FetchedView>
      {verb ? <Dialog id={id} verb={verb} onDone={() => setVerb(null)} /> : null}
    </ObjectDrawer>
  );
}

function View({ row }: { row: HandOver }) {
  const items: [string, ReactNode][] = [
    [tr("纳税人", "Taxpayer"), <Link key="t" to={`/tax/taxpayers/${row.taxpayer}?until=${row.until_period}`}>{row.name}</Link>],
    [tr("月份", "Months"), tr(`${row.from_period} 至 ${row.until_period}`, `${row.from_period} to ${row.until_period}`)],
    [tr("未回补的少申报油量", "Litres short and open"), tr(`${litresFromMl(row.short_ml)} 升`, `${litresFromMl(row.short_ml)} L`)],
    [tr("估算税款", "Tax, about"), withNote(tr(`${yuanFromFen(row.tax_fen)} 元`, `${yuanFromFen(row.tax_fen)} yuan`), interval(row.low_fen, row.high_fen, "fen"))],
    [tr("接收单位", "To"), row.to_office],
    [tr("移交理由", "Reason"), row.reason],
    [tr("移交人", "Sent by"), `${row.sent_by_name} ${fullTime(row.sent_at)}`],
    [tr("证据包", "Evidence pack"), <Button key="p" size="small" onClick={() => void takePack(row.pack)}>{tr(`下载（${packSize(row.pack.size)}）`, `Download (${packSize(row.pack.size)})`)}</Button>],
    [tr("证据包 SHA-256", "SHA-256 of the pack"), <span key="d" className="tax-digest">{row.pack_sha256}</span>],
    ...(row.receipt_no ? [[tr("接收文号", "Receipt no."), row.receipt_no] as [string, ReactNode]] : []),
    ...(row.outcome ? [[tr("税务反馈", "Reported by tax"), `${row.outcome_name} ${row.paid_fen === null ? "" : tr(`，补缴税款 ${yuanFromFen(row.paid_fen)} 元`, `, ${yuanFromFen(row.paid_fen)} yuan paid`)}`] as [string, ReactNode]] : []),
  ];
  return (
    <>
      <StateSymbol look={handOverLook(row.status)} />
      <Descriptions bordered size="small" column={1} items={items.map(([label, children]) => ({ key: label, label, children }))} />
      <h2>{tr("办理过程", "What was done")}</h2>
      <Timeline items={[...row.steps].reverse().map((step) => ({ at: step.at, kind: "note", title: step.step_name, detail: step.note, actor: step.display_name }))} />
    </>
  );
}

interface Typed {
  receipt_no?: string;
  note?: string;
  outcome?: Outcome;
  paid_yuan?: number | null;
}

function asked(id: number, verb: HandOverVerb, typed: Typed): Promise<HandOver> {
  const note = (typed.note ?? "").trim();
  if (verb === "receive") return receiveHandOver(id, { receipt_no: (typed.receipt_no ?? "").trim(), note });
  if (verb === "return") return returnHandOver(id, note);
  const paid = typeof typed.paid_yuan === "number" ? Math.round(typed.paid_yuan * 100) : null;
  return settleHandOver(id, { outcome: typed.outcome ?? "nothing", paid_fen: paid, note });
}

function Dialog({ id, verb, onDone }: { id: number; verb: HandOverVerb; onDone: () => void }) {
  const [form] = Form.useForm<Typed>();
  const client = useQueryClient();
  const { message } = App.useApp();
  const send = useMutation({
    mutationFn: (typed: Typed) => asked(id, verb, typed),
    onSuccess: (told) => {
      client.setQueryData(handOver(id).queryKey, told);
      [["table", "tax_hand_overs"], ["tax", "taxpayer"], ["tax", "ranking"], ["workbench"]].forEach((queryKey) => void client.invalidateQueries({ queryKey }));
      void message.success(tr("已办理，记入操作日志", "Done, and noted in the journal"));
      onDone();
    },
  });
  return (
    <Modal open title={VERBS[verb]} okText={VERBS[verb]} onOk={() => form.submit()} onCancel={onDone} confirmLoading={send.isPending}>
      {send.isError ? <ProblemView problem={problemOf(send.error)} /> : null}
      <Form<Typed> form={form} layout="vertical" onFinish={(typed) => send.mutate(typed)}>
        {verb === "receive" ? <Form.Item name="receipt_no" label={tr("接收文号（选填）", "Receipt no. (optional)")}><Input maxLength={64} /></Form.Item> : null}
        {verb === "settle" ? (
          <>
            <Form.Item name="outcome" label={tr("结果", "Outcome")} rules={[{ required: true, message: tr("请选择", "Please choose") }]}><Select options={OUTCOMES} /></Form.Item>
            <Form.Item name="paid_yuan" label={tr("补缴税款（元，选填）", "Supplementary tax paid (yuan, optional)")}><InputNumber min={0} precision={2} style={{ width: "100%" }} /></Form.Item>
          </>
        ) : null}
        <Form.Item name="note" label={verb === "return" ? tr("退回理由", "Reason") : tr("说明（选填）", "Note (optional)")} rules={verb === "return" ? NEEDED : []}><Input.TextArea rows={3} maxLength={2000} /></Form.Item>
      </Form>
    </Modal>
  );
}
