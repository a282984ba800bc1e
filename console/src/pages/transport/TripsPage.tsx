import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Upload } from "antd";
import { useState } from "react";

import { problemOf } from "@/api/problem";
import { sendTracks, transportSettings } from "@/api/transport";
import { useMay } from "@/app/session";
import { count } from "@/format/quantity";
import { listed } from "@/format/words";
import { tr } from "@/lang";
import { Answer } from "@/ui/Answer";
import { DataTable } from "@/ui/DataTable";
import { PageHead } from "@/ui/PageHead";
import { ProblemView } from "@/ui/PageState";

import { SettingsDrawer } from "./SettingsDrawer";

/** Every trip's part for a consignee; a waybill leads to the journey. */
export default function TripsPage() {
  const enters = useMay("supply.enter");
  const settles = useMay("supply.settle");
  const [open, setOpen] = useState(false);
  return (
    <div className="page">
      <PageHead title={tr("运输趟次", "Tanker trips")}>
        {enters ? <TrackUpload /> : null}
        {settles ? <Button onClick={() => setOpen(true)}>{tr("阈值和装油地", "Thresholds and loading places")}</Button> : null}
      </PageHead>
      <Told />
      <section className="block">
        <DataTable
          table="tanker_trips"
          quick={["plate_no", "loading_place"]}
          empty={{ what: tr("还没有运单", "There is no waybill yet"), how: tr("运单由交通运输部门的平台上报，或在“单据”页面导入", "Waybills come from the transport platform, or are imported with the papers") }}
        />
      </section>
      {open ? <SettingsDrawer onClose={() => setOpen(false)} /> : null}
    </div>
  );
}

function Told() {
  const found = useQuery(transportSettings);
  const unknown = found.data?.unknown_places ?? [];
  if (!found.data) return <Answer>{tr("点运单号查看一趟车的收货站、轨迹、停留和开锁。", "A waybill leads to its consignees, track, stops and lock openings.")}</Answer>;
  return (
    <Answer>
      {tr(
        <>点运单号查看一趟车的收货站、轨迹、停留和开锁；轨迹保存 {count(found.data.track_days)} 天。{unknown.length ? <>还不知道位置的装油地：{listed(unknown)}。</> : null}</>,
        <>A waybill leads to its consignees, track, stops and lock openings; tracks are kept for {count(found.data.track_days)} days. {unknown.length ? <>Loading places without a position: {listed(unknown)}.</> : null}</>,
      )}
    </Answer>
  );
}

function TrackUpload() {
  const client = useQueryClient();
  const { modal } = App.useApp();
  const send = useMutation({
    mutationFn: sendTracks,
    onSuccess: (told) => {
      void client.invalidateQueries({ queryKey: ["trip"] });
      const failed = told.errors.length > 0;
      modal.info({
        title: failed ? tr("文件没有导入", "The file was not taken") : tr("已导入", "Taken in"),
        content: failed
          ? <ul>{told.errors.slice(0, 20).map((one) => <li key={one.line}>{tr(`第 ${one.line} 行：${one.message}`, `Line ${one.line}: ${one.message}`)}</li>)}</ul>
          : tr(`新增 ${count(told.stored)} 条，重复 ${count(told.repeated)} 条`, `${count(told.stored)} new, ${count(told.repeated)} repeated`),
      });
    },
  });
  return (
    <>
      {send.isError ? <Alert type="error" title={<ProblemView problem={problemOf(send.error)} />} /> : null}
      <Upload accept=".csv" showUploadList={false} beforeUpload={(file) => { send.mutate(file); return false; }}>
        <Button loading={send.isPending}>{tr("导入轨迹或电子锁记录", "Import tracks or lock events")}</Button>
      </Upload>
    </>
  );
}
