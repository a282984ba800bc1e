import { BellOutlined, CheckOutlined, SettingOutlined, SoundOutlined } from "@ant-design/icons";
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Badge, Button, Popover } from "antd";
import { useState } from "react";
import { Link } from "react-router";

import { NOTICES, notices, readNotices, summary } from "@/api/notify";
import { tr } from "@/lang";
import { NoticeItems } from "@/pages/notifications/NoticeItems";
import { levelLook } from "@/states/alert";
import { FetchedView } from "@/ui/PageState";
import { ShapeIcon } from "@/ui/StateSymbol";

import { mute, useSound, type SoundState } from "./sound";
import "./bell.css";

const SOUND: Record<SoundState, string> = {
  ready: tr("有新通知时会响，点此静音", "Rings for new notices; click to mute"),
  blocked: tr("浏览器尚未允许声音：点击页面任意处后生效", "The browser allows no sound yet: click anywhere"),
  muted: tr("本机已静音，点此恢复声音", "Muted here; click for sound"),
};

/** How many notices are unread, the gravest of them, and the newest ones. */
export function Bell() {
  const [open, setOpen] = useState(false);
  const { data } = useQuery(summary);
  const sound = useSound();
  const unread = data?.unread ?? 0;
  const look = data?.gravest ? levelLook(data.gravest) : null;
  const silent = data?.sound && sound !== "ready";
  const words = unread ? tr(`通知：${unread} 条未读${look ? `，最高${look.word}` : ""}`, `Notices: ${unread} unread${look ? `, the gravest ${look.word}` : ""}`) : tr("通知：没有未读", "Notices: none unread");
  return (
    <Popover open={open} onOpenChange={setOpen} trigger="click" placement="bottomRight" destroyOnHidden content={<Newest onClose={() => setOpen(false)} />}>
      <Button className="on-dark bell" type="text" aria-label={silent ? tr(`${words}；${SOUND[sound]}`, `${words}; ${SOUND[sound]}`) : words} title={words}>
        <Badge count={unread} overflowCount={99} size="small"><BellOutlined className="bell-icon" /></Badge>
        {unread && look ? <ShapeIcon shape={look.shape} colour={look.colour} size={12} /> : null}
        {silent ? <SoundOff /> : null}
      </Button>
    </Popover>
  );
}

const SoundOff = () => <span className="bell-silent" aria-hidden="true"><SoundOutlined /></span>;

function Newest({ onClose }: { onClose: () => void }) {
  const listed = useInfiniteQuery(notices(true));
  const queries = useQueryClient();
  const sound = useSound();
  const read = useMutation({ mutationFn: readNotices, onSuccess: () => queries.invalidateQueries({ queryKey: [NOTICES] }) });
  const items = listed.data?.pages[0]?.items ?? [];
  return (
    <div className="bell-box">
      <div className="bell-head">
        <b>{tr("未读通知", "Unread")}</b>
        <span>
          <Button size="small" type="text" icon={<SoundOutlined className={sound === "ready" ? undefined : "bell-off"} />} title={SOUND[sound]} aria-label={SOUND[sound]} aria-pressed={sound === "muted"} onClick={() => mute(sound !== "muted")} />
          <Button size="small" type="text" icon={<CheckOutlined />} disabled={!items.length} onClick={() => read.mutate({ ids: [], until: items[0]?.id ?? null })}>{tr("全部已读", "All read")}</Button>
        </span>
      </div>
      {sound === "blocked" ? <p className="quiet">{SOUND.blocked}</p> : null}
      <FetchedView query={listed}>
        {() => <NoticeItems items={items} onOpen={(one) => { read.mutate({ ids: [one.id] }); onClose(); }} />}
      </FetchedView>
      <div className="bell-foot">
        <Link to="/notifications" onClick={onClose}>{tr("全部通知", "All notices")}</Link>
        <Link to="/notifications?tab=wishes" onClick={onClose}><SettingOutlined /> {tr("偏好", "Preferences")}</Link>
      </div>
    </div>
  );
}
