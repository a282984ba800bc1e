import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, Button } from "antd";
import { useCallback } from "react";

import { useMe } from "@/app/session";
import { count } from "@/format/quantity";
import { tr } from "@/lang";
import { isStill } from "@/offline/still";
import { useSending } from "@/offline/useSending";
import { productLook } from "@/states/fuel";

import { forget, sendWaiting, type Waiting, waitingOf } from "./outbox";

/** Says what waits on this device and sends it when the network is back. */
export function Outbox() {
  const { username } = useMe();
  const client = useQueryClient();
  const found = useQuery({ queryKey: ["outbox", username], queryFn: () => waitingOf(username), networkMode: "always" });
  const send = useCallback(async () => {
    const shown = client.getQueryData<Waiting[]>(["outbox", username]) ?? [];
    const waits = (await waitingOf(username)).length > 0;
    const sent = waits && (await isStill(username)) ? await sendWaiting(username) : 0;
    const left = await waitingOf(username);
    void client.invalidateQueries({ queryKey: ["outbox"] });
    // Another tab of this device may have sent them.
    if (sent || left.length < shown.length) void client.invalidateQueries({ queryKey: ["portal"] });
  }, [client, username]);
  const waiting = found.data ?? [];
  useSending(send, waiting.some((one) => !one.refused));
  if (!waiting.length) return null;
  return (
    <Alert
      className="block"
      type="warning"
      showIcon
      title={tr(`有 ${count(waiting.length)} 张进油单存在本机，尚未送到平台`, `${count(waiting.length)} delivery documents wait on this device`)}
      description={waiting.map((one) => (
        <div key={one.id}>
          {tr(`${productLook(one.fields.product).name} 照片 ${count(one.photos.length)} 张`, `${productLook(one.fields.product).name}, ${count(one.photos.length)} photos`)}{" "}
          {one.refused ? <>{tr(`平台没有接受：${one.refused}`, `Refused: ${one.refused}`)} <Button size="small" onClick={() => void forget(one.id).then(() => client.invalidateQueries({ queryKey: ["outbox"] }))}>{tr("删除这一张", "Delete this one")}</Button></> : null}
        </div>
      ))}
      action={<Button size="small" onClick={() => void send()}>{tr("现在发送", "Send now")}</Button>}
    />
  );
}
