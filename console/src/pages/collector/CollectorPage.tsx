import { SendOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Alert, Button, Descriptions } from "antd";
import { Link, useParams } from "react-router";

import { collectorPage, type CollectorPage as Page } from "@/api/commands";
import { count, decimal } from "@/format/quantity";
import { ago, fullTime, time } from "@/format/time";
import { tr } from "@/lang";
import { CollectorTag } from "@/pages/collectors/Collectors";
import { Answer } from "@/ui/Answer";
import { DataTable } from "@/ui/DataTable";
import { PageHead } from "@/ui/PageHead";
import { FetchedView, Nothing } from "@/ui/PageState";
import { LinkSymbol, StateSymbol } from "@/ui/StateSymbol";
import type { Cells } from "@/ui/table/render";
import { useUrlState } from "@/ui/useUrlState";

import "./collector.css";
import { CommandDrawer } from "./CommandDrawer";
import { CommandForm } from "./CommandForm";
import { commandLook, deviceLook } from "./looks";
import { probeOf } from "./probe";

const CELLS: Cells = {
  state: (state) => <StateSymbol look={commandLook(state)} />,
  detail: (detail) => <Detail text={detail as string | null} />,
};
const LINK_WORDS: Record<string, string> = { wired: tr("有线", "Wired"), "4g": "4G", "5g": "5G" };
const SHOWN = ["created_at", "name", "told", "state", "detail", "reason", "asked_by_name", "received_at"];

/** One box: how it stands, what the door noted of it, what was asked of it and what it answered. */
export default function CollectorPage() {
  const { collectorId = "" } = useParams();
  const found = useQuery(collectorPage(collectorId));
  const { search, change } = useUrlState();
  const opened = search.get("open");
  const kinds = found.data?.commands ?? [];
  return (
    <div className="page">
      <PageHead title={tr(`采集终端 ${collectorId}`, `Collector ${collectorId}`)}>
        {kinds.length ? <Button type="primary" icon={<SendOutlined />} onClick={() => change({ new: "1", open: null })}>{tr("下达指令", "Give a command")}</Button> : null}
      </PageHead>
      <FetchedView query={found} page>{(data) => <Standing page={data} />}</FetchedView>
      {found.data ? (
        <section className="block">
          <h2>{tr("指令", "Commands")}</h2>
          <Commands collector={collectorId} opened={opened} onOpen={(id) => change({ open: id, new: null })} onClose={() => change({ open: null })} />
        </section>
      ) : null}
      {search.has("new") && kinds.length ? (
        <CommandForm collector={collectorId} kinds={kinds} onClose={() => change({ new: null })} onDone={(id) => change({ new: null, open: id })} />
      ) : null}
    </div>
  );
}

interface CommandsProps {
  collector: string;
  opened: string | null;
  onOpen: (id: string) => void;
  onClose: () => void;
}

function Commands({ collector, opened, onOpen, onClose }: CommandsProps) {
  return (
    <>
      <DataTable
        table="collector_commands"
        fixed={{ collector_id: collector }}
        cells={CELLS}
        show={SHOWN}
        quick={["state", "name"]}
        onOpen={(row) => onOpen(String(row["command_id"]))}
        empty={{ what: tr("还没有下达过指令", "Nothing has been asked of it yet"), how: tr("有权限的人员可点“下达指令”：补传数据、查询设备、校准时钟等", "Who may can give a command: send data again, probe a device, set the clock and so on") }}
      />
      {opened ? <CommandDrawer key={opened} id={opened} onClose={onClose} /> : null}
    </>
  );
}

function Detail({ text }: { text: string | null }) {
  const probe = probeOf(text);
  if (!probe) return <span className="command-detail">{text ?? "—"}</span>;
  const parts = [probe.model, probe.tanks.length ? tr(`${probe.tanks.length} 个油罐`, `${probe.tanks.length} tanks`) : null, probe.nozzles.length ? tr(`${probe.nozzles.length} 条枪`, `${probe.nozzles.length} nozzles`) : null];
  return <span className="command-detail">{parts.filter(Boolean).join(tr("，", ", ")) || tr("设备已应答", "It answered")}</span>;
}

function Standing({ page }: { page: Page }) {
  const { live } = page;
  return (
    <>
      <Answer aside={<LinkSymbol link={page.status} />}>{sentence(page)}</Answer>
      {page.notes.map((note) => (
        <Alert key={`${note.at}${note.detail}`} className="collector-note" type="error" showIcon title={`${time(note.at)} ${note.title}`} description={note.detail} />
      ))}
      <section className="block">
        <h2>{tr("运行状态", "How it stands")}</h2>
        <Descriptions size="small" column={{ xs: 1, sm: 2, lg: 3 }} items={facts(page).map(([label, children]) => ({ key: label, label, children }))} />
        <h3 className="collector-devices">{tr("设备", "Devices")}</h3>
        {live.devices.length ? (
          <ul className="device-states">{live.devices.map((one) => <li key={one.device}>{one.name} <StateSymbol look={deviceLook(one.state)} /></li>)}</ul>
        ) : (
          <Nothing what={tr("终端还没有上报设备状态", "The box has not told of its devices yet")} how={tr("终端每分钟上报一次心跳，心跳里带有各设备状态", "It comes with the heartbeat, once a minute")} />
        )}
      </section>
    </>
  );
}

function sentence({ live, station_name, station_id, state }: Page) {
  const station = <Link to={`/stations/${station_id}`}>{station_name}</Link>;
  const heard = live.heard_at ? tr(`最近心跳 ${time(live.heard_at)}（${ago(live.heard_at)}）`, `last heard ${time(live.heard_at)} (${ago(live.heard_at)})`) : tr("从未收到心跳", "never heard");
  const waiting = live.outbox_depth ? tr(`，尚有 ${count(live.outbox_depth)} 条记录待上报`, `; ${count(live.outbox_depth)} records wait to be sent`) : "";
  return <>{station} <CollectorTag state={state} /> {heard}{waiting}{tr("。", ".")}</>;
}

function facts(page: Page): [string, string][] {
  const { live } = page;
  const seconds = live.clock_offset_s;
  return [
    [tr("固件", "Firmware"), live.firmware ?? page.firmware ?? "—"],
    [tr("联网方式", "Link"), live.link ? (LINK_WORDS[live.link] ?? live.link) : "—"],
    [tr("信号", "Signal"), live.signal_dbm === null ? "—" : `${decimal(live.signal_dbm, 0)} dBm`],
    [tr("SIM卡号（ICCID）", "SIM (ICCID)"), live.iccid ?? "—"],
    [tr("待上报记录", "Records waiting"), count(live.outbox_depth)],
    [tr("时钟偏差", "Clock offset"), seconds === null ? "—" : tr(`${decimal(seconds, 1)} 秒`, `${decimal(seconds, 1)} s`)],
    [tr("最近一条记录", "Last record"), fullTime(live.last_record_at)],
    [tr("最近启动", "Last boot"), fullTime(page.booted_at)],
    [tr("入网", "Enrolled"), tr(`${fullTime(page.enrolled_at)}，第 ${page.epoch} 代`, `${fullTime(page.enrolled_at)}, epoch ${page.epoch}`)],
    [tr("最近批次", "Last batch"), count(page.last_batch_no)],
  ];
}
