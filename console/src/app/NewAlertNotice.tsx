import { App } from "antd";
import { useEffect } from "react";
import { Link } from "react-router";

import { tr } from "@/lang";
import { useLive } from "@/live/LiveProvider";
import { levelLook } from "@/states/alert";
import { ShapeIcon } from "@/ui/StateSymbol";

const SHOWN_S = 8;
const LOUD = new Set(["red", "orange"]);

interface Opened {
  alert_id: number;
  colour: string;
  message: string;
}

/** Tells of a red or orange alert the moment it is opened, whatever page is shown. */
export function NewAlertNotice() {
  const { notification } = App.useApp();
  const { listen } = useLive();
  useEffect(
    () =>
      listen((event) => {
        if (event.type !== "alert.opened") return;
        const opened = JSON.parse(event.data) as Opened;
        if (!LOUD.has(opened.colour)) return;
        const look = levelLook(opened.colour);
        notification.open({
          key: `alert-${opened.alert_id}`,
          title: tr(`新的${look.word}预警`, `New ${look.word.toLowerCase()} alert`),
          icon: <ShapeIcon shape={look.shape} colour={look.colour} size={20} />,
          description: <Link to={`/alerts/${opened.alert_id}`}>{opened.message}</Link>,
          placement: "bottomRight",
          duration: SHOWN_S,
        });
      }),
    [listen, notification],
  );
  return null;
}
