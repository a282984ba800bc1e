import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, Button } from "antd";
import { useCallback, useEffect } from "react";

import { useMe } from "@/app/session";
import { count } from "@/format/quantity";
import { tr } from "@/lang";

import { forget, sendWaiting, waitingOf } from "./outbox";

/** Says what waits on this device and sends it when the network is back. */
export function Outbox() {
  const { username } = useMe();
  const client = useQueryClient();
  const found = useQuery({ queryKey: ["outbox", username], queryFn: () => waitingOf(username), networkMode: "always" });
  const send = useCallback(async () => {
    const sent = await sendWaiting(username);
    void client.invalidateQueries({ queryKey: ["outbox"] });
    if (sent) void client.invalidateQueries({ queryKey: ["portal"] });
  }, [client, username]);
  useEffect(() => {
    const again = () => void send();
    again();
    window.addEventListener("online", again);
    return () => window.removeEventListener("online", again);
  }, [send]);
  const waiting = found.data ?? [];
  if (!waiting.length) return null;
  return (
    <Alert
      className="block"
      type="warning"
      showIcon
      title={tr(`有 ${count(waiting.length)} 张进油单存在本机，尚未送到平台`, `${count(waiting.length)} delivery documents wait on this device`)}
      description={waiting.map((one) => (
        <div key={one.id}>
          {tr(`${one.fields.product ?? ""} 照片 ${count(one.photos.length)} 张`, `${one.fields.product ?? ""}, ${count(one.photos.length)} photos`)}{" "}
          {one.refused ? <>{tr(`平台没有接受：${one.refused}`, `Refused: ${one.refused}`)} <Button size="small" onClick={() => void forget(one.id).then(() => client.invalidateQueries({ queryKey: ["outbox"] }))}>{tr("删除这一张", "Delete this one")}</Button></> : null}
        </div>
      ))}
      action={<Button size="small" onClick={() => void send()}>{tr("现在发送", "Send now")}</Button>}
    />
  );
}
