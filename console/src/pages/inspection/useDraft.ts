import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";

import { useMe } from "@/app/session";

import type { Draft } from "./draft";
import { keep, mine } from "./outbox";

const SOON_MS = 300;

/** The person's inspections on this device. */
export function useMine() {
  const { username } = useMe();
  return useQuery({ queryKey: ["on-device", username], queryFn: () => mine(username), staleTime: 0 });
}

/** An inspection that is being written; every change is kept on the device, at the latest when the page is left. */
export function useDraft(found: Draft) {
  const client = useQueryClient();
  const [draft, show] = useState(found);
  const [failed, fail] = useState(false);
  const now = useRef(found);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const save = useCallback(async () => {
    clearTimeout(timer.current);
    timer.current = undefined;
    await keep(now.current).then(() => fail(false), () => fail(true));
    await client.invalidateQueries({ queryKey: ["on-device"] });
  }, [client]);
  const set = useCallback(
    (next: (before: Draft) => Draft) => {
      now.current = next(now.current);
      show(now.current);
      clearTimeout(timer.current);
      timer.current = setTimeout(() => void save(), SOON_MS);
    },
    [save],
  );
  useEffect(() => {
    const atOnce = () => {
      if (timer.current !== undefined) void save();
    };
    window.addEventListener("pagehide", atOnce);
    document.addEventListener("visibilitychange", atOnce);
    return () => {
      window.removeEventListener("pagehide", atOnce);
      document.removeEventListener("visibilitychange", atOnce);
      atOnce();
    };
  }, [save]);
  return { draft, set, save, failed };
}
