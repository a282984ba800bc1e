import { count, decimal, NOTHING } from "@/format/quantity";
import { fullTime } from "@/format/time";
import { tr } from "@/lang";
import { subjectName } from "@/states/fuel";
import { linkLook } from "@/states/station";

import type { LiveRow, Names } from "./board";
import { aged, colour, colourFilter, linkChoices, moment, number, stationColumns, stationFilters } from "./columns";
import { occurring, type LiveColumn, type Sheet } from "./view";

const kindOf = (row: LiveRow): string => String(row.values.device).split(":")[0] ?? "";
const KINDS: Record<string, string> = {
  collector: tr("采集终端", "Collector"), tank: tr("液位仪", "Gauge"), nozzle: tr("加油枪", "Nozzle"),
  dispenser: tr("加油机", "Dispenser"), vapour: tr("油气监测", "Vapour monitor"),
};
const status = (row: LiveRow) => linkLook(String(row.values.status));

const columns = (names: Names): LiveColumn[] => [
  ...stationColumns(names),
  { name: "device", title: tr("设备", "Device"), width: 130, phone: true, order: (row) => String(row.values.device), text: (row) => subjectName(String(row.values.device)) },
  { name: "status", title: tr("状态", "State"), width: 104, phone: true, order: (row) => status(row).rank, text: (row) => status(row).word, look: status, hint: (row) => status(row).meaning },
  colour,
  { name: "last_seen", title: tr("最近心跳", "Last heard"), width: 124, phone: true, order: (row) => number(row.values.last_seen), text: (row, now) => aged(moment(row.values.last_seen), now), hint: (row) => fullTime(moment(row.values.last_seen)) },
  { name: "clock_offset_s", title: tr("时钟偏差（秒）", "Clock offset (s)"), width: 124, number: true, order: (row) => number(row.values.clock_offset_s), text: (row) => decimal(number(row.values.clock_offset_s), 1) },
  { name: "outbox_depth", title: tr("待发记录", "Waiting to be sent"), width: 108, number: true, order: (row) => number(row.values.outbox_depth), text: (row) => count(number(row.values.outbox_depth)) },
  { name: "link", title: tr("线路", "Line"), width: 80, order: (row) => row.values.link ?? null, text: (row) => String(row.values.link ?? NOTHING).toUpperCase() },
  { name: "firmware", title: tr("固件", "Firmware"), width: 120, order: (row) => row.values.firmware ?? null, text: (row) => String(row.values.firmware ?? NOTHING) },
];

export const DEVICES: Sheet = {
  table: "live_devices",
  path: "devices",
  columns,
  filters: [
    ...stationFilters,
    { name: "kind", title: tr("设备类别", "Kind of device"), of: kindOf, choices: (rows) => occurring(rows, kindOf, (code) => KINDS[code] ?? code) },
    { name: "status", title: tr("状态", "State"), of: (row) => String(row.values.status), choices: linkChoices },
    colourFilter,
  ],
  subject: (values) => String(values.device),
  words: (row) => subjectName(String(row.values.device)),
};
