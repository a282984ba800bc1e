import { useQuery } from "@tanstack/react-query";
import { Button, Descriptions, Form, Input, Skeleton } from "antd";
import { useState } from "react";
import { Link } from "react-router";

import { cancelDrill, drill, finishMeasure, INCIDENTS, type Drill } from "@/api/incidents";
import { NOTHING } from "@/format/quantity";
import { fullTime } from "@/format/time";
import { tr } from "@/lang";
import { FormDialog, NEEDED } from "@/ui/FormDialog";
import { ObjectDrawer } from "@/ui/ObjectDrawer";
import { FetchedView, Nothing } from "@/ui/PageState";
import { StateSymbol } from "@/ui/StateSymbol";

import "@/pages/cases/cases.css";
import { MeasureDialog, ResultDialog } from "./DrillDialogs";
import { Photos } from "./Photos";
import { drillLook } from "./words";

type Doing = "result" | "cancel" | "measure" | null;

/** One drill: who took part, what it showed, what has to be done after it. */
export function DrillDrawer({ id, onClose }: { id: number; onClose: () => void }) {
  const found = useQuery(drill(id));
  const [doing, act] = useState<Doing>(null);
  const told = found.data;
  const planned = told?.may_manage && told.status === "planned";
  const actions = planned ? [<Button key="r" type="primary" onClick={() => act("result")}>{tr("登记结果", "Enter results")}</Button>, <Button key="c" onClick={() => act("cancel")}>{tr("取消演练", "Cancel the drill")}</Button>] : null;
  return (
    <ObjectDrawer open title={told ? `${told.code} ${told.title}` : tr("演练", "Drill")} onClose={onClose} actions={actions}>
      <FetchedView query={found} loading={<Skeleton active paragraph={{ rows: 8 }} />}>{(one) => <View told={one} onMeasure={() => act("measure")} />}</FetchedView>
      {told && doing === "result" ? <ResultDialog told={told} onClose={() => act(null)} /> : null}
      {doing === "measure" ? <MeasureDialog id={id} onClose={() => act(null)} /> : null}
      {doing === "cancel" ? (
        <FormDialog<{ note: string }, Drill> title={tr("取消演练", "Cancel the drill")} okText={tr("确定取消", "Cancel it")} send={({ note }) => cancelDrill(id, note)} done={tr("已取消", "Cancelled")} renews={INCIDENTS} onClose={() => act(null)}>
          <Form.Item name="note" label={tr("原因", "Why")} rules={NEEDED}><Input.TextArea rows={2} maxLength={500} /></Form.Item>
        </FormDialog>
      ) : null}
    </ObjectDrawer>
  );
}

function View({ told, onMeasure }: { told: Drill; onMeasure: () => void }) {
  const items = [
    [tr("类别", "Kind"), told.kind_name],
    [tr("日期", "Day"), told.held_on],
    [tr("区域", "Region"), told.area_name],
    [tr("加油站", "Stations"), <ul key="s" className="case-links">{told.stations.map((one) => <li key={one.station_id}><Link to={`/stations/${one.station_id}`}>{one.station_name}</Link></li>)}</ul>],
    [tr("参加部门", "Who takes part"), <ul key="p" className="case-links">{told.participants.map((one) => <li key={one.department}>{one.department_name} {one.people}</li>)}</ul>],
    [tr("情景", "Scenario"), <span key="c" className="case-text">{told.scenario}</span>],
    [tr("成效", "Went well"), <span key="w" className="case-text">{told.went_well || NOTHING}</span>],
    [tr("问题", "Went badly"), <span key="b" className="case-text">{told.went_badly || told.note || NOTHING}</span>],
  ] as const;
  return (
    <>
      <StateSymbol look={drillLook(told.status)} />
      <Descriptions bordered size="small" column={1} items={items.map(([label, children]) => ({ key: label, label, children }))} />
      <Measures told={told} onMeasure={onMeasure} />
      <Photos of="drills" id={told.id} photos={told.photos} may={told.may_manage && told.status !== "cancelled"} />
    </>
  );
}

function Measures({ told, onMeasure }: { told: Drill; onMeasure: () => void }) {
  const [ending, end] = useState<number | null>(null);
  return (
    <section className="block">
      <div className="block-head"><h2>{tr("改进措施", "Measures")}</h2>{told.may_manage && told.status === "held" ? <Button onClick={onMeasure}>{tr("增加措施", "Add a measure")}</Button> : null}</div>
      {told.measures.length ? (
        <ul className="case-list">
          {told.measures.map((one) => (
            <li key={one.id}>
              <div><b>{one.department_name}</b> {one.text}</div>
              <small className={one.overdue ? "case-overdue" : "quiet"}>{one.done_at ? tr(`✓ ${fullTime(one.done_at)} ${one.done_by_name}：${one.result}`, `✓ ${fullTime(one.done_at)} ${one.done_by_name}: ${one.result}`) : tr(`○ ${one.due_on}前${one.overdue ? "（已超期）" : ""}`, `○ by ${one.due_on}${one.overdue ? " (overdue)" : ""}`)}</small>
              {one.mine ? <Button size="small" onClick={() => end(one.id)}>{tr("完成", "Done")}</Button> : null}
            </li>
          ))}
        </ul>
      ) : <Nothing what={tr("没有改进措施", "There is no measure")} />}
      {ending === null ? null : (
        <FormDialog<{ result: string }, Drill> title={tr("完成措施", "Finish a measure")} send={({ result }) => finishMeasure(ending, result)} done={tr("已完成", "Done")} renews={INCIDENTS} onClose={() => end(null)}>
          <Form.Item name="result" label={tr("结果", "What came of it")} rules={NEEDED}><Input.TextArea rows={3} maxLength={4000} /></Form.Item>
        </FormDialog>
      )}
    </section>
  );
}
