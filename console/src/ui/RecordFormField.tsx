import { CalendarOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Calendar, Input, Popover, Select } from "antd";
import dayjs from "dayjs";
import { useState } from "react";

import type { Field } from "@/api/register";
import { stationNames } from "@/api/register";
import { tr } from "@/lang";

import { readDay } from "./RecordFormReading";
import { optionsOf } from "./RecordFormValues";

/** What antd's Form.Item hands to the input it holds. */
interface Held {
  id?: string;
  value?: string;
  onChange?: (value: string) => void;
  "aria-required"?: "true";
}

interface Props extends Held {
  field: Field;
  disabled: boolean;
}

/** The input of one field, by the kind of value that it takes. */
export function FieldInput({ field, disabled, ...held }: Props) {
  const options = optionsOf(field);
  if (options) return <ChoiceInput {...held} disabled={disabled} options={options} clearable={!field.required} />;
  if (field.kind === "station") return <StationInput {...held} disabled={disabled} />;
  if (field.kind === "date" || field.kind === "moment") return <DayInput {...held} disabled={disabled} withTime={field.kind === "moment"} />;
  return <TextInput {...held} disabled={disabled} example={field.example} />;
}

type Plain = Held & { disabled: boolean };

function TextInput({ example, onChange, ...rest }: Plain & { example: string }) {
  const placeholder = example ? tr(`例如 ${example}`, `e.g. ${example}`) : undefined;
  return <Input {...rest} autoComplete="off" placeholder={placeholder} onChange={(event) => onChange?.(event.target.value)} />;
}

interface ChoiceProps extends Plain {
  options: { value: string; label: string }[];
  clearable: boolean;
}

function ChoiceInput({ value, onChange, options, clearable, ...rest }: ChoiceProps) {
  return (
    <Select
      {...rest}
      value={value || undefined}
      options={options}
      allowClear={clearable}
      showSearch={{ optionFilterProp: "label" }}
      placeholder={tr("请选择", "Choose")}
      onChange={(chosen?: string) => onChange?.(chosen ?? "")}
    />
  );
}

/** A station found by name or number. */
function StationInput({ value, onChange, ...rest }: Plain) {
  const [text, setText] = useState("");
  const found = useQuery(stationNames(text || (value ?? "")));
  const options = (found.data ?? []).map((one) => ({ value: one.station_id, label: tr(`${one.name}（${one.station_id}）`, `${one.name} (${one.station_id})`) }));
  return (
    <Select
      {...rest}
      value={value || undefined}
      options={options}
      showSearch={{ filterOption: false, onSearch: setText }}
      loading={found.isFetching}
      placeholder={tr("输入名称或编号", "Type a name or number")}
      notFoundContent={tr("没有这个加油站", "No such station")}
      onChange={(chosen?: string) => onChange?.(chosen ?? "")}
    />
  );
}

/** A day is typed in whatever way people write one, or picked from a calendar. */
export function DayInput({ withTime, onChange, value, disabled, ...rest }: Plain & { withTime: boolean }) {
  const [open, setOpen] = useState(false);
  const known = readDay((value ?? "").slice(0, 10));
  const pick = (day: string) => {
    onChange?.(day);
    setOpen(false);
  };
  const calendar = (
    <div className="day-calendar">
      <Calendar fullscreen={false} value={dayjs(known ?? undefined)} onSelect={(day, { source }) => source === "date" && pick(day.format("YYYY-MM-DD"))} />
    </div>
  );
  return (
    <Input
      {...rest}
      disabled={disabled}
      value={value}
      autoComplete="off"
      placeholder={withTime ? tr("如 2025-09-01 8:30，北京时间", "e.g. 2025-09-01 8:30, Beijing time") : tr("如 2025-09-01 或 2025.9.1", "e.g. 2025-09-01 or 2025.9.1")}
      onChange={(event) => onChange?.(event.target.value)}
      onBlur={() => !withTime && onChange?.(readDay(value ?? "") ?? value ?? "")}
      suffix={
        <Popover content={calendar} destroyOnHidden trigger="click" open={open} onOpenChange={setOpen} placement="bottomRight">
          <Button type="text" size="small" disabled={disabled} icon={<CalendarOutlined />} aria-label={tr("打开日历", "Open the calendar")} />
        </Popover>
      }
    />
  );
}
