import { useQuery } from "@tanstack/react-query";
import { Button, Modal, Skeleton, Table } from "antd";
import { useState } from "react";

import { vapourTest, vapourTestsStanding, type VapourTest } from "@/api/vapour";
import { useMay } from "@/app/session";
import { NOTHING } from "@/format/quantity";
import { tr } from "@/lang";
import { Answer } from "@/ui/Answer";
import { DataTable } from "@/ui/DataTable";
import { PageHead } from "@/ui/PageHead";
import { FetchedView } from "@/ui/PageState";
import { StateSymbol } from "@/ui/StateSymbol";

import { verdictLook } from "./looks";
import { checkName, TestDialog } from "./TestDialog";

const CELLS = { verdict: (value: unknown) => <StateSymbol look={verdictLook(value)} /> };

/** 油气回收检测: tests of tightness, back-pressure, A/L and of monitors, judged by GB 20952-2020. */
export default function VapourTestsPage() {
  const found = useQuery(vapourTestsStanding);
  const may = useMay("vapour.manage");
  const [entering, enter] = useState(false);
  const [looked, look] = useState<number | null>(null);
  return (
    <div className="page">
      <PageHead title={tr("油气回收检测", "Vapour tests")}>
        {may ? <Button type="primary" onClick={() => enter(true)}>{tr("登记检测", "Enter a test")}</Button> : null}
      </PageHead>
      <FetchedView query={found} loading={<Skeleton active paragraph={{ rows: 1 }} />}>{(data) => <Answer>{data.sentence}</Answer>}</FetchedView>
      <section className="block">
        <DataTable
          table="vapour_tests"
          quick={["verdict", "kind"]}
          cells={CELLS}
          rowActions={(row) => <Button size="small" onClick={() => look(Number(row.id))}>{tr("查看", "Look")}</Button>}
          empty={{ what: tr("还没有检测记录", "No test was entered yet"), how: tr("点“登记检测”，按检测报告填写", "Enter tests as their reports have them") }}
        />
      </section>
      {entering ? <TestDialog onDone={(made) => look(made.id)} onClose={() => enter(false)} /> : null}
      {looked === null ? null : <Looked id={looked} onClose={() => look(null)} />}
    </div>
  );
}

function Looked({ id, onClose }: { id: number; onClose: () => void }) {
  const found = useQuery(vapourTest(id));
  return (
    <Modal open title={tr("检测记录", "Test")} footer={null} width={640} onCancel={onClose}>
      <FetchedView query={found} loading={<Skeleton active />}>{(data) => <Shown data={data} />}</FetchedView>
    </Modal>
  );
}

type Reading = VapourTest["readings"][number];

function Shown({ data }: { data: VapourTest }) {
  return (
    <>
      <p>{data.sentence}</p>
      <p>{tr(`${data.station_name}，${data.tested_on} 由${data.tester}检测，报告 ${data.certificate_no}，下次检测 ${data.next_due}。`, `${data.station_name}, tested on ${data.tested_on} by ${data.tester}, report ${data.certificate_no}, next due ${data.next_due}.`)}</p>
      {data.note ? <p>{data.note}</p> : null}
      <Table<Reading>
        size="small"
        rowKey={(one) => data.readings.indexOf(one)}
        dataSource={data.readings}
        pagination={false}
        scroll={{ x: 480 }}
        columns={[
          { key: "place", title: tr("位置", "Place"), render: (_, one) => one.place || NOTHING },
          { key: "check", title: tr("检查", "Check"), render: (_, one) => (one.check ? checkName(one.check) : one.flow_l_min ? `${one.flow_l_min} L/min` : NOTHING) },
          { key: "value", title: tr("实测", "Measured"), align: "right", render: (_, one) => Number(one.value) },
          { key: "monitor", title: tr("监测值", "Monitor"), align: "right", render: (_, one) => (one.by_monitor == null ? NOTHING : Number(one.by_monitor)) },
        ]}
      />
      <p className="quiet">{tr(`${data.made_by_name} 登记`, `Entered by ${data.made_by_name}`)}</p>
    </>
  );
}
