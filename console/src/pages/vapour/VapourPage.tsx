import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { DatePicker, Select, Skeleton, Table } from "antd";
import dayjs from "dayjs";
import { Link } from "react-router";

import { chooseEdition, vapourOverview, type EditionCode, type VapourEmission, type VapourOverview, type VapourPlace, type VapourSync } from "@/api/vapour";
import { useMay } from "@/app/session";
import { cityDay } from "@/format/days";
import { count, litresFromMl, NOTHING } from "@/format/quantity";
import { tr } from "@/lang";
import { Answer } from "@/ui/Answer";
import { PageHead } from "@/ui/PageHead";
import { FetchedView, Nothing } from "@/ui/PageState";
import { StateSymbol } from "@/ui/StateSymbol";
import { useUrlState } from "@/ui/useUrlState";

import { kilograms, share, vapourLook } from "./looks";

const STATES = ["alarm", "warning", "not_judged", "normal"] as const;

/** 油气回收: the city's day by every edition, fills beside fuellings and the emission of the last 30 days. */
export default function VapourPage() {
  const { search, change } = useUrlState();
  const day = search.get("day");
  const found = useQuery(vapourOverview(day));
  const shown = day ?? found.data?.day;
  return (
    <div className="page">
      <PageHead title={tr("油气回收", "Vapour recovery")}>
        <DatePicker allowClear={false} aria-label={tr("日期", "Day")} value={shown ? dayjs(shown) : null} disabledDate={(one) => one.isAfter(cityDay(), "day")} onChange={(one) => change({ day: dayjs(one).format("YYYY-MM-DD") })} />
      </PageHead>
      <FetchedView query={found} loading={<Skeleton active paragraph={{ rows: 8 }} />}>{(data) => <Shown data={data} />}</FetchedView>
    </div>
  );
}

function Shown({ data }: { data: VapourOverview }) {
  return (
    <>
      <Answer>{data.sentence}</Answer>
      <Editions data={data} />
      <section className="block">
        <h2>{tr("最近30天", "The last 30 days")}</h2>
        <p>{told(data.sync)}</p>
        {data.emission ? <p>{emitted(data.emission)}</p> : null}
        <p className="quiet">
          {tr(<>逐枪逐日见<Link to="/vapour/syncs">加油与油气同步</Link>。</>, <>By nozzle and day: <Link to="/vapour/syncs">fills beside fuellings</Link>.</>)}
          {data.emission ? tr(`排放系数 ${data.emission.factor_mg_l} mg/L，来源：${data.emission.source}；为估算，不是测量。`, ` Factor ${data.emission.factor_mg_l} mg/L, source: ${data.emission.source}; an estimate, not a measurement.`) : null}
        </p>
      </section>
      <Places places={data.places} />
    </>
  );
}

function Editions({ data }: { data: VapourOverview }) {
  const client = useQueryClient();
  const may = useMay("vapour.manage");
  const choose = useMutation({ mutationFn: chooseEdition, onSuccess: () => client.invalidateQueries({ queryKey: ["vapour"] }) });
  return (
    <section className="block">
      <div className="block-head">
        <h2>{tr("当日判定（枪、油罐压力、油气浓度）", "Judged that day (nozzles, tank pressure, sensors)")}</h2>
        {may ? (
          <Select<EditionCode>
            aria-label={tr("本市执行的判定标准", "The edition that counts in this city")}
            value={data.edition as EditionCode}
            options={data.editions.map((one) => ({ value: one.code as EditionCode, label: one.name }))}
            loading={choose.isPending}
            onChange={(code) => choose.mutate(code)}
          />
        ) : null}
      </div>
      <Table
        size="small"
        rowKey="edition"
        dataSource={data.counts}
        pagination={false}
        scroll={{ x: 640 }}
        columns={[
          { key: "name", title: tr("判定标准", "Edition"), render: (_, one) => (one.edition === data.edition ? tr(`${one.name}（本市执行）`, `${one.name} (counts here)`) : one.name) },
          ...STATES.map((state) => ({ key: state, title: <StateSymbol look={vapourLook(state)} />, align: "right" as const, render: (_: unknown, one: VapourOverview["counts"][number]) => count(one[state]) })),
        ]}
      />
      <p className="quiet">{tr(<>各枪各日见<Link to="/vapour/days">日判定</Link>。标准预警、标准报警是GB 20952-2020附录E的等级，是核查线索。</>, <>By nozzle and day: <Link to="/vapour/days">days judged</Link>. These are the levels of GB 20952-2020 annex E: leads to check.</>)}</p>
    </section>
  );
}

function Places({ places }: { places: readonly VapourPlace[] }) {
  return (
    <section className="block">
      <h2>{tr("分县区", "By county")}</h2>
      <Table<VapourPlace>
        size="small"
        rowKey="code"
        dataSource={[...places]}
        pagination={false}
        scroll={{ x: 980 }}
        columns={[
          { key: "name", title: tr("县区", "County"), dataIndex: "name", width: 120 },
          { key: "stations", title: tr("应监测站数", "Stations"), align: "right", render: (_, one) => count(one.stations) },
          { key: "alarm", title: tr("标准报警站数", "In alarm"), align: "right", render: (_, one) => count(one.alarm) },
          { key: "warning", title: tr("标准预警站数", "In warning"), align: "right", render: (_, one) => count(one.warning) },
          { key: "match", title: tr("匹配率", "Match rate"), align: "right", render: (_, one) => share(one.sync.matched, one.sync.fills) },
          { key: "within", title: tr("油量差1%以内", "Litres within 1 %"), align: "right", render: (_, one) => share(one.sync.within, one.sync.matched) },
          { key: "saved", title: tr("回收（kg VOCs）", "Saved (kg VOC)"), align: "right", render: (_, one) => (one.emission ? kilograms(one.emission.saved_kg, one.emission.saved_low_kg, one.emission.saved_high_kg) : NOTHING) },
          { key: "lost", title: tr("排放（kg VOCs）", "Lost (kg VOC)"), align: "right", render: (_, one) => (one.emission ? kilograms(one.emission.lost_kg, one.emission.lost_low_kg, one.emission.lost_high_kg) : NOTHING) },
        ]}
        locale={{ emptyText: <Nothing what={tr("没有应安装在线监测的加油站", "No station has to monitor online")} how={tr("在档案的加油站中标明“油气在线监测”", "Say so of the stations in the register")} /> }}
      />
    </section>
  );
}

/** Monitor records beside fuellings in a sentence. */
export const told = (sync: VapourSync): string =>
  tr(
    `油气记录 ${count(sync.fills)} 条，与加油记录匹配 ${share(sync.matched, sync.fills)}，其中油量差在1%以内的占 ${share(sync.within, sync.matched)}；${count(sync.unseen)} 次不少于15升的加油没有油气记录。`,
    `${count(sync.fills)} monitor records, ${share(sync.matched, sync.fills)} matched with fuellings, ${share(sync.within, sync.matched)} of these within 1 %; ${count(sync.unseen)} fuellings of 15 L or more have no monitor record.`,
  );

/** The emission estimate in a sentence. */
export const emitted = (one: VapourEmission): string =>
  tr(
    `按 ${litresFromMl(one.fuel_ml)} 升汽油估算，回收 ${kilograms(one.saved_kg, one.saved_low_kg, one.saved_high_kg)} kg VOCs，未回收 ${kilograms(one.lost_kg, one.lost_low_kg, one.lost_high_kg)} kg VOCs。`,
    `Estimated over ${litresFromMl(one.fuel_ml)} L of petrol: ${kilograms(one.saved_kg, one.saved_low_kg, one.saved_high_kg)} kg VOC saved, ${kilograms(one.lost_kg, one.lost_low_kg, one.lost_high_kg)} kg VOC lost.`,
  );
