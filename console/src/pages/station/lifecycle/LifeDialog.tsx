import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App, Button, Form, Modal } from "antd";
import { useState } from "react";
import { useNavigate } from "react-router";

import type { Schemas } from "@/api/client";
import { carryOut, type Verb } from "@/api/life";
import { problemOf } from "@/api/problem";
import { tr } from "@/lang";
import { ProblemView } from "@/ui/PageState";

import "./lifecycle.css";
import { DatedFields, MergeFields, MoveFields, SplitFields } from "./LifeFields";
import { LifePreview } from "./LifePreview";
import { orderOf, type Typed } from "./order";
import { VERBS } from "./words";

export type LifeStation = Pick<Schemas["StationOut"], "station_id" | "name" | "status" | "region_code" | "longitude" | "latitude">;

interface LifeDialogProps {
  verb: Verb;
  station: LifeStation;
  onDone: () => void;
}

const STALE = new Set(["station", "dossier", "timeline", "table", "register", "map", "overview", "station-names", "downtime-devices", "charts"]);
const today = (): string => new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);

/** One verb of a station's life: fill in, see what would be done, do it. */
export function LifeDialog({ verb, station, onDone }: LifeDialogProps) {
  const [form] = Form.useForm<Typed>();
  const [order, setOrder] = useState<Record<string, unknown> | null>(null);
  const client = useQueryClient();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const preview = useMutation({
    mutationFn: (body: Record<string, unknown>) => carryOut(verb, station.station_id, { ...body, dry_run: true }),
    onSuccess: (_, body) => setOrder(body),
  });
  const doing = useMutation({
    mutationFn: (body: Record<string, unknown>) => carryOut(verb, station.station_id, body),
    onSuccess: (told) => {
      void client.invalidateQueries({ predicate: ({ queryKey }) => STALE.has(String(queryKey[0])) });
      void message.success(VERBS[verb].done);
      onDone();
      if (told.station_id !== station.station_id) void navigate(`/stations/${told.station_id}`);
    },
  });
  const failed = order ? doing.error : preview.error;
  const back = () => {
    doing.reset();
    setOrder(null);
  };
  const buttons = order ? (
    <>
      <Button onClick={back}>{tr("返回修改", "Back")}</Button>
      <Button type="primary" danger={verb === "close"} loading={doing.isPending} onClick={() => doing.mutate(order)}>{tr(`确认${VERBS[verb].title}`, `${VERBS[verb].title} now`)}</Button>
    </>
  ) : (
    <>
      <Button onClick={onDone}>{tr("取消", "Cancel")}</Button>
      <Button type="primary" loading={preview.isPending} onClick={() => form.submit()}>{tr("预览", "Preview")}</Button>
    </>
  );
  return (
    <Modal open width={760} title={tr(`${VERBS[verb].title}：${station.name}`, `${VERBS[verb].title}: ${station.name}`)} onCancel={onDone} footer={buttons} mask={{ closable: false }}>
      {failed ? <ProblemView problem={problemOf(failed)} /> : null}
      {order && preview.data ? <LifePreview told={preview.data} /> : null}
      <div hidden={order !== null}>
        <p className="life-intro">{VERBS[verb].intro}</p>
        <Form<Typed>
          form={form}
          layout="vertical"
          className="life-form"
          initialValues={{ effective_on: today(), goes_on: "this" }}
          onFinish={(typed) => preview.mutate(orderOf(verb, station.station_id, typed))}
        >
          <DatedFields />
          {verb === "move" ? <MoveFields station={station} /> : null}
          {verb === "merge" ? <MergeFields station={station} /> : null}
          {verb === "split" ? <SplitFields station={station.station_id} /> : null}
        </Form>
      </div>
    </Modal>
  );
}
