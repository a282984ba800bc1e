import { Link } from "react-router";

import type { Notice } from "@/api/notify";
import { time } from "@/format/time";
import { tr } from "@/lang";
import { isLevel, levelLook } from "@/states/alert";
import { Nothing } from "@/ui/PageState";
import { ShapeIcon } from "@/ui/StateSymbol";

import "./notifications.css";

interface Props {
  items: readonly Notice[];
  onOpen: (notice: Notice) => void;
  /** Shows the whole text and not its first lines. */
  whole?: boolean;
}

/** Notices, the newest first; an unread one is marked by a dot, bold words and the word itself. */
export function NoticeItems({ items, onOpen, whole }: Props) {
  if (!items.length) return <Nothing what={tr("没有通知", "No notices")} how={tr("预警、转办、超期提醒和交接班会出现在这里", "Alerts, assignments, overdue work and hand-overs come here")} />;
  return (
    <ul className="notice-items">
      {items.map((one) => (
        <li key={one.id} className={one.read_at ? "notice" : "notice notice-unread"}>
          <Link to={one.path || "/notifications"} onClick={() => onOpen(one)}>
            <span className="notice-head">
              {isLevel(one.colour) ? <ShapeIcon shape={levelLook(one.colour).shape} colour={levelLook(one.colour).colour} /> : null}
              <span className="notice-subject">{one.subject}</span>
              {one.read_at ? null : <span className="notice-new">{tr("未读", "Unread")}</span>}
            </span>
            <span className={whole ? "notice-text" : "notice-text notice-short"}>{one.text}</span>
            <small>{time(one.made_at)}{one.stands_for ? tr(` · 代${one.stands_for}`, ` · for ${one.stands_for}`) : ""}</small>
          </Link>
        </li>
      ))}
    </ul>
  );
}
