import { useQuery } from "@tanstack/react-query";
import { Button, Form, Input, Skeleton } from "antd";

import { api, ask, type Schemas } from "@/api/client";
import { problemOf } from "@/api/problem";
import * as queries from "@/api/queries";
import { useMay } from "@/app/session";
import { interval, size } from "@/format/quantity";
import { fullTime } from "@/format/time";
import { tr } from "@/lang";
import { useVerb, type Page } from "@/pages/alert/verbs";
import { ALERT_STATUS } from "@/states/alert";
import { Answer } from "@/ui/Answer";
import { ObjectDrawer } from "@/ui/ObjectDrawer";
import { FetchedView, ProblemView } from "@/ui/PageState";
import { LevelSymbol } from "@/ui/StateSymbol";
import { Timeline } from "@/ui/Timeline";

const SHOWN = 20;
const MOST = 4000;

/** The alerts of a station that are not closed, the newest first; each opens beside the page. */
export function Alerts({ station, onOpen }: { station: string; onOpen: (id: number) => void }) {
  const found = useQuery(queries.alerts({ station_id: station, status: ["open", "signed"], page_size: SHOWN }));
  return (
    <>
      <h2>{tr("预警", "Alerts")}</h2>
      <FetchedView query={found} loading={<Skeleton active />}>
        {({ items }) => (items.length ? <ul className="portal-list">{items.map((one) => <Line key={one.id} alert={one} onOpen={onOpen} />)}</ul> : <p>{tr("没有未办结的预警。", "No alert is open.")}</p>)}
      </FetchedView>
    </>
  );
}

function Line({ alert, onOpen }: { alert: Schemas["AlertRow"]; onOpen: (id: number) => void }) {
  return (
    <li className="portal-alert">
      <div><LevelSymbol level={alert.colour} /> <b>{alert.rule_name}</b></div>
      <span>{alert.message}</span>
      <small>{fullTime(alert.opened_at)} {ALERT_STATUS[alert.status].word}</small>
      <Button onClick={() => onOpen(alert.id)}>{tr("查看并说明", "See and explain")}</Button>
    </li>
  );
}

/** An alert as the station needs it: what was seen, what was said about it, and a place to answer. */
export function AlertDrawer({ id, onClose }: { id: number; onClose: () => void }) {
  const found = useQuery(queries.alert(id));
  return (
    <ObjectDrawer open title={tr(`预警 ${id}`, `Alert ${id}`)} onClose={onClose}>
      <FetchedView query={found} loading={<Skeleton active paragraph={{ rows: 8 }} />}>{(page) => <View page={page} />}</FetchedView>
    </ObjectDrawer>
  );
}

function View({ page }: { page: Page }) {
  const { alert } = page;
  const may = useMay("alert.comment");
  const said = [...page.timeline].reverse().map(({ at, kind, title, text, display_name }) => ({ at, kind, title, detail: text, actor: display_name }));
  const range = interval(alert.low, alert.high, alert.unit);
  return (
    <div className="portal-drawer">
      <p><LevelSymbol level={alert.colour} /> <b>{alert.rule_name}</b> {ALERT_STATUS[alert.status].word}</p>
      <Answer>
        {alert.message}
        <small className="quiet measured">{tr("数据时间", "Data of")} {fullTime(alert.measured_at)}</small>
        {alert.estimate === null || alert.verdict === "undecidable" ? null : <small className="quiet measured">{tr("数量", "Size")} {size(alert.estimate, alert.unit)}{range ? tr(`，95% 区间 ${range}`, `, 95% interval ${range}`) : ""}</small>}
      </Answer>
      <p className="quiet">{tr("平台只说明数据反映的情况，由办理人核实后认定。请写明当时的情况。", "The platform only says what the data show; a person decides. Please say what happened.")}</p>
      {may ? <Explain page={page} /> : null}
      <h2>{tr("办理经过", "What was done")}</h2>
      <Timeline items={said} />
    </div>
  );
}

type Typed = Pick<Schemas["CommentIn"], "text">;

function Explain({ page }: { page: Page }) {
  const [form] = Form.useForm<Typed>();
  const path = { params: { path: { alert_id: page.alert.id } } };
  const post = ({ text }: Typed) => ask(api.POST("/api/v1/alerts/{alert_id}/comment", { ...path, body: { kind: "explanation", text } }));
  const send = useVerb(page.alert.id, post, tr("说明已提交", "The explanation is sent"), () => form.resetFields());
  return (
    <Form<Typed> form={form} layout="vertical" onFinish={(typed) => send.mutate(typed)}>
      {send.isError ? <ProblemView problem={problemOf(send.error)} /> : null}
      <Form.Item name="text" label={tr("情况说明", "Explanation")} rules={[{ required: true, whitespace: true, message: tr("请写明内容", "Please write something") }]}>
        <Input.TextArea rows={4} maxLength={MOST} showCount placeholder={tr("何时、何人、因何；有凭据的写明文号", "When, who, why; with the number of any document")} />
      </Form.Item>
      <Button type="primary" htmlType="submit" block size="large" loading={send.isPending}>{tr("提交说明", "Send the explanation")}</Button>
    </Form>
  );
}
