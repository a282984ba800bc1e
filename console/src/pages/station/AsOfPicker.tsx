import { HistoryOutlined } from "@ant-design/icons";
import { Button, Form, Popover } from "antd";
import { useState } from "react";

import { tr } from "@/lang";
import { DayInput } from "@/ui/RecordFormField";
import { readDay } from "@/ui/RecordFormReading";
import { useUrlState } from "@/ui/useUrlState";

/** Asks for a day, to see the register as it was then. */
export function AsOfPicker({ on }: { on: string | null }) {
  const [open, setOpen] = useState(false);
  const { change } = useUrlState();
  const show = ({ day }: { day?: string }) => {
    change({ on: readDay(day ?? ""), open: null });
    setOpen(false);
  };
  const form = (
    <Form<{ day?: string }> layout="vertical" name="as-of" className="as-of-form" initialValues={{ day: on ?? "" }} onFinish={show}>
      <Form.Item
        name="day"
        label={tr("看哪一天的档案", "The register as it was on")}
        rules={[{ validator: (_, typed?: string) => (readDay(typed ?? "") ? Promise.resolve() : Promise.reject(new Error(tr("请按 2025-09-01 或 2025.9.1 填写", "Write it as 2025-09-01 or 2025.9.1")))) }]}
      >
        <DayInput disabled={false} withTime={false} />
      </Form.Item>
      <Button type="primary" htmlType="submit">{tr("查看", "Show")}</Button>
    </Form>
  );
  return (
    <Popover content={form} destroyOnHidden trigger="click" open={open} onOpenChange={setOpen} placement="bottomRight">
      <Button icon={<HistoryOutlined />}>{on ?? tr("历史档案", "As of a day")}</Button>
    </Popover>
  );
}
