import { Input, InputNumber, Select } from "antd";

import type { Column } from "@/api/tables";
import { tr } from "@/lang";

import { inFen, isChoice, isNumber, isRange, titleOf } from "./render";
import { EMPTY } from "./words";

export type Filters = Readonly<Record<string, string[]>>;

interface FilterProps {
  column: Column;
  filters: Filters;
  onChange: (changes: Record<string, string[]>) => void;
  /** Without a title above it: the title stands in the control. */
  bare?: boolean;
}

const FLAGS = [
  { value: "true", label: tr("是", "Yes") },
  { value: "false", label: tr("否", "No") },
];

/** The control that a column is filtered by, as its kind asks for. */
export function ColumnFilter(props: FilterProps) {
  const { column } = props;
  if (isChoice(column)) return <ChoiceFilter {...props} />;
  if (isRange(column.kind)) return <RangeFilter {...props} />;
  return <TextFilter {...props} />;
}

function ChoiceFilter({ column, filters, onChange, bare }: FilterProps) {
  const named = column.kind === "flag" ? FLAGS : column.choices.map(({ code, title }) => ({ value: code, label: title }));
  return (
    <Select
      mode="multiple"
      allowClear
      maxTagCount="responsive"
      aria-label={column.title}
      placeholder={bare ? column.title : tr("全部", "All")}
      showSearch={{ optionFilterProp: "label" }}
      value={filters[column.name] ?? []}
      options={bare ? named : [...named, { value: EMPTY, label: tr("（空）", "(empty)") }]}
      onChange={(values: string[]) => onChange({ [column.name]: values })}
      popupMatchSelectWidth={false}
      style={{ width: bare ? undefined : "100%" }}
    />
  );
}

function RangeFilter({ column, filters, onChange }: FilterProps) {
  const end = (side: "from" | "to", label: string) => {
    const name = `${column.name}.${side}`;
    const value = filters[name]?.[0] ?? "";
    const say = (text: string) => onChange({ [name]: text ? [text] : [] });
    const shared = { "aria-label": `${titleOf(column)} ${label}`, placeholder: label };
    if (!isNumber(column.kind)) return <Input type="date" {...shared} value={value} onChange={(event) => say(event.target.value)} />;
    const scale = inFen(column) ? 100 : 1;
    return <InputNumber {...shared} style={{ width: "100%" }} value={value === "" ? null : Number(value) / scale} onChange={(typed) => say(typed === null ? "" : String(scale === 1 ? typed : Math.round(typed * scale)))} />;
  };
  return (
    <div className="filter-range">
      {end("from", tr("自", "From"))}
      <span className="filter-to" aria-hidden="true">–</span>
      {end("to", tr("至", "To"))}
    </div>
  );
}

function TextFilter({ column, filters, onChange }: FilterProps) {
  return (
    <Input
      allowClear
      aria-label={column.title}
      placeholder={tr("含有…", "Contains…")}
      value={filters[column.name]?.[0] ?? ""}
      onChange={(event) => onChange({ [column.name]: event.target.value ? [event.target.value] : [] })}
    />
  );
}
