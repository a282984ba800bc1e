import { useQuery } from "@tanstack/react-query";
import { Button, Descriptions, Form, Input, InputNumber, Skeleton, Table } from "antd";
import { useState } from "react";
import { Link, useParams } from "react-router";

import { closeRepair, dispenserFile, type DispenserFile } from "@/api/metrology";
import { useMay } from "@/app/session";
import { decimal, NOTHING } from "@/format/quantity";
import { tr } from "@/lang";
import { productLook } from "@/states/fuel";
import { Answer } from "@/ui/Answer";
import { PageHead } from "@/ui/PageHead";
import { FetchedView } from "@/ui/PageState";
import { StateSymbol } from "@/ui/StateSymbol";
import { Timeline } from "@/ui/Timeline";

import { AskDialog } from "./AskDialog";
import { FormDialog, NEEDED } from "./FormDialog";
import { metrologyLook } from "./looks";
import { ResultDialog } from "./ResultDialog";
import { SealDialog, type Chosen } from "./SealDialog";

/** 一机一档: a dispenser's identities, its nozzles with their verification, its seals, and all that happened. */
export default function DispenserPage() {
  const { stationId = "", dispenserId = "" } = useParams();
  const found = useQuery(dispenserFile(stationId, Number(dispenserId)));
  const may = useMay("metrology.manage");
  const [closing, close] = useState(false);
  return (
    <div className="page">
      <PageHead title={found.data ? tr(`${found.data.station_name} ${dispenserId}号加油机`, `${found.data.station_name}, dispenser ${dispenserId}`) : tr("一机一档", "Dispenser")}>
        {may ? <Button onClick={() => close(true)}>{tr("维修结案", "Close a repair")}</Button> : null}
      </PageHead>
      <FetchedView query={found} loading={<Skeleton active paragraph={{ rows: 10 }} />}>{(data) => <Shown data={data} />}</FetchedView>
      {closing ? <CloseDialog onClose={() => close(false)} /> : null}
    </div>
  );
}

function Shown({ data }: { data: DispenserFile }) {
  return (
    <>
      <Answer>{data.sentence}</Answer>
      <p className="quiet"><Link to={`/stations/${data.station_id}`}>{tr("一站一档", "The station's file")}</Link></p>
      <section className="block">
        <h2>{tr("机具身份", "Identity")}</h2>
        <Descriptions size="small" bordered column={{ xs: 1, sm: 2, lg: 3 }} items={data.facts.map((one) => ({ key: one.name, label: one.title, children: one.value }))} />
      </section>
      <Nozzles data={data} />
      <Seals data={data} />
      <section className="block">
        <h2>{tr("履历", "History")}</h2>
        <Timeline items={data.entries.map((one) => ({ at: one.at, kind: one.kind === "verification" ? "verification" : one.authorised === false ? "alert" : "change", title: `${one.kind_name}${tr("：", ": ")}${one.title}`, detail: [one.detail, leave(one.authorised)].filter(Boolean).join(" · ") }))} />
      </section>
    </>
  );
}

const leave = (authorised: boolean | null): string => (authorised === null ? "" : authorised ? tr("有批准", "with leave") : tr("没有批准", "without leave"));

function Nozzles({ data }: { data: DispenserFile }) {
  const [may, mayManage, mayAsk] = [useMay("metrology.verify"), useMay("metrology.manage"), useMay("portal.use")];
  const mayLead = useMay("lead.see");
  const [entering, enter] = useState<number | null>(null);
  const [asking, ask] = useState<number | null>(null);
  return (
    <section className="block">
      <h2>{tr("加油枪与检定", "Nozzles and their verification")}</h2>
      <Table
        size="small"
        rowKey="nozzle_id"
        dataSource={[...data.nozzles]}
        pagination={false}
        scroll={{ x: 900 }}
        columns={[
          { key: "nozzle", title: tr("油枪", "Nozzle"), dataIndex: "nozzle_id", width: 70 },
          { key: "product", title: tr("油品", "Product"), width: 120, render: (_, one) => productLook(one.product).name },
          { key: "state", title: tr("检定", "Standing"), width: 130, render: (_, one) => <StateSymbol look={metrologyLook(one.state)} /> },
          { key: "until", title: tr("有效期至", "Valid until"), width: 110, render: (_, one) => one.valid_until ?? NOTHING },
          { key: "on", title: tr("检定日期", "Verified on"), width: 110, render: (_, one) => one.verified_on ?? NOTHING },
          { key: "error", title: tr("示值误差", "Error"), align: "right", width: 100, render: (_, one) => (one.error_pct === null ? NOTHING : `${decimal(one.error_pct, 3)}%`) },
          { key: "no", title: tr("证书编号", "Certificate"), render: (_, one) => one.certificate_no || NOTHING },
          { key: "do", title: tr("操作", "Actions"), width: 250, render: (_, one) => (
            <>
              {mayLead ? <Link to={`/metrology/measured/${data.station_id}/${one.nozzle_id}`}>{tr("实测估计", "Measured")}</Link> : null}
              {may ? <Button type="link" size="small" onClick={() => enter(one.nozzle_id)}>{tr("登记检定", "Enter result")}</Button> : null}
              {mayManage || mayAsk ? <Button type="link" size="small" onClick={() => ask(one.nozzle_id)}>{tr("申请检定", "Ask for one")}</Button> : null}
            </>
          ) },
        ]}
      />
      {entering === null ? null : <ResultDialog station={data.station_id} nozzle={entering} onClose={() => enter(null)} />}
      {asking === null ? null : <AskDialog station={data.station_id} nozzle={asking} onClose={() => ask(null)} />}
    </section>
  );
}

function Seals({ data }: { data: DispenserFile }) {
  const may = useMay("metrology.verify");
  const [chosen, choose] = useState<Chosen | null>(null);
  return (
    <section className="block">
      <div className="block-head">
        <h2>{tr("铅封", "Seals")}</h2>
        {may ? <Button onClick={() => choose({ act: "applied" })}>{tr("施封", "Put a seal on")}</Button> : null}
      </div>
      <Table
        size="small"
        rowKey="position"
        dataSource={[...data.seals.seals]}
        pagination={false}
        scroll={{ x: 620 }}
        columns={[
          { key: "position", title: tr("位置", "Position"), render: (_, one) => one.position_name },
          { key: "state", title: tr("状态", "State"), width: 110, render: (_, one) => <StateSymbol look={metrologyLook(one.state)} /> },
          { key: "no", title: tr("铅封号", "Seal no."), width: 140, render: (_, one) => one.seal_no || NOTHING },
          { key: "on", title: tr("施封日期", "Since"), width: 110, render: (_, one) => one.applied_on ?? NOTHING },
          { key: "do", title: tr("操作", "Actions"), width: 180, render: (_, one) => {
            if (!may) return null;
            if (!one.seal_no) return <Button type="link" size="small" onClick={() => choose({ act: "applied", position: one.position })}>{tr("施封", "Seal it")}</Button>;
            const on = { position: one.position, seal_no: one.seal_no };
            return (
              <>
                <Button type="link" size="small" onClick={() => choose({ act: "removed", ...on })}>{tr("拆换", "Take off")}</Button>
                <Button type="link" size="small" onClick={() => choose({ act: "found_broken", ...on })}>{tr("破损", "Broken")}</Button>
              </>
            );
          } },
        ]}
      />
      {chosen ? <SealDialog station={data.station_id} dispenser={data.dispenser_id} chosen={chosen} onClose={() => choose(null)} /> : null}
    </section>
  );
}

interface Closing {
  downtime: number;
  work: string;
  mainboard_no?: string;
  encoder_no?: string;
  software_version?: string;
}

function CloseDialog({ onClose }: { onClose: () => void }) {
  return (
    <FormDialog<Closing, unknown>
      title={tr("维修结案", "Close a repair")}
      send={({ downtime, ...rest }) => closeRepair(downtime, { mainboard_no: "", encoder_no: "", software_version: "", ...rest })}
      done={tr("已结案，更换的部件已更新档案", "Closed; changed parts are in the register")}
      onClose={onClose}
    >
      <p className="quiet">{tr(<>维修先在<Link to="/downtimes">停机申报</Link>中申报并经批准，完工后在此结案。</>, <>A repair is announced and approved as <Link to="/downtimes">downtime</Link> first, and closed here when it is done.</>)}</p>
      <Form.Item name="downtime" label={tr("停机申报编号", "Number of the downtime")} rules={NEEDED}><InputNumber min={1} /></Form.Item>
      <Form.Item name="work" label={tr("维修内容", "What was done")} rules={NEEDED}><Input.TextArea rows={2} maxLength={2000} /></Form.Item>
      <Form.Item name="mainboard_no" label={tr("新主板编号", "New main board no.")}><Input maxLength={64} /></Form.Item>
      <Form.Item name="encoder_no" label={tr("新编码器编号", "New encoder no.")}><Input maxLength={64} /></Form.Item>
      <Form.Item name="software_version" label={tr("新软件版本", "New software version")}><Input maxLength={64} /></Form.Item>
    </FormDialog>
  );
}
