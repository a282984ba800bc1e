import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useDeferredValue, useState } from "react";

import { scopeRegions, scopeStations, type ScopeOption } from "@/api/people";
import { count } from "@/format/quantity";
import { tr } from "@/lang";

interface Props {
  id?: string;
  value?: string[];
  onChange?: (scope: string[]) => void;
  disabled?: boolean;
  /** The names of what is given already. */
  names: Readonly<Record<string, string>>;
}

/** A region with the regions above it, so that two of one name are told apart. */
function pathOf(region: ScopeOption, all: readonly ScopeOption[]): string {
  const above = all.find((one) => one.code === region.parent);
  return above ? `${pathOf(above, all)} / ${region.name}` : region.name;
}

const stationsWord = (region: ScopeOption): string => tr(`（${count(region.stations)} 站）`, ` (${count(region.stations)} stations)`);

/** Regions, and single stations by name or number, that one may give to somebody. */
export function ScopePicker({ id, value, onChange, disabled, names }: Props) {
  const [text, setText] = useState("");
  const wanted = useDeferredValue(text.trim());
  const regions = useQuery(scopeRegions);
  const stations = useQuery({ ...scopeStations(wanted), enabled: wanted.length > 1 });
  const known = regions.data ?? [];
  const found = wanted.length > 1 ? (stations.data ?? []) : [];
  const listed = new Set([...known, ...found].map((one) => one.code));
  const others = (value ?? []).filter((code) => !listed.has(code));
  const options = [
    { label: tr("区域（含其下全部加油站）", "Regions, with all their stations"), options: known.map((one) => ({ value: one.code, label: `${pathOf(one, known)}${stationsWord(one)}` })) },
    ...(found.length ? [{ label: tr("单个加油站", "Single stations"), options: found.map((one) => ({ value: one.code, label: `${one.name} ${one.code}` })) }] : []),
    ...(others.length ? [{ label: tr("已有", "Given already"), options: others.map((code) => ({ value: code, label: names[code] ?? code })) }] : []),
  ];
  return (
    <Select
      id={id}
      mode="multiple"
      value={value}
      onChange={onChange}
      disabled={disabled}
      loading={regions.isPending || stations.isFetching}
      showSearch={{ onSearch: setText, optionFilterProp: "label" }}
      options={options}
      placeholder={tr("选择区域，或输入站名、站号", "Choose a region, or type a station's name or number")}
      notFoundContent={tr("您的管辖范围内没有匹配的区域或加油站", "No region or station in your scope fits")}
    />
  );
}
