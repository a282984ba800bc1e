import { useQuery } from "@tanstack/react-query";
import { Alert, App, Form, Input, Modal, Select, Skeleton } from "antd";
import { Link } from "react-router";

import { colleagues, deactivate, openWork, useVerb, type Colleague, type Person } from "@/api/people";
import { problemOf } from "@/api/problem";
import { count } from "@/format/quantity";
import { tr } from "@/lang";
import { FetchedView, ProblemView } from "@/ui/PageState";

interface Typed {
  successor?: string;
  reason?: string;
}

/** Somebody leaves: the open work is listed and somebody takes it over. */
export function LeaveDialog({ person, onDone, onClose }: { person: Person; onDone: () => void; onClose: () => void }) {
  const [form] = Form.useForm<Typed>();
  const { message } = App.useApp();
  const work = useQuery(openWork(person.username));
  const leave = useVerb(({ successor, reason }: Typed) => deactivate(person.username, { successor: successor ?? null, reason: reason ?? "" }), () => {
    void message.success(tr("已停用，在办事项已移交", "Deactivated; open work is handed over"));
    onDone();
  });
  const needed = (work.data ?? []).length > 0;
  return (
    <Modal
      open
      title={tr(`停用 ${person.display_name}`, `Deactivate ${person.display_name}`)}
      okText={needed ? tr("移交并停用", "Hand over and deactivate") : tr("停用", "Deactivate")}
      okButtonProps={{ danger: true, disabled: !work.data }}
      confirmLoading={leave.isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      {leave.isError ? <div className="form-problem"><ProblemView problem={problemOf(leave.error)} /></div> : null}
      <p>{tr("停用后立即退出所有登录，不能再登录；记录和日志都保留，需要时可以重新启用。", "All logins end at once and none is possible any more; records and journal stay, and the account can be brought back.")}</p>
      <FetchedView query={work} loading={<Skeleton active paragraph={{ rows: 3 }} />}>
        {(kinds) => (kinds.length ? <Open kinds={kinds} /> : <Alert type="success" showIcon title={tr("没有在办事项。", "There is no open work.")} />)}
      </FetchedView>
      <Form<Typed> form={form} layout="vertical" className="leave-form" onFinish={(typed) => leave.mutate(typed)}>
        {needed ? <Successor person={person} /> : null}
        <Form.Item name="reason" label={tr("说明（选填，记入操作日志）", "Why (optional, goes to the journal)")}><Input maxLength={256} /></Form.Item>
      </Form>
    </Modal>
  );
}

function Open({ kinds }: { kinds: { kind: string; name: string; count: number; items: { title: string; path: string }[] }[] }) {
  return (
    <div className="open-work">
      {kinds.map((kind) => (
        <section key={kind.kind}>
          <h3>{kind.name} {count(kind.count)}</h3>
          <ul>{kind.items.map((item) => <li key={item.title + item.path}>{item.path ? <Link to={item.path}>{item.title}</Link> : item.title}</li>)}</ul>
          {kind.count > kind.items.length ? <p className="quiet">{tr(`另有 ${count(kind.count - kind.items.length)} 项`, `and ${count(kind.count - kind.items.length)} more`)}</p> : null}
        </section>
      ))}
    </div>
  );
}

/** Colleagues of the same department stand first. */
function Successor({ person }: { person: Person }) {
  const everybody = useQuery(colleagues);
  const others = (everybody.data ?? []).filter((one) => one.username !== person.username);
  const near = others.filter((one) => one.department && one.department === person.department?.name);
  const option = (one: Colleague) => ({ value: one.username, label: [one.display_name, one.department, one.post].filter(Boolean).join(" · ") });
  const groups = [
    { label: tr("同部门", "Same department"), options: near.map(option) },
    { label: tr("其他部门", "Other departments"), options: others.filter((one) => !near.includes(one)).map(option) },
  ].filter((group) => group.options.length);
  return (
    <Form.Item name="successor" label={tr("接办人", "Who takes it over")} rules={[{ required: true, message: tr("有在办事项，请选择接办人", "There is open work; please choose somebody") }]}>
      <Select loading={everybody.isPending} showSearch={{ optionFilterProp: "label" }} options={groups} placeholder={tr("请选择", "Choose")} />
    </Form.Item>
  );
}
