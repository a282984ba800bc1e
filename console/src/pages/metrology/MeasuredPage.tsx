import { useQuery } from "@tanstack/react-query";
import { Button, DatePicker, Form, Input, InputNumber, Skeleton } from "antd";
import type { Dayjs } from "dayjs";
import { useState } from "react";

import { measured, recordVisit, type Measured } from "@/api/metrology";
import type { Row } from "@/api/tables";
import { useMay } from "@/app/session";
import { cityDay } from "@/format/days";
import { count, decimal } from "@/format/quantity";
import { tr } from "@/lang";
import { Answer } from "@/ui/Answer";
import { DataTable } from "@/ui/DataTable";
import { PageHead } from "@/ui/PageHead";
import { FetchedView } from "@/ui/PageState";
import { StateSymbol } from "@/ui/StateSymbol";

import { FormDialog, NEEDED } from "./FormDialog";
import { metrologyLook } from "./looks";

const CELLS = { outcome: (value: unknown) => <StateSymbol look={metrologyLook(value)} /> };

/** 示值正超差: who probably gives too little, what it costs, whom to visit first, and how the list did. */
export default function MeasuredPage() {
  const found = useQuery(measured);
  const may = useMay("metrology.verify");
  const [chosen, choose] = useState<Row | null>(null);
  return (
    <div className="page">
      <PageHead title={tr("示值正超差", "Short measure")} />
      <FetchedView query={found} loading={<Skeleton active />}>{(data) => <Told data={data} />}</FetchedView>
      <section className="block">
        <h2>{tr("核查优先清单", "Priority list")}</h2>
        <DataTable
          table="metrology_priority"
          quick={["basis"]}
          rowActions={may ? (row) => <Button size="small" type="link" onClick={() => choose(row)}>{tr("登记核查", "Enter visit")}</Button> : undefined}
          empty={{ what: tr("还没有估计", "Nothing is estimated yet"), how: tr("液位和加油记录连续几夜后，每夜估计一次", "Meters are estimated each night once levels and fuellings came for some") }}
        />
      </section>
      <section className="block">
        <h2>{tr("核查结果", "Visits")}</h2>
        <DataTable table="metrology_visits" urlPrefix="v." quick={["outcome"]} cells={CELLS} empty={{ what: tr("还没有核查结果", "No visit was entered yet"), how: tr("在清单上点“登记核查”，填写现场实测的示值误差", "Enter what was measured on site from the list") }} />
      </section>
      {chosen ? <VisitDialog row={chosen} onClose={() => choose(null)} /> : null}
    </div>
  );
}

function Told({ data }: { data: Measured }) {
  const { hits } = data;
  return (
    <>
      <Answer>{data.sentence}</Answer>
      <p className="quiet">{data.formula}</p>
      <p>
        {hits.hit_pct === null
          ? tr("近一年还没有现场核查反馈，清单的命中率待反馈后显示。", "No visit was fed back in the last year: the list's hit rate will show then.")
          : tr(
              `近一年现场核查${count(hits.visits)}把枪，正超差${count(hits.short)}把，命中率${decimal(hits.hit_pct, 0)}%；其中前20名核查${count(hits.top20_visits)}把、命中${count(hits.top20_short)}把。`,
              `${count(hits.visits)} nozzles tested in a year, ${count(hits.short)} gave too little: a hit rate of ${decimal(hits.hit_pct, 0)} %. Of the first 20 of the list ${count(hits.top20_visits)} were tested, ${count(hits.top20_short)} hit.`,
            )}
      </p>
    </>
  );
}

interface Typed {
  visited_on: Dayjs;
  error_pct: number;
  note?: string;
}

function VisitDialog({ row, onClose }: { row: Row; onClose: () => void }) {
  return (
    <FormDialog<Typed, unknown>
      title={tr(`登记核查：${String(row.station_name)} ${String(row.nozzle_id)}号枪`, `Enter a visit: ${String(row.station_name)}, nozzle ${String(row.nozzle_id)}`)}
      initial={{ visited_on: cityDay() }}
      send={(typed) => recordVisit({ station_id: String(row.station_id), nozzle_id: Number(row.nozzle_id), visited_on: typed.visited_on.format("YYYY-MM-DD"), error_pct: typed.error_pct, note: typed.note ?? "" })}
      done={tr("核查结果已反馈", "Fed back")}
      onClose={onClose}
    >
      <Form.Item name="visited_on" label={tr("核查日期", "Day")} rules={NEEDED}><DatePicker allowClear={false} disabledDate={(day) => day.isAfter(cityDay(), "day")} /></Form.Item>
      <Form.Item name="error_pct" label={tr("现场实测示值误差（%）", "Error measured on site (%)")} rules={NEEDED}><InputNumber min={-100} max={100} step={0.01} precision={3} /></Form.Item>
      <Form.Item name="note" label={tr("说明", "Note")}><Input maxLength={1000} /></Form.Item>
    </FormDialog>
  );
}
