import { DownloadOutlined, PlusOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Select } from "antd";
import type { ECharts } from "echarts/core";
import { useMemo, useRef, useState } from "react";
import { Link, useParams } from "react-router";

import { stationNames, tankCharts, type ChartVersion, type TankCharts } from "@/api/register";
import { useMay } from "@/app/session";
import { count, decimal, litres } from "@/format/quantity";
import { fullTime } from "@/format/time";
import { tr } from "@/lang";
import { productLook } from "@/states/fuel";
import { Answer } from "@/ui/Answer";
import { FetchedView, Nothing } from "@/ui/PageState";
import { typedMoment } from "@/ui/RecordFormReading";
import { useTitle } from "@/ui/useTitle";
import { useUrlState } from "@/ui/useUrlState";

import { AddChart } from "./AddChart";
import { ChartPicture } from "./ChartPicture";
import { ChartTable } from "./ChartTable";
import { differences, greatest, shownFirst, type Difference } from "./compare";
import "./charts.css";

/** A tank's chart and how it differs from the one before, or any other. */
export default function ChartPage() {
  const { stationId = "", tankId = "" } = useParams();
  const charts = useQuery(tankCharts(stationId, Number(tankId)));
  useTitle(tr(`${tankId}号罐 罐容表`, `Chart of tank ${tankId}`));
  return <FetchedView query={charts} page>{(found) => <ChartView station={stationId} tank={Number(tankId)} found={found} />}</FetchedView>;
}

interface ViewProps {
  station: string;
  tank: number;
  found: TankCharts;
}

function ChartView({ station, tank, found }: ViewProps) {
  const may = useMay("registry.manage");
  const [adding, setAdding] = useState(false);
  const name = useQuery(stationNames(station)).data?.[0]?.name ?? station;
  const current = shownFirst(found.versions);
  return (
    <div className="page">
      <div className="page-head">
        <h1>{tr(`${tank}号罐 罐容表`, `Chart of tank ${tank}`)}</h1>
        <Link to={`/stations/${station}`}>{name}</Link>
        <span className="quiet">{productLook(found.product).name} · {litres(found.capacity_l)} {tr("升", "L")} · Ø {decimal(found.diameter_mm)} mm</span>
        {may ? <span className="page-actions"><Button type="primary" icon={<PlusOutlined />} onClick={() => setAdding(true)}>{tr("新增一版", "Add a version")}</Button></span> : null}
      </div>
      {current ? <Comparison versions={found.versions} current={current} /> : <NoChart may={may} />}
      {adding ? <AddChart station={station} tank={tank} capacity={found.capacity_l} current={current} onDone={() => setAdding(false)} /> : null}
    </div>
  );
}

function NoChart({ may }: { may: boolean }) {
  return (
    <section className="block">
      <Nothing
        what={tr("这个油罐还没有罐容表，不能由液位换算存油", "This tank has no chart yet: a level says no litres")}
        how={may ? tr("点“新增一版”，从 Excel 粘贴“高度、容积”两列", "Add a version: paste the two columns height and volume from Excel") : tr("请有“维护站点档案”权限的同事登记", "Somebody who may edit the register can add it")}
      />
    </section>
  );
}

function Comparison({ versions, current }: { versions: ChartVersion[]; current: ChartVersion }) {
  const { search, change } = useUrlState();
  const pick = (name: string, otherwise: ChartVersion | undefined) => versions.find((version) => version.valid_from === search.get(name)) ?? otherwise;
  const one = pick("one", current) ?? current;
  const before = versions[versions.indexOf(one) + 1] ?? versions.find((version) => version !== one);
  const other = search.get("other") === "none" ? undefined : pick("other", before);
  const found = useMemo(() => (other ? differences(one.lines, other.lines) : []), [one, other]);
  const picture = useRef<ECharts | null>(null);
  return (
    <>
      <Answer>{sentence(one, other, greatest(found))}</Answer>
      <section className="block">
        <div className="chart-tools">
          <VersionSelect label={tr("罐容表", "Chart")} versions={versions} value={one} onChange={(value) => change({ one: value })} />
          <span>{tr("对比", "against")}</span>
          <VersionSelect label={tr("对比的罐容表", "Chart to compare with")} versions={versions} value={other} none onChange={(value) => change({ other: value })} />
          <Button icon={<DownloadOutlined />} onClick={() => save(picture.current, `${dayOf(one).slice(0, 10)}.png`)}>{tr("存为图片", "Save as a picture")}</Button>
        </div>
        <div className="chart-and-table">
          <ChartPicture one={one} other={other} found={found} onReady={(chart) => (picture.current = chart)} />
          <ChartTable one={one} other={other} found={found} />
        </div>
        <NotedBy version={one} />
      </section>
    </>
  );
}

/** Who registered a version, when and why. */
function NotedBy({ version: { noted } }: { version: ChartVersion }) {
  if (!noted) return null;
  const reason = noted.reason ? tr(`，理由：${noted.reason}`, `: ${noted.reason}`) : "";
  return <p className="quiet">{tr(`${noted.display_name} 于 ${fullTime(noted.at)} 登记${reason}`, `Registered by ${noted.display_name} on ${fullTime(noted.at)}${reason}`)}</p>;
}

const dayOf = (version: ChartVersion): string => typedMoment(version.valid_from);

function sentence(one: ChartVersion, other: ChartVersion | undefined, most: Difference | null) {
  const which = one.in_force ? tr("现行罐容表", "The chart in force") : tr("所选罐容表", "The chosen chart");
  const head = tr(`${which}自 ${dayOf(one)} 起用，共 ${count(one.lines.length)} 行`, `${which} applies since ${dayOf(one)} and has ${count(one.lines.length)} lines`);
  if (!other) return tr(`${head}；没有可对比的其他版本。`, `${head}; there is no other version to compare it with.`);
  const against = tr(`与 ${dayOf(other)} 起用的一版相比`, `against the one of ${dayOf(other)}`);
  if (!most) return tr(`${head}；${against}，两版没有共同的高度。`, `${head}; ${against} they share no height.`);
  if (Math.abs(most.litres) < 0.005) return tr(`${head}；${against}，各高度容积相同。`, `${head}; ${against} every height says the same.`);
  const size = `${most.litres > 0 ? "+" : ""}${litres(most.litres)}`;
  return tr(
    <>{head}；{against}，最大相差 <b>{size} 升</b>，在液高 {decimal(most.height_mm)} mm 处。</>,
    <>{head}; {against} it differs most by <b>{size} L</b>, at a level of {decimal(most.height_mm)} mm.</>,
  );
}

interface SelectProps {
  label: string;
  versions: ChartVersion[];
  value: ChartVersion | undefined;
  none?: boolean;
  onChange: (value: string) => void;
}

function VersionSelect({ label, versions, value, none, onChange }: SelectProps) {
  const options = versions.map((version) => ({
    value: version.valid_from,
    label: tr(`${dayOf(version)} 起${version.in_force ? "（现行）" : ""}`, `since ${dayOf(version)}${version.in_force ? " (in force)" : ""}`),
  }));
  return (
    <Select
      aria-label={label}
      value={value?.valid_from ?? "none"}
      options={none ? [...options, { value: "none", label: tr("不对比", "nothing") }] : options}
      onChange={onChange}
      popupMatchSelectWidth={false}
    />
  );
}

function save(chart: ECharts | null, name: string): void {
  if (!chart) return;
  const link = document.createElement("a");
  link.href = chart.getDataURL({ pixelRatio: 2, backgroundColor: "#fff" });
  link.download = tr(`罐容表-${name}`, `tank-chart-${name}`);
  link.click();
}
