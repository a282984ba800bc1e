import { Tabs } from "antd";
import { useSearchParams } from "react-router";

import { tr } from "@/lang";
import { PageHead } from "@/ui/PageHead";

import { DEVICES } from "./devices";
import { LiveTable } from "./LiveTable";
import { NOZZLES } from "./nozzles";
import { TANKS } from "./tanks";
import "./live.css";

const SHEETS = [
  { key: "nozzles", label: tr("加油枪", "Nozzles"), sheet: NOZZLES },
  { key: "tanks", label: tr("油罐", "Tanks"), sheet: TANKS },
  { key: "devices", label: tr("设备", "Devices"), sheet: DEVICES },
] as const;

/** 实时监测: what every nozzle, tank and device does now. */
export default function LivePage() {
  const [search, setSearch] = useSearchParams();
  const shown = SHEETS.find(({ key }) => key === search.get("tab")) ?? SHEETS[0];
  // Another tab has other columns: its filters begin anew, but the county goes along.
  const turn = (key: string) => {
    const regions = search.getAll("station_region").map((code): [string, string] => ["station_region", code]);
    setSearch([...(key === SHEETS[0].key ? [] : ([["tab", key]] as [string, string][])), ...regions]);
  };
  return (
    <div className="page live-page">
      <PageHead title={tr("实时监测", "Live")} />
      <Tabs activeKey={shown.key} onChange={turn} items={SHEETS.map(({ key, label }) => ({ key, label }))} />
      <LiveTable key={shown.key} sheet={shown.sheet} title={shown.label} />
    </div>
  );
}
