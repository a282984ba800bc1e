import { useQuery } from "@tanstack/react-query";
import { Button, Input, Select, Skeleton } from "antd";
import { useEffect, useRef, useState } from "react";

import * as queries from "@/api/queries";
import { useMay } from "@/app/session";
import { count } from "@/format/quantity";
import { ALERT_STATUS, LEVELS, type AlertStatus, type Level } from "@/states/alert";
import { AlertTable } from "@/ui/AlertTable";
import { Answer } from "@/ui/Answer";
import { FetchedView, Nothing } from "@/ui/PageState";
import { ShapeIcon } from "@/ui/StateSymbol";
import { useTitle } from "@/ui/useTitle";
import { useUrlState } from "@/ui/useUrlState";

import { filterOf, isFiltered } from "./filter";
import { useFreshRows } from "./useFreshRows";

const TYPING_MS = 350;

export default function AlertsPage() {
  useTitle("预警");
  const { search, change } = useUrlState();
  const filter = filterOf(search);
  const alerts = useQuery(queries.alerts(filter));
  const fresh = useFreshRows(alerts.data?.items);
  const turn = (page: number, pageSize: number) => change({ page: page === 1 ? null : page, size: pageSize === 50 ? null : pageSize });
  return (
    <div className="page">
      <Sentence />
      <Filters />
      <section className="block">
        <FetchedView query={alerts} loading={<Skeleton active paragraph={{ rows: 12 }} />} page>
          {(data) => (
            <AlertTable
              dataSource={data.items}
              loading={alerts.isPlaceholderData}
              rowClassName={(row) => (fresh.has(row.id) ? "fresh" : "")}
              locale={{ emptyText: <Empty filtered={isFiltered(search)} onClear={() => change(CLEARED)} /> }}
              pagination={{
                current: data.page,
                pageSize: data.page_size,
                total: data.total,
                showSizeChanger: true,
                pageSizeOptions: [20, 50, 100, 200],
                showTotal: (total) => `共 ${count(total)} 条`,
                onChange: turn,
              }}
            />
          )}
        </FetchedView>
      </section>
    </div>
  );
}

const CLEARED = { status: null, colour: null, region: null, rule: null, q: null, station: null, page: null };

function Empty({ filtered, onClear }: { filtered: boolean; onClear: () => void }) {
  if (filtered) return <Nothing what="没有符合条件的预警" how={<Button type="link" onClick={onClear}>清除全部条件</Button>} />;
  return <Nothing what="还没有预警" how="平台发现数据不符或疑点时，会自动出现在这里，无需刷新" />;
}

function Sentence() {
  const overview = useQuery({ ...queries.overview, enabled: useMay("map.see") });
  if (!overview.data) return null;
  const { unsigned, signed, opened_today, closed_today } = overview.data;
  return (
    <Answer>
      待签收 <b>{count(unsigned)}</b> 条，处置中 <b>{count(signed)}</b> 条；今日新发 {count(opened_today)} 条，办结 {count(closed_today)} 条。
    </Answer>
  );
}

const STATUS_OPTIONS = (Object.keys(ALERT_STATUS) as AlertStatus[]).map((value) => ({ value, label: ALERT_STATUS[value].word }));
const LEVEL_OPTIONS = (Object.keys(LEVELS) as Level[]).map((value) => ({
  value,
  label: <span className="state"><ShapeIcon shape={LEVELS[value].shape} colour={LEVELS[value].colour} />{LEVELS[value].word}</span>,
}));
const ORDER_OPTIONS = [
  { value: "-opened_at", label: "最新发出在前" },
  { value: "opened_at", label: "最早发出在前" },
  { value: "severity", label: "级别高在前" },
  { value: "-detected_at", label: "最新发现在前" },
];

function Filters() {
  const { search, change } = useUrlState();
  const set = (changes: Parameters<typeof change>[0]) => change({ ...changes, page: null });
  const map = useQuery({ ...queries.cityMap, enabled: useMay("map.see") });
  const rules = useQuery(queries.rules);
  const filter = filterOf(search);
  const counties = (map.data?.regions ?? []).filter((region) => region.parent_code);
  return (
    <div className="filters" role="search" aria-label="筛选预警">
      <Select mode="multiple" allowClear aria-label="状态" placeholder="全部状态" maxTagCount="responsive" value={filter.status} options={STATUS_OPTIONS} onChange={(status: string[]) => set({ status })} />
      <Select mode="multiple" allowClear aria-label="级别" placeholder="全部级别" maxTagCount="responsive" value={filter.colour} options={LEVEL_OPTIONS} onChange={(colour: string[]) => set({ colour })} />
      <Select
        allowClear
        aria-label="县区"
        placeholder="全部县区"
        value={filter.region || undefined}
        options={counties.map((r) => ({ value: r.region_code, label: r.name }))}
        onChange={(region?: string) => set({ region })}
      />
      <Select
        mode="multiple"
        allowClear
        aria-label="规则"
        placeholder="全部规则"
        maxTagCount="responsive"
        showSearch={{ optionFilterProp: "label" }}
        value={filter.rule}
        options={(rules.data ?? []).map((rule) => ({ value: rule.code, label: rule.name }))}
        onChange={(rule: string[]) => set({ rule })}
        className="wide"
      />
      <SearchBox value={filter.text ?? ""} onChange={(q) => set({ q })} />
      <Select aria-label="排序" value={filter.order ?? "-opened_at"} options={ORDER_OPTIONS} onChange={(order) => set({ order: order === "-opened_at" ? null : order })} />
      {filter.station_id ? <Button onClick={() => set({ station: null })}>只看 {filter.station_id} ✕</Button> : null}
    </div>
  );
}

function SearchBox({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const [typed, setTyped] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => setTyped(value), [value]);
  const type = (text: string) => {
    setTyped(text);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => onChange(text.trim()), TYPING_MS);
  };
  return (
    <Input.Search
      allowClear
      className="wide"
      aria-label="查找预警"
      placeholder="站名、编号或内容"
      value={typed}
      onChange={(event) => type(event.target.value)}
      onSearch={(text) => onChange(text.trim())}
    />
  );
}
