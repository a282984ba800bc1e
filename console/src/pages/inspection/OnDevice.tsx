import { useQueryClient } from "@tanstack/react-query";
import { Button, Popconfirm } from "antd";
import { useCallback } from "react";
import { Link } from "react-router";

import { INSPECTIONS } from "@/api/inspections";
import { useMe } from "@/app/session";
import { fullTime } from "@/format/time";
import { tr } from "@/lang";
import { isStill } from "@/offline/still";
import { useSending } from "@/offline/useSending";

import type { Draft } from "./draft";
import { anyWaits, forget, keep, mine, reopened, sendSigned } from "./outbox";
import { useMine } from "./useDraft";

/** What is on this device: being written, waiting for the network, not taken with the reason, arrived. */
export function OnDevice({ onOpen }: { onOpen: (id: string) => void }) {
  const { username } = useMe();
  const client = useQueryClient();
  const found = useMine().data ?? [];
  const again = useCallback(() => client.invalidateQueries({ queryKey: ["on-device"] }), [client]);
  const send = useCallback(async () => {
    if (!anyWaits(await mine(username)) || !(await isStill(username))) return;
    const sent = await sendSigned(username);
    void again();
    if (sent) INSPECTIONS.forEach((queryKey) => void client.invalidateQueries({ queryKey }));
  }, [again, client, username]);
  useSending(send, anyWaits(found));
  if (!found.length) return null;
  return (
    <section className="inspection-part">
      <div className="inspection-head">
        <h2>{tr("本机的检查", "On this device")}</h2>
        {anyWaits(found) ? <Button onClick={() => void send().then(again)}>{tr("现在发送", "Send now")}</Button> : null}
      </div>
      <ul className="inspection-list">
        {[...found].reverse().map((one) => <Line key={one.id} one={one} onOpen={onOpen} onChanged={() => void again()} />)}
      </ul>
    </section>
  );
}

interface LineProps {
  one: Draft;
  onOpen: (id: string) => void;
  onChanged: () => void;
}

function Line({ one, onOpen, onChanged }: LineProps) {
  const reopen = async () => {
    const next = reopened(one);
    await keep(next);
    await forget(one.id);
    onOpen(next.id);
  };
  return (
    <li>
      <b>{one.station_name}</b> <span>{one.checklist.department_name}</span> <small>{fullTime(one.started_at)}</small>
      <span className="inspection-state">{stateOf(one)}</span>
      {one.arrived?.told.map((words) => <span key={words}>{words}</span>)}
      {one.state === "draft" ? <Button onClick={() => onOpen(one.id)}>{tr("继续填写", "Go on")}</Button> : null}
      {one.refused ? (
        <>
          <Button onClick={() => void reopen()}>{tr("修改后重签", "Change and sign anew")}</Button>
          <Popconfirm title={tr("平台没有收下这份检查，确定删除？", "The platform does not have it. Delete it?")} onConfirm={() => void forget(one.id).then(onChanged)}><Button>{tr("删除", "Delete")}</Button></Popconfirm>
        </>
      ) : null}
      {one.arrived ? <Link to={`/inspections/${one.arrived.id}`}>{tr("查看记录", "See the record")}</Link> : null}
    </li>
  );
}

function stateOf(one: Draft): string {
  if (one.refused) return tr(`× 平台没有收下：${one.refused}`, `× Not taken: ${one.refused}`);
  if (one.arrived) return tr(`✓ 已送达 ${one.arrived.code}`, `✓ Arrived as ${one.arrived.code}`);
  return one.state === "signed" ? tr("△ 已签名，存在本机，等待发送", "△ Signed; waits here to be sent") : tr("○ 未完成", "○ Being written");
}
