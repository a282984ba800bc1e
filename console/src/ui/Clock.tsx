import { useEffect, useState } from "react";

import { clock, date } from "@/format/time";
import { tr } from "@/lang";

/** The time in Asia/Shanghai, whatever the computer's own zone. */
export function Clock() {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return (
    <time className="clock" title={tr("北京时间（Asia/Shanghai）", "Beijing time (Asia/Shanghai)")} dateTime={new Date(now).toISOString()}>
      {date(now)} <b>{clock(now)}</b>
    </time>
  );
}
