import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App } from "antd";

import { NOTIFY } from "@/api/notify";
import { problemOf } from "@/api/problem";
import { tr } from "@/lang";

/** Something that is written: afterwards all of this page is read anew. */
export function useSaved<In, Out>(verb: (given: In) => Promise<Out>, done?: (out: Out) => void, words = tr("已保存", "Saved")) {
  const queries = useQueryClient();
  const { message } = App.useApp();
  return useMutation({
    mutationFn: verb,
    onSuccess: (out) => {
      void queries.invalidateQueries({ queryKey: [NOTIFY] });
      void queries.invalidateQueries({ queryKey: ["table", "deliveries"] });
      void message.success(words);
      done?.(out);
    },
    onError: (error) => void message.error(problemOf(error).message),
  });
}
