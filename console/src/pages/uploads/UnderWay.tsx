import { useQueryClient } from "@tanstack/react-query";
import { Progress } from "antd";
import { useEffect } from "react";

import type { Upload } from "@/api/uploads";
import { count } from "@/format/quantity";
import { tr } from "@/lang";

/** How far the worker is with a large file; the page may be left meanwhile. */
export function UnderWay({ data }: { data: Upload }) {
  const client = useQueryClient();
  useEffect(() => () => void client.invalidateQueries({ queryKey: ["table"] }), [client]);
  const { done, total } = data.progress ?? { done: 0, total: 0 };
  const what = data.state === "committing" ? tr("正在核对并写入", "Checking and writing") : tr("正在核对", "Checking");
  return (
    <section className="block">
      <h2>{what}</h2>
      <p role="status">
        {total
          ? tr(`已核对 ${count(done)} 行，共 ${count(total)} 行。`, `${count(done)} of ${count(total)} rows are checked.`)
          : tr("正在读取文件……", "The file is being read …")}
        {tr("可以离开本页，稍后从导入记录里再打开。", " You may leave this page and open it from the list later.")}
      </p>
      <Progress percent={total ? Math.floor((100 * done) / total) : 0} aria-label={what} />
    </section>
  );
}
