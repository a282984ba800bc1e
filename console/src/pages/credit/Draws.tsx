import { useQuery } from "@tanstack/react-query";
import { App, Button, DatePicker, Descriptions, Form, Input, InputNumber, Select, Skeleton } from "antd";
import type { Dayjs } from "dayjs";
import { useState } from "react";
import { Link } from "react-router";

import { barInspector, CREDIT, drawBySeed, drawDesk, drawProof, endConflict, oneDraw, sealDraw, type Draw } from "@/api/credit";
import { problemOf } from "@/api/problem";
import { useCounties } from "@/app/useCounties";
import { NOTHING } from "@/format/quantity";
import { fullTime } from "@/format/time";
import { tr } from "@/lang";
import { DataTable } from "@/ui/DataTable";
import { FormDialog, NEEDED } from "@/ui/FormDialog";
import { ObjectDrawer } from "@/ui/ObjectDrawer";
import { FetchedView } from "@/ui/PageState";

type Dialog = "seal" | "bar" | null;

/** 双随机、一公开: lists sealed, drawn by a published seed, checked off by inspections. */
export function Draws({ open, onOpen, may }: { open: number; onOpen: (id: number | null) => void; may: boolean }) {
  const [dialog, show] = useState<Dialog>(null);
  return (
    <>
      <p className="quiet">{tr("先封存名单（站点按风险等级加权、检查人员按回避事项排除），再录入封存后才公布的种子抽取一次；任何人可用下载的名单和种子重算。", "The list is sealed first (stations weighted by class, inspectors barred for conflicts), then drawn once by a seed that was published later; anybody can do it again from the proof.")}</p>
      {may ? <div className="credit-buttons"><Button type="primary" onClick={() => show("seal")}>{tr("封存名单", "Seal a list")}</Button><Button onClick={() => show("bar")}>{tr("回避事项", "Conflicts of interest")}</Button></div> : null}
      <DataTable table="draws" urlPrefix="d" quick={["state"]} onOpen={(row) => onOpen(Number(row["id"]))} empty={{ what: tr("还没有随机抽查", "There is no draw yet"), how: tr("封存名单后录入种子抽取", "Seal a list, then draw by a seed") }} />
      {open ? <DrawDrawer id={open} onClose={() => onOpen(null)} /> : null}
      {dialog === "seal" ? <SealDialog onClose={() => show(null)} onDone={onOpen} /> : null}
      {dialog === "bar" ? <BarDialog onClose={() => show(null)} /> : null}
    </>
  );
}

function DrawDrawer({ id, onClose }: { id: number; onClose: () => void }) {
  const found = useQuery(oneDraw(id));
  const [seeding, seed] = useState(false);
  const { message } = App.useApp();
  const proof = () => void drawProof(id).catch((error: unknown) => void message.error(problemOf(error).message));
  return (
    <ObjectDrawer open title={found.data?.title ?? tr("随机抽查", "Draw")} onClose={onClose} actions={<>{found.data?.may_draw ? <Button type="primary" onClick={() => seed(true)}>{tr("录入种子并抽取", "Draw by a seed")}</Button> : null}<Button onClick={proof}>{tr("下载存证", "Proof")}</Button></>}>
      <FetchedView query={found} loading={<Skeleton active />}>{(told) => <DrawView told={told} />}</FetchedView>
      {seeding ? (
        <FormDialog<{ seed: string; source: string }, Draw> title={tr("录入种子并抽取", "Draw by a seed")} okText={tr("抽取", "Draw")} send={(typed) => drawBySeed(id, typed)} done={tr("已抽取，任务已发给检查人员", "Drawn; the inspectors are told")} renews={CREDIT} onClose={() => seed(false)}>
          <p className="quiet">{tr("种子应在名单封存后由他人公布（如当日开奖号码），抽取只有一次。", "The seed should be published by others after the list was sealed, as the day's lottery numbers; there is one draw.")}</p>
          <Form.Item name="seed" label={tr("种子", "Seed")} rules={NEEDED}><Input maxLength={200} /></Form.Item>
          <Form.Item name="source" label={tr("公布处", "Where it was published")} rules={NEEDED}><Input maxLength={200} /></Form.Item>
        </FormDialog>
      ) : null}
    </ObjectDrawer>
  );
}

function DrawView({ told }: { told: Draw }) {
  const items: [string, string][] = [
    [tr("区域", "Region"), told.area_name],
    [tr("名单", "List"), tr(`${told.stations}座站，${told.inspectors}名检查人员`, `${told.stations} stations, ${told.inspectors} inspectors`)],
    [tr("各等级权重", "Weights of classes"), Object.entries(told.weights).map(([code, weight]) => `${code} ${weight}`).join(tr("，", ", "))],
    [tr("名单摘要（SHA-256）", "Digest of the list"), told.list_digest],
    [tr("封存", "Sealed"), `${fullTime(told.sealed_at)} ${told.sealed_by_name}`],
    [tr("种子", "Seed"), told.seed ? `${told.seed}${tr("（", " (")}${told.seed_source}${tr("）", ")")}` : NOTHING],
    [tr("方法", "Method"), told.method],
  ];
  return (
    <>
      <p>{told.sentence}</p>
      <Descriptions bordered size="small" column={1} items={items.map(([label, children]) => ({ key: label, label, children: <span className="credit-paper">{children}</span> }))} />
      {told.drawn.length ? (
        <div className="credit-table" tabIndex={0} role="region" aria-label={tr("抽取结果", "What was drawn")}>
          <table>
            <thead><tr><th>{tr("加油站", "Station")}</th><th>{tr("等级", "Class")}</th><th>{tr("检查人员", "Inspectors")}</th><th>{tr("检查", "Inspection")}</th></tr></thead>
            <tbody>{told.drawn.map((one) => <tr key={one.id}><td>{one.place}. {one.station_name}</td><td>{one.risk_class}</td><td>{one.inspectors.map((person) => person.display_name).join(tr("、", ", "))}</td><td>{one.inspection_id ? <Link className="lead-link" to={`/inspections/${one.inspection_id}`}>{tr("已检查", "Done")}</Link> : one.overdue ? tr("逾期未检查", "Overdue") : tr("待检查", "Waits")}</td></tr>)}</tbody>
          </table>
        </div>
      ) : null}
    </>
  );
}

interface Typed {
  title: string;
  area: string;
  count: number;
  each: number;
  due_on: Dayjs;
  inspectors: string[];
  A: number;
  B: number;
  C: number;
  D: number;
}

function SealDialog({ onClose, onDone }: { onClose: () => void; onDone: (id: number) => void }) {
  const [form] = Form.useForm<Typed>();
  const area = Form.useWatch("area", form) ?? "";
  const counties = useCounties();
  const city = counties[0]?.region_code.slice(0, 4) ?? "";
  const desk = useQuery(drawDesk(area));
  return (
    <FormDialog<Typed, Draw> form={form} title={tr("封存抽查名单", "Seal the list of a draw")} okText={tr("封存", "Seal")} width={680} initial={{ count: 5, each: 2, A: 1, B: 2, C: 4, D: 8 }} send={({ A, B, C, D, due_on, ...typed }) => sealDraw({ ...typed, due_on: due_on.format("YYYY-MM-DD"), weights: { A, B, C, D } })} done={tr("名单已封存", "The list is sealed")} renews={CREDIT} onDone={(made) => onDone(made.id)} onClose={onClose}>
      <div className="form-pair">
        <Form.Item name="title" label={tr("名称", "Title")} rules={NEEDED}><Input maxLength={128} /></Form.Item>
        <Form.Item name="area" label={tr("区域", "Region")} rules={NEEDED}><Select options={[...(city ? [{ value: city, label: tr("全市", "Whole city") }] : []), ...counties.map((one) => ({ value: one.region_code, label: one.name }))]} /></Form.Item>
        <Form.Item name="count" label={tr("抽取站数", "Stations")} rules={NEEDED}><InputNumber min={1} max={1000} /></Form.Item>
        <Form.Item name="each" label={tr("每站检查人员", "Inspectors each")} rules={NEEDED}><InputNumber min={1} max={4} /></Form.Item>
        <Form.Item name="due_on" label={tr("检查期限", "Due")} rules={NEEDED}><DatePicker /></Form.Item>
      </div>
      <Form.Item name="inspectors" label={tr("检查人员名单", "Inspectors")} rules={NEEDED}><Select mode="multiple" disabled={!area} optionFilterProp="label" options={(desk.data?.people ?? []).map((one) => ({ value: one.username, label: one.display_name }))} /></Form.Item>
      <div className="form-pair">{(["A", "B", "C", "D"] as const).map((code) => <Form.Item key={code} name={code} label={tr(`${code}级权重`, `Weight of ${code}`)} rules={NEEDED}><InputNumber min={1} max={1000} precision={0} /></Form.Item>)}</div>
    </FormDialog>
  );
}

function BarDialog({ onClose }: { onClose: () => void }) {
  const counties = useCounties();
  const desk = useQuery(drawDesk(counties[0]?.region_code.slice(0, 4) ?? ""));
  const { message } = App.useApp();
  const end = (id: number) => void endConflict(id).then(() => desk.refetch(), (error: unknown) => void message.error(problemOf(error).message));
  return (
    <FormDialog<{ username: string; reach: string; reason: string }, unknown> title={tr("回避事项", "Conflicts of interest")} send={barInspector} done={tr("已登记，抽取时排除", "Noted; excluded from draws")} renews={CREDIT} onClose={onClose}>
      <ul className="credit-list">{(desk.data?.conflicts ?? []).map((one) => <li key={one.id}>{one.display_name}{tr("：", ": ")}{one.reach_name} <small className="quiet">{one.reason}</small> <Button size="small" onClick={() => end(one.id)}>{tr("结束", "End")}</Button></li>)}</ul>
      <Form.Item name="username" label={tr("检查人员", "Inspector")} rules={NEEDED}><Select optionFilterProp="label" showSearch options={(desk.data?.people ?? []).map((one) => ({ value: one.username, label: one.display_name }))} /></Form.Item>
      <Form.Item name="reach" label={tr("加油站编号或区域代码", "Station id or region code")} rules={NEEDED}><Input maxLength={10} /></Form.Item>
      <Form.Item name="reason" label={tr("原因", "Why")} rules={NEEDED}><Input maxLength={200} /></Form.Item>
    </FormDialog>
  );
}
