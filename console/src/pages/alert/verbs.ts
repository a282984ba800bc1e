import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App } from "antd";

import type { Schemas } from "@/api/client";
import { problemOf } from "@/api/problem";

export type Page = Schemas["AlertPage"];

const COUNTED = [["alerts"], ["table", "alerts"], ["overview"], ["map"], ["station"], ["workbench"]];

/**
 * A verb on an alert: its answer becomes the page, and everything that counts alerts is asked for again.
 * Where something came in between (409), the page is asked for again, so that the person sees what came.
 */
export function useVerb<Body>(id: number, send: (body: Body) => Promise<Page>, said: string, onDone: () => void) {
  const queries = useQueryClient();
  const { message } = App.useApp();
  return useMutation({
    mutationFn: send,
    onSuccess: (page) => {
      queries.setQueryData(["alert", id], page);
      COUNTED.forEach((queryKey) => void queries.invalidateQueries({ queryKey }));
      void message.success(said);
      onDone();
    },
    onError: (error) => {
      if (problemOf(error).code === "changed") void queries.invalidateQueries({ queryKey: ["alert", id] });
    },
  });
}
