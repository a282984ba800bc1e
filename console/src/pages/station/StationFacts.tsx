import { Descriptions } from "antd";
import type { ReactNode } from "react";
import { Link } from "react-router";

import type { Schemas } from "@/api/client";
import type { Dossier, RowValues } from "@/api/register";
import { count, litresFromMl, yuanFromFen } from "@/format/quantity";
import { ago, time } from "@/format/time";
import { tr } from "@/lang";
import { useSheet } from "@/pages/register/RecordDrawer";
import { shown } from "@/ui/RecordFormValues";
import { Masked } from "@/ui/table/Masked";

import { SealedDays } from "./SealedDays";

type Station = Schemas["StationOut"];
type Say = (field: string) => string;
type Fact = [label: string, value: ReactNode];

/** What is registered of the station itself, said by the sheet's own names of codes. */
function useSay(row: RowValues): Say {
  const sheet = useSheet("stations");
  return (name) => {
    const field = sheet?.fields.find((one) => one.name === name);
    return field ? shown(field, row[name]) : String(row[name] ?? "—");
  };
}

/** The facts of a station; with `station` also what is live today. */
export function StationFacts({ station, known }: { station: Station | null; known: Dossier }) {
  const row = known.rows["stations"]?.[0] ?? {};
  const say = useSay(row);
  const items = [...registered(row, known, say), ...(station ? live(station) : [])];
  return <Descriptions className="block facts" size="small" column={{ xs: 1, sm: 2, lg: 3, xl: 4 }} items={items.map(([label, children]) => ({ key: label, label, children }))} />;
}

function registered(row: RowValues, known: Dossier, say: Say): Fact[] {
  const uscc = String(row["uscc"] ?? "");
  const until = row["licence_valid_until"];
  return [
    [tr("编号", "Station id"), <span className="code">{String(row["station_id"] ?? "")}</span>],
    [tr("县区", "County"), say("region_code")],
    [tr("经营企业", "Company"), <Link to={`/companies?open=${uscc}`}>{known.companies[uscc] ?? uscc}</Link>],
    [tr("统一社会信用代码", "Credit code"), <span className="code">{uscc}</span>],
    [tr("企业性质", "Ownership"), say("ownership")],
    [tr("控制集团", "Controlling group"), say("controlling_group")],
    [tr("控股性质", "State control"), say("control")],
    [tr("经营方式", "Operating mode"), `${say("operating_mode")}${sinceWords(known)}`],
    [tr("曾由谁经营", "Run before by"), <Former known={known} />],
    [tr("营业状态", "Status"), `${say("status")}${known.status_since ? tr(`（自 ${known.status_since} 起）`, ` (since ${known.status_since})`) : ""}`],
    [tr("零售许可", "Licence"), <>{String(row["licence_no"] ?? "—")}{until ? <Until day={String(until)} /> : null}</>],
    [tr("开业日期", "Opened"), say("opened_on")],
    [tr("油气在线监测", "Vapour monitoring"), row["vapour_monitoring"] ? tr("应安装", "Required") : tr("不要求", "Not required")],
    [tr("地址", "Address"), say("address")],
    [tr("联系人", "Contact"), contactOf(row)],
  ];
}

function contactOf(row: RowValues): ReactNode {
  const phone = row["contact_phone"];
  const name = row["contact_name"];
  if (!name && !phone) return tr("未登记", "not given");
  return <span>{String(name ?? "")} {phone ? <Phone number={String(phone)} station={String(row["station_id"])} /> : null}</span>;
}

/** A number to call; masked for who need not call, and then in full for a reason. */
function Phone({ number, station }: { number: string; station: string }) {
  if (number.includes("*")) return <Masked table="stations" rowKey={station} column="contact_phone" title={tr("联系电话", "Contact's phone")} text={number} />;
  return <a href={`tel:${number}`}>{number}</a>;
}

const operationsOf = (known: Dossier): RowValues[] => [...(known.rows["operations"] ?? [])].sort((a, b) => String(b["valid_from"]).localeCompare(String(a["valid_from"])));
const today = (): string => new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
const applying = (known: Dossier): RowValues | undefined => operationsOf(known).find((one) => String(one["valid_from"]) <= (known.on ?? today()));

function sinceWords(known: Dossier): string {
  const since = applying(known)?.["valid_from"];
  return since ? tr(`（自 ${String(since)} 起）`, ` (since ${String(since)})`) : "";
}

/** The companies that ran the station before, each until the next one began. */
function Former({ known }: { known: Dossier }) {
  const now = applying(known);
  const all = operationsOf(known);
  const before = all.slice(now ? all.indexOf(now) + 1 : all.length);
  if (!before.length) return <span className="quiet">{tr("没有登记", "nobody noted")}</span>;
  const names = before.map((one) => ({ uscc: String(one["uscc"]), from: String(one["valid_from"]) }));
  return <span className="former">{names.map(({ uscc, from }) => <span key={from}>{known.companies[uscc] ?? uscc} <small>{tr(`${from} 起`, `from ${from}`)}</small></span>)}</span>;
}

function Until({ day }: { day: string }) {
  const over = day < today();
  return <span className={over ? "lapsed" : ""}>{tr(`，至 ${day}${over ? "（已过期）" : ""}`, `, until ${day}${over ? " (lapsed)" : ""}`)}</span>;
}

function live(station: Station): Fact[] {
  const { today: sold, last_seen_at: seen } = station;
  return [
    [tr("最近数据", "Last data"), seen ? tr(`${time(seen)}（${ago(seen)}）`, `${time(seen)} (${ago(seen)})`) : tr("从未收到", "never")],
    [tr("今日加油", "Sold today"), tr(`${count(sold.fuellings)} 笔 · ${litresFromMl(sold.volume_ml)} 升 · ${yuanFromFen(sold.amount_fen)} 元`, `${count(sold.fuellings)} fuellings · ${litresFromMl(sold.volume_ml)} L · ${yuanFromFen(sold.amount_fen)} yuan`)],
    [tr("数据固化", "Day seals"), <SealedDays station={station.station_id} />],
  ];
}
