import { Link } from "react-router";

import type { Standing } from "@/api/register";
import { count } from "@/format/quantity";
import { tr } from "@/lang";
import { RegisterList } from "@/pages/register/RegisterList";
import { linkLook, stationLook } from "@/states/station";
import { LevelSymbol, StateSymbol } from "@/ui/StateSymbol";
import type { Cells } from "@/ui/table/render";

const DAY_MS = 86_400_000;
const dayIn = (days: number): string => new Date(Date.now() + 8 * 3_600_000 + days * DAY_MS).toISOString().slice(0, 10);

const CELLS: Cells = {
  link: (link, row) => <StateSymbol look={stationLook({ status: String(row["status"]), link: String(link) })} title={linkLook(String(link)).meaning} />,
  worst: (level) => (level ? <LevelSymbol level={String(level)} /> : "—"),
};

/** Every station: how many there are, which are at work, what lapses soon. */
export default function StationsPage() {
  return (
    <RegisterList
      sheet="stations"
      title={tr("加油站", "Stations")}
      addWord={tr("新增加油站", "Add a station")}
      cells={CELLS}
      quick={["status", "region_code", "ownership"]}
      show={["station_id", "name", "region_code", "status", "link", "ownership", "controlling_group", "operating_mode", "licence_valid_until", "worst", "open_alerts"]}
      pathOf={(row) => `/stations/${String(row["station_id"])}`}
      answer={(counts) => <Sentence counts={counts} />}
    />
  );
}

function Sentence({ counts: n }: { counts: Standing }) {
  const licences = `/stations?licence_valid_until.from=${dayIn(0)}&licence_valid_until.to=${dayIn(90)}`;
  const lapsed = `/stations?licence_valid_until.to=${dayIn(-1)}`;
  const nozzles = `/nozzles?verified_until.from=${dayIn(0)}&verified_until.to=${dayIn(30)}`;
  if (n.stations === 0) return tr("档案里还没有加油站：可以逐站新增，也可以下载模板用 Excel 批量登记。", "No station is registered yet: add one, or take the template and register many by Excel.");
  return tr(
    <>
      共 {count(n.stations)} 站，<Link to="/stations?status=operating">营业 {count(n.operating)} 站</Link>
      {n.suspended ? <>、<Link to="/stations?status=suspended">暂停 {count(n.suspended)} 站</Link></> : null}
      {n.closed ? <>、<Link to="/stations?status=closed">关停 {count(n.closed)} 站</Link></> : null}
      ，在线 {count(n.online)} 站；<Link to={licences}>{count(n.licences_lapsing)} 站许可证在 90 天内到期</Link>
      {n.licences_lapsed ? <>（另有 <Link to={lapsed}>{count(n.licences_lapsed)} 站已过期</Link>）</> : null}
      ，<Link to={nozzles}>{count(n.verifications_lapsing)} 把加油枪检定在 30 天内到期</Link>。
    </>,
    <>
      {count(n.stations)} stations, <Link to="/stations?status=operating">{count(n.operating)} operating</Link>
      {n.suspended ? <>, <Link to="/stations?status=suspended">{count(n.suspended)} suspended</Link></> : null}
      {n.closed ? <>, <Link to="/stations?status=closed">{count(n.closed)} closed</Link></> : null}
      , {count(n.online)} online. To lapse within 90 days: <Link to={licences}>licences, {count(n.licences_lapsing)}</Link>
      {n.licences_lapsed ? <> (<Link to={lapsed}>lapsed already: {count(n.licences_lapsed)}</Link>)</> : null}
      ; within 30 days: <Link to={nozzles}>verifications of nozzles, {count(n.verifications_lapsing)}</Link>.
    </>,
  );
}
