import { Form, Input } from "antd";

import { bindSso, type Person } from "@/api/people";
import { tr } from "@/lang";
import { FormDialog } from "@/ui/FormDialog";

/** Which identity of the city's login service is a person's; left empty, none is. */
export function SsoDialog({ person, onClose }: { person: Person; onClose: () => void }) {
  return (
    <FormDialog<{ subject?: string }, unknown>
      title={tr(`${person.display_name} 的单点登录身份`, `${person.display_name} at the login service`)}
      initial={{ subject: person.sso_subject }}
      send={({ subject }) => bindSso(person.username, subject?.trim() ?? "")}
      done={tr("已保存，记入操作日志", "Saved and noted in the journal")}
      renews={[["people"], ["person"]]}
      onClose={onClose}
    >
      <Form.Item name="subject" label={tr("身份标识（sub）", "Subject (sub)")} extra={tr("由统一身份认证平台给出；留空即解除绑定。", "As the login service gives it; empty frees the account.")} rules={[{ max: 255 }, { pattern: /^[\x21-\x7e]*$/, message: tr("只能是不含空格的字母、数字和符号", "Letters, digits and signs without blanks") }]}>
        <Input />
      </Form.Item>
    </FormDialog>
  );
}
