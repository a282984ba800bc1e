import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, App, DatePicker, Form, Input, Modal, Select } from "antd";
import dayjs, { type Dayjs } from "dayjs";

import { problemOf } from "@/api/problem";
import { endSwitchOff, ruleCatalogue, switchOff } from "@/api/rules";
import { tr } from "@/lang";
import { ProblemView } from "@/ui/PageState";

interface Typed {
  rule: string;
  station: string;
  until: Dayjs;
  reason: string;
}

const STALE = [["table", "switch_offs"], ["rules"], ["switch-offs"]];

/** Switches a rule off at a station, for a reason and to a moment. */
export function SwitchOffDialog({ rule, station, onDone }: { rule: string; station: string; onDone: () => void }) {
  const [form] = Form.useForm<Typed>();
  const catalogue = useQuery(ruleCatalogue);
  const client = useQueryClient();
  const { message } = App.useApp();
  const send = useMutation({
    mutationFn: (typed: Typed) => switchOff({ rule: typed.rule, station_id: typed.station.trim(), until: `${typed.until.format("YYYY-MM-DDTHH:mm:00")}+08:00`, reason: typed.reason.trim() }),
    onSuccess: () => {
      STALE.forEach((queryKey) => void client.invalidateQueries({ queryKey }));
      void message.success(tr("已停用", "Switched off"));
      onDone();
    },
  });
  return (
    <Modal open title={tr("停用规则", "Switch a rule off")} okText={tr("停用", "Switch off")} onOk={() => form.submit()} onCancel={onDone} confirmLoading={send.isPending}>
      {send.isError ? <ProblemView problem={problemOf(send.error)} /> : null}
      <Alert type="info" showIcon title={tr("停用期间该规则在该站不产生预警，疑点照常记录；到期或提前恢复后，仍成立的疑点会补发预警。其他规则、其他站不受影响。", "Findings are still made and kept; they raise no alert. When it is over, those that still stand raise theirs. No other rule or station is touched.")} />
      <Form form={form} layout="vertical" initialValues={{ rule: rule || undefined, station, until: dayjs().add(7, "day").second(0) }} onFinish={(typed) => send.mutate(typed)}>
        <Form.Item name="rule" label={tr("规则", "Rule")} rules={[{ required: true, message: tr("请选择规则", "Choose a rule") }]}>
          <Select showSearch={{ optionFilterProp: "label" }} options={(catalogue.data ?? []).map((one) => ({ value: one.code, label: tr(one.name, one.name_en) }))} />
        </Form.Item>
        <Form.Item name="station" label={tr("加油站编号", "Station id")} rules={[{ required: true, pattern: /^\s*[0-9]{10}\s*$/, message: tr("请填写10位编号", "Ten digits") }]}>
          <Input maxLength={12} />
        </Form.Item>
        <Form.Item name="until" label={tr("截止时间（北京时间）", "Until (Beijing time)")} rules={[{ required: true, message: tr("请选择截止时间", "Choose a moment") }]}>
          <DatePicker showTime={{ format: "HH:mm" }} format="YYYY-MM-DD HH:mm" style={{ width: "100%" }} />
        </Form.Item>
        <Form.Item name="reason" label={tr("理由", "Reason")} rules={[{ required: true, whitespace: true, message: tr("请写明理由", "Please say why") }]}>
          <Input.TextArea rows={3} maxLength={512} />
        </Form.Item>
      </Form>
    </Modal>
  );
}

/** Ends a switch-off before its time. */
export function EndDialog({ id, onDone }: { id: number; onDone: () => void }) {
  const [form] = Form.useForm<{ reason: string }>();
  const client = useQueryClient();
  const { message } = App.useApp();
  const send = useMutation({
    mutationFn: ({ reason }: { reason: string }) => endSwitchOff(id, reason.trim()),
    onSuccess: () => {
      STALE.forEach((queryKey) => void client.invalidateQueries({ queryKey }));
      void message.success(tr("已恢复", "Switched on again"));
      onDone();
    },
  });
  return (
    <Modal open title={tr("提前恢复规则", "Switch the rule on again")} okText={tr("恢复", "Switch on")} onOk={() => form.submit()} onCancel={onDone} confirmLoading={send.isPending}>
      {send.isError ? <ProblemView problem={problemOf(send.error)} /> : null}
      <Form form={form} layout="vertical" onFinish={(typed) => send.mutate(typed)}>
        <Form.Item name="reason" label={tr("理由", "Reason")} rules={[{ required: true, whitespace: true, message: tr("请写明理由", "Please say why") }]}>
          <Input.TextArea rows={3} maxLength={512} autoFocus />
        </Form.Item>
      </Form>
    </Modal>
  );
}
