import { useMutation } from "@tanstack/react-query";
import { Form, Input, Modal } from "antd";

import { api, ask, type Schemas } from "@/api/client";
import { problemOf } from "@/api/problem";
import { time } from "@/format/time";
import { tr } from "@/lang";
import { ProblemView } from "@/ui/PageState";

const NEEDED = [{ required: true, whitespace: true, message: tr("请填写", "Please fill this in") }];

/** A one-time code with which a new box enrols; it is shown once. */
export function CodeDialog({ station, onDone }: { station: string; onDone: () => void }) {
  const [form] = Form.useForm<Schemas["CodeIn"]>();
  const path = { params: { path: { station_id: station } } };
  const issue = useMutation({
    mutationFn: (body: Schemas["CodeIn"]) => ask(api.POST("/api/v1/stations/{station_id}/enrolment-codes", { ...path, body })),
  });
  const issued = issue.data;
  return (
    <Modal
      open
      title={tr("签发注册码", "Issue an enrolment code")}
      okText={issued ? tr("已抄录，关闭", "Written down, close") : tr("签发", "Issue")}
      cancelButtonProps={{ hidden: issued !== undefined }}
      onOk={() => (issued ? onDone() : form.submit())}
      onCancel={onDone}
      confirmLoading={issue.isPending}
    >
      {issue.isError ? <ProblemView problem={problemOf(issue.error)} /> : null}
      {issued ? <Issued issued={issued} /> : (
        <Form form={form} layout="vertical" initialValues={{ collector_id: `C${station}` }} onFinish={(body) => issue.mutate(body)}>
          <Form.Item name="collector_id" label={tr("采集终端编号", "Collector's number")} rules={NEEDED}>
            <Input maxLength={64} autoFocus />
          </Form.Item>
        </Form>
      )}
    </Modal>
  );
}

function Issued({ issued: { collector_id, code, expires_at } }: { issued: Schemas["CodeOut"] }) {
  return (
    <p>
      {tr(
        `采集终端 ${collector_id} 的注册码，只显示这一次，${time(expires_at)} 前有效、只能用一次：`,
        `The enrolment code of ${collector_id}, shown only now, valid once and until ${time(expires_at)}:`,
      )}
      <Input readOnly autoFocus value={code} aria-label={tr("注册码", "Enrolment code")} onFocus={(event) => event.target.select()} />
    </p>
  );
}
