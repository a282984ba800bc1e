import { useQuery } from "@tanstack/react-query";
import { App, Button, Form, Input } from "antd";
import { useParams } from "react-router";

import { handOver, handover, useDutyVerb, type Handover, type HandoverVerb } from "@/api/duty";
import { problemOf } from "@/api/problem";
import { listed } from "@/format/words";
import { tr } from "@/lang";
import { Answer } from "@/ui/Answer";
import { PageHead } from "@/ui/PageHead";
import { FetchedView, ProblemView } from "@/ui/PageState";
import { StateSymbol } from "@/ui/StateSymbol";
import { Timeline } from "@/ui/Timeline";

import "./duty.css";
import { handoverLook } from "./looks";
import { Sheet } from "./Sheet";

/** The sheet that goes from a shift to the next: what it says, and handing over, taking, giving back. */
export default function HandoverPage() {
  const entry = Number(useParams().entryId);
  const found = useQuery(handover(entry));
  return (
    <div className="page duty-page">
      <PageHead title={tr("交接班记录单", "Hand-over sheet")} />
      <FetchedView query={found} page>{(data) => <View data={data} />}</FetchedView>
    </div>
  );
}

function View({ data }: { data: Handover }) {
  return (
    <>
      <div className="no-print"><Answer aside={<StateSymbol look={handoverLook(data.status)} />}>{data.summary}</Answer></div>
      {data.may.length ? <Verbs key={data.status} data={data} /> : <Waiting data={data} />}
      <section className="block"><Sheet data={data} /></section>
      {data.steps.length ? (
        <section className="block no-print">
          <h2>{tr("办理过程", "What was done")}</h2>
          <Timeline items={[...data.steps].reverse().map((step) => ({ at: step.at, kind: "handover", title: step.step_name, detail: step.note, actor: step.display_name }))} />
        </section>
      ) : null}
    </>
  );
}

function Waiting({ data }: { data: Handover }) {
  if (data.status === "taken") return null;
  const next = listed(data.next_people) || tr("尚未排定", "nobody yet");
  const said = data.status === "offered" ? tr(`已交班，等待接班人（${next}）接班。`, `It waits to be taken over by ${next}.`) : tr(`由本班值班人${data.person.display_name}在下班时交班。`, `${data.person.display_name} hands it over at the end of the shift.`);
  return <p className="quiet no-print">{said}</p>;
}

const WORDS: Record<HandoverVerb, string> = {
  offer: tr("交班", "Hand over"),
  take: tr("接班", "Take over"),
  return: tr("退回", "Give back"),
};

function Verbs({ data }: { data: Handover }) {
  const { message } = App.useApp();
  const [form] = Form.useForm<Record<string, string>>();
  const send = useDutyVerb(
    ({ verb, body }: { verb: HandoverVerb; body: Record<string, string> }) => handOver(data.entry_id, verb, body),
    (told) => void message.success(told.status_name),
  );
  const giving = data.may.includes("offer");
  const act = (verb: HandoverVerb) => send.mutate({ verb, body: typed(form.getFieldsValue()) });
  return (
    <section className="block no-print">
      {send.isError ? <ProblemView problem={problemOf(send.error)} /> : null}
      <Form form={form} layout="vertical" initialValues={{ remarks: data.remarks, watch: data.watch }}>
        {giving ? (
          <>
            <Form.Item name="remarks" label={tr("交班说明", "Remarks")}><Input.TextArea rows={2} maxLength={4000} placeholder={tr("本班处理了什么、还有什么没有办完", "What was done, what is left")} /></Form.Item>
            <Form.Item name="watch" label={tr("需要下一班注意的事项", "To be watched by the next shift")}><Input.TextArea rows={2} maxLength={4000} /></Form.Item>
          </>
        ) : (
          <Form.Item name="note" label={tr("接班意见（退回时必填：要问什么、为什么）", "Note (needed when it is given back: what is asked, and why)")}><Input.TextArea rows={2} maxLength={2000} /></Form.Item>
        )}
        <div className="duty-buttons">
          {data.may.map((verb) => <Button key={verb} type={verb === "return" ? "default" : "primary"} loading={send.isPending} onClick={() => act(verb)}>{WORDS[verb]}</Button>)}
        </div>
        <p className="quiet">{giving ? tr("交班时按当时的数据生成记录单；接班后封存，不能再改。", "The sheet is made from the data at that moment; once taken over it is sealed.") : tr("接班以您的登录身份签名并封存；交班人名下未签收的预警转到您名下。", "Taking over signs with your login and seals the sheet; alerts that wait for the leaver pass to you.")}</p>
      </Form>
    </section>
  );
}

const typed = (values: Record<string, string | undefined>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, (value ?? "").trim()]));
