import { useQuery } from "@tanstack/react-query";
import { Button, Skeleton } from "antd";
import { useState } from "react";

import { retention, type Hold, type Limit, type Retention } from "@/api/retention";
import { count } from "@/format/quantity";
import { tr } from "@/lang";
import { Answer } from "@/ui/Answer";
import { PageHead } from "@/ui/PageHead";
import { FetchedView } from "@/ui/PageState";

import { HoldDialog, ReleaseDialog } from "./HoldDialogs";
import { LimitDialog } from "./LimitDialog";
import { Dues, Holds, Limits } from "./parts";

/** How long records are kept, what goes next, and what is held back for a case. */
export default function RetentionPage() {
  const found = useQuery(retention);
  return (
    <div className="page">
      <PageHead title={tr("保存期限", "Retention")} />
      <FetchedView query={found} loading={<Skeleton active />}>{(data) => <View data={data} />}</FetchedView>
    </div>
  );
}

function View({ data }: { data: Retention }) {
  const [limit, edit] = useState<Limit | null>(null);
  const [holding, hold] = useState(false);
  const [released, release] = useState<Hold | null>(null);
  return (
    <>
      <Answer>{sentence(data)}</Answer>
      <Limits limits={data.limits} onEdit={data.may_manage ? edit : null} />
      {data.planned ? <Dues drops={data.drops} /> : null}
      <section className="block">
        <div className="block-head">
          <h2>{tr("数据保全", "Holds")}</h2>
          {data.may_manage ? <Button onClick={() => hold(true)}>{tr("保全数据", "Hold days")}</Button> : null}
        </div>
        <Holds holds={data.holds} onRelease={data.may_manage ? release : null} />
      </section>
      {limit ? <LimitDialog limit={limit} onClose={() => edit(null)} /> : null}
      {holding ? <HoldDialog onClose={() => hold(false)} /> : null}
      {released ? <ReleaseDialog hold={released} onClose={() => release(null)} /> : null}
    </>
  );
}

function sentence({ planned, drops, thins, ends }: Retention): string {
  if (!planned) return tr("各类记录在数据库和归档库中的保存天数如下。", "How long records are kept in the database and in the archive.");
  const going = drops.filter((one) => !one.against).length;
  const staying = drops.length - going;
  if (!drops.length && !thins && !ends) return tr("没有到期的数据，下次清理（每日03:43）不移出任何记录。", "Nothing is past its limit: the next run (03:43) takes nothing out.");
  const rest = staying ? tr(`；${count(staying)} 天因故保留`, `; ${count(staying)} stay for a reason`) : "";
  const old = thins || ends ? tr(`；归档库抽稀 ${count(thins)} 个站日、清除 ${count(ends)} 个站日`, `; ${count(thins)} station-days of the archive are thinned, ${count(ends)} ended`) : "";
  return tr(`下次清理（每日03:43）从数据库移出 ${count(going)} 天的分区`, `The next run (03:43) takes ${count(going)} day partitions out of the database`) + rest + old + tr("。", ".");
}
