import { Skeleton, Tabs } from "antd";
import { useNavigate } from "react-router";

import type { Schemas } from "@/api/client";
import type { Dossier } from "@/api/register";
import { useMay } from "@/app/session";
import { tr } from "@/lang";
import { Collectors } from "@/pages/collectors/Collectors";
import { phaseLook } from "@/pages/downtime/looks";
import { ChangesTable } from "@/pages/register/ChangesPage";
import { sumOf } from "@/states/alert";
import { AlertTable } from "@/ui/AlertTable";
import { DataTable } from "@/ui/DataTable";
import { FetchedView, Nothing } from "@/ui/PageState";
import { StateSymbol } from "@/ui/StateSymbol";
import { useUrlState } from "@/ui/useUrlState";

import { CHART_COLUMNS } from "./AsOfPage";
import { DeliveryTable } from "./DeliveryTable";
import { DeviceTable } from "./DeviceTable";
import { FuellingTable } from "./FuellingTable";
import { NozzleTable } from "./NozzleTable";
import { RegisterRows } from "./RegisterRows";
import { StationTimeline } from "./StationTimeline";
import { useStationAlerts } from "./Tanks";

type Station = Schemas["StationOut"];

interface TabsProps {
  station: Station;
  known: Dossier;
}

/** Everything else about a station, one click each. */
export function StationTabs({ station, known }: TabsProps) {
  const { search, change } = useUrlState();
  const id = station.station_id;
  const certificates = (known.rows["verifications"]?.length ?? 0) + (known.rows["seals"]?.length ?? 0);
  const items = [
    { key: "nozzles", label: tr(`加油枪（${station.nozzles.length}）`, `Nozzles (${station.nozzles.length})`), children: <Nozzles station={station} known={known} /> },
    { key: "devices", label: tr("设备", "Equipment"), children: <Equipment station={station} known={known} /> },
    { key: "fuellings", label: tr("加油记录", "Fuellings"), children: <Fuellings station={station} /> },
    { key: "deliveries", label: tr("卸油", "Deliveries"), children: <DeliveryTable station={id} /> },
    { key: "certificates", label: tr(`检定与铅封（${certificates}）`, `Verifications and seals (${certificates})`), children: <Certificates known={known} /> },
    { key: "alerts", label: tr(`预警（未办结 ${sumOf(station.alerts)}）`, `Alerts (${sumOf(station.alerts)} open)`), children: <StationAlerts station={id} /> },
    { key: "timeline", label: tr("时间线", "Timeline"), children: <StationTimeline stationId={id} /> },
    { key: "downtimes", label: tr("停机", "Downtime"), children: <Downtimes station={id} /> },
    { key: "operations", label: tr("经营沿革", "Operators"), children: <RegisterRows sheet="operations" known={known} /> },
    { key: "changes", label: tr("档案变更", "Register changes"), children: <ChangesTable station={id} /> },
  ];
  return (
    <section className="block station-tabs no-print">
      <Tabs items={items} activeKey={search.get("tab") ?? "nozzles"} onChange={(tab) => change({ tab: tab === "nozzles" ? null : tab })} />
    </section>
  );
}

function Nozzles({ station, known }: TabsProps) {
  return (
    <>
      <NozzleTable nozzles={station.nozzles} />
      <RegisterRows sheet="nozzles" known={known} />
    </>
  );
}

function Equipment({ station, known }: TabsProps) {
  return (
    <>
      <DeviceTable station={station.station_id} />
      <Collectors station={station.station_id} />
      <RegisterRows sheet="dispensers" known={known} columns={DISPENSER_COLUMNS} />
      <RegisterRows sheet="tanks" known={known} />
      <RegisterRows sheet="tank_charts" known={known} columns={CHART_COLUMNS} />
    </>
  );
}

function Downtimes({ station }: { station: string }) {
  const navigate = useNavigate();
  return (
    <DataTable
      table="downtimes"
      fixed={{ station_id: station }}
      urlPrefix="d:"
      cells={{ status: (status) => <StateSymbol look={phaseLook(status)} /> }}
      onOpen={(row) => void navigate(`/downtimes?open=${String(row["id"])}`)}
      empty={{ what: tr("这个站没有停机申报", "No downtime was announced for this station"), how: tr("在右上角“办理”里申报停机", "Announce it under “Change” above") }}
    />
  );
}

const DISPENSER_COLUMNS = ["dispenser_id", "maker", "model", "serial_no", "software_version", "ecqs_linked", "self_lock", "installed_on", "retired_on"];

function Certificates({ known }: { known: Dossier }) {
  return (
    <>
      <RegisterRows sheet="verifications" known={known} />
      <RegisterRows sheet="seals" known={known} />
    </>
  );
}

function Fuellings({ station }: { station: Station }) {
  const { search, change } = useUrlState();
  const nozzle = Number(search.get("nozzle")) || null;
  const ids = station.nozzles.map((one) => one.nozzle_id);
  return <FuellingTable station={station.station_id} nozzles={ids} nozzle={nozzle} onNozzle={(value) => change({ nozzle: value })} />;
}

function StationAlerts({ station }: { station: string }) {
  const may = useMay("alert.see");
  const alerts = useStationAlerts(station);
  if (!may) return <p className="quiet">{tr("您的岗位不能查看预警。", "Your post may not see alerts.")}</p>;
  return (
    <FetchedView query={alerts} loading={<Skeleton active />}>
      {(data) => (
        <AlertTable
          withoutStation
          dataSource={data.items}
          pagination={false}
          locale={{ emptyText: <Nothing what={tr("这个站没有预警", "This station has no alerts")} how={tr("发现数据不符或疑点时会自动出现在这里", "Discrepancies and suspicions will stand here by themselves")} /> }}
        />
      )}
    </FetchedView>
  );
}
