import { takeBack, type BookEntry } from "@/api/stock";
import { tr } from "@/lang";

import { ReasonDialog } from "./ReasonDialog";

/** Takes a correction back by one of the opposite litres. */
export function TakeBackDialog({ entry, onClose }: { entry: BookEntry; onClose: () => void }) {
  return <ReasonDialog title={tr(`冲销第 ${entry.id} 号更正分录`, `Take entry ${entry.id} back`)} okText={tr("冲销", "Take back")} send={(reason) => takeBack(entry.id, reason)} onClose={onClose} />;
}
