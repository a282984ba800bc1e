import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App } from "antd";
import { useEffect, useRef } from "react";
import { Link } from "react-router";

import { NOTICES, summary, type Notice, type Summary } from "@/api/notify";
import { tr } from "@/lang";
import { useLive } from "@/live/LiveProvider";
import { isLevel, levelLook } from "@/states/alert";
import { ShapeIcon } from "@/ui/StateSymbol";

import { ring, watchFirstClick } from "./sound";

const SHOWN_S = 8;
const RED_SHOWN_S = 60;
/** A bell rung by several notices at once is asked for once, ms. */
const GATHER_MS = 200;

interface Rung {
  users?: unknown;
}

/** Tells of what is new for this person, whatever page is shown: one notice, its sound, the desktop's own if wished. */
export function NewAlertNotice() {
  const { notification } = App.useApp();
  const bell = useQuery(summary);
  useBell(bell.data?.user_id);
  useEffect(watchFirstClick, []);
  const heard = useRef<number | null>(null);
  const { data } = bell;
  useEffect(() => {
    if (!data) return;
    const newest = data.newest?.id ?? 0;
    const before = heard.current;
    heard.current = Math.max(before ?? 0, newest);
    if (before === null || newest <= before || !data.newest) return;
    if (isHeard(data, data.newest)) ring(data.newest.colour);
    if (data.desktop) desktop(data.newest);
    notification.open(shown(data.newest, data.unread));
  }, [data, notification]);
  return null;
}

/** Asks the bell anew when an event names this person. */
function useBell(me: number | undefined): void {
  const queries = useQueryClient();
  const { listen } = useLive();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = listen((event) => {
      if (event.type !== "notify" || !concerns(event.data, me)) return;
      timer ??= setTimeout(() => {
        timer = undefined;
        void queries.invalidateQueries({ queryKey: [NOTICES] });
      }, GATHER_MS);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [listen, me, queries]);
}

function concerns(data: string, me: number | undefined): boolean {
  try {
    const { users } = JSON.parse(data) as Rung;
    return Array.isArray(users) && users.includes(me);
  } catch {
    return false;
  }
}

/** In quiet hours only what passes them rings. */
const isHeard = ({ sound, quiet, passes }: Summary, { colour }: Notice): boolean => sound && (!quiet || passes.includes(colour));

function shown(notice: Notice, unread: number) {
  const look = levelLook(notice.colour);
  const isNew = notice.what === "opened" && isLevel(notice.colour);
  const title = isNew ? tr(`新的${look.word}预警`, `New ${look.word.toLowerCase()} alert`) : notice.subject;
  const more = unread > 1 ? tr(`（共 ${unread} 条未读）`, ` (${unread} unread)`) : "";
  return {
    key: "newest-notice",
    title: title + more,
    icon: isLevel(notice.colour) ? <ShapeIcon shape={look.shape} colour={look.colour} size={20} /> : undefined,
    description: <Link to={notice.path || "/notifications"}>{isNew ? notice.subject : tr("查看", "Open")}</Link>,
    placement: "bottomRight" as const,
    duration: notice.colour === "red" ? RED_SHOWN_S : SHOWN_S,
  };
}

/** The desktop's own notice, where the person allowed it; a page that is looked at needs none. */
function desktop(notice: Notice): void {
  if (!("Notification" in window) || Notification.permission !== "granted" || document.hasFocus()) return;
  new Notification(notice.subject, { body: notice.text.slice(0, 200), tag: "youjian-notice" });
}
