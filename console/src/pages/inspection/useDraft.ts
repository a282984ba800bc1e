import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";

import { useMe } from "@/app/session";

import type { Draft } from "./draft";
import { keep, mine } from "./outbox";

/** The person's inspections on this device. */
export function useMine() {
  const { username } = useMe();
  return useQuery({ queryKey: ["on-device", username], queryFn: () => mine(username), staleTime: 0 });
}

/** An inspection that is being written; every change is kept on the device at once, the last state of it always. */
export function useDraft(found: Draft) {
  const client = useQueryClient();
  const [draft, show] = useState(found);
  const [failed, fail] = useState(false);
  const [safe, tell] = useState(true);
  const now = useRef(found);
  const kept = useRef(found);
  const writing = useRef<Promise<void> | null>(null);
  const write = useCallback(async () => {
    while (kept.current !== now.current) {
      const state = now.current;
      await keep(state).then(() => fail(false), () => fail(true));
      kept.current = state;
    }
    writing.current = null;
    tell(true);
  }, []);
  const save = useCallback(async () => {
    writing.current ??= write();
    await writing.current;
    await client.invalidateQueries({ queryKey: ["on-device"] });
  }, [client, write]);
  const set = useCallback(
    (next: (before: Draft) => Draft) => {
      now.current = next(now.current);
      show(now.current);
      tell(false);
      writing.current ??= write();
    },
    [write],
  );
  useEffect(() => () => void client.invalidateQueries({ queryKey: ["on-device"] }), [client]);
  return { draft, set, save, safe, failed };
}
