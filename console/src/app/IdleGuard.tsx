import { Modal } from "antd";
import { useEffect, useState } from "react";

import { api, ask } from "@/api/client";
import { duration } from "@/format/quantity";
import { tr } from "@/lang";

import { idleMs, noteActivity, personIsActing } from "./activity";
import { fetchMe } from "./session";

const WARN_BEFORE_S = 120;
const TELL_EVERY_MS = 60_000;

/** Warns before the idle logout, keeps the session of a person who only reads, and logs out in time. */
export function IdleGuard({ seconds, onIdle }: { seconds: number; onIdle: () => void }) {
  const [left, setLeft] = useState(seconds);
  useEffect(() => {
    const timer = setInterval(() => setLeft(seconds - Math.floor(idleMs() / 1000)), 1_000);
    const teller = setInterval(() => {
      if (personIsActing()) void fetchMe().catch(() => undefined);
    }, TELL_EVERY_MS);
    return () => {
      clearInterval(timer);
      clearInterval(teller);
    };
  }, [seconds]);
  const over = left <= 0;
  useEffect(() => {
    // The platform may have ended the session first; its refusal then says what is wanted.
    if (over) void ask(api.POST("/api/v1/auth/logout")).catch(() => undefined).finally(onIdle);
  }, [over, onIdle]);

  const stay = () => {
    noteActivity();
    setLeft(seconds);
    void fetchMe().catch(() => undefined);
  };
  return (
    <Modal
      open={left <= Math.min(WARN_BEFORE_S, seconds / 2) && !over}
      title={tr("即将自动退出", "You will be logged out")}
      closable={false}
      cancelButtonProps={{ style: { display: "none" } }}
      okText={tr("继续使用", "Go on")}
      onOk={stay}
    >
      {tr(
        `您有一段时间没有操作。${duration(left)}后将自动退出，未提交的内容不会保存。`,
        `You have done nothing for a while. In ${duration(left)} you will be logged out; what was not sent will be lost.`,
      )}
    </Modal>
  );
}
