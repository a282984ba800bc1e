import { useQuery } from "@tanstack/react-query";
import { Button, Skeleton, Table, Tag, type TableProps } from "antd";
import { useState } from "react";
import { Link } from "react-router";

import * as queries from "@/api/queries";
import { useMay } from "@/app/session";
import { time } from "@/format/time";
import { tr } from "@/lang";
import { FetchedView, Nothing } from "@/ui/PageState";

import { CodeDialog } from "./CodeDialog";
import { DecisionDialog } from "./DecisionDialog";
import { STATES, stateLook, type Collector, type CollectorState } from "./states";

export interface Decision {
  collector: Collector;
  state: CollectorState;
}

/** A station's collectors: where each stands, a code for a new box, and the decision after its joint test. */
export function Collectors({ station }: { station: string }) {
  const may = useMay("registry.manage");
  const found = useQuery(queries.collectors(station));
  const [asking, setAsking] = useState(false);
  const [decision, setDecision] = useState<Decision | null>(null);
  return (
    <section className="collectors">
      <div className="section-head">
        <h3>{tr("采集终端", "Collectors")}</h3>
        {may ? <Button size="small" onClick={() => setAsking(true)}>{tr("签发注册码", "Issue an enrolment code")}</Button> : null}
      </div>
      <FetchedView query={found} loading={<Skeleton active />}>
        {(data) => (
          <Table<Collector>
            size="small"
            rowKey="collector_id"
            columns={columns(may, setDecision)}
            dataSource={data}
            pagination={false}
            scroll={{ x: 720 }}
            locale={{
              emptyText: (
                <Nothing
                  what={tr("这个站还没有采集终端", "This station has no collector yet")}
                  how={tr("签发注册码，在终端上用它注册后出现在这里", "Issue an enrolment code; once the box has enrolled with it, it stands here")}
                />
              ),
            }}
          />
        )}
      </FetchedView>
      {asking ? <CodeDialog station={station} onDone={() => setAsking(false)} /> : null}
      {decision ? <DecisionDialog station={station} decision={decision} onDone={() => setDecision(null)} /> : null}
    </section>
  );
}

export const CollectorTag = ({ state }: { state: string }) => <Tag color={stateLook(state).colour}>{stateLook(state).word}</Tag>;

function columns(may: boolean, decide: (decision: Decision) => void): TableProps<Collector>["columns"] {
  return [
    { title: tr("编号", "Collector"), dataIndex: "collector_id", width: 160, render: (id: string) => <Link to={`/collectors/${encodeURIComponent(id)}`}>{id}</Link> },
    { title: tr("状态", "State"), dataIndex: "state", width: 190, render: (state: CollectorState) => <Tag color={STATES[state].colour}>{STATES[state].meaning}</Tag> },
    { title: tr("固件", "Firmware"), dataIndex: "firmware", width: 180, render: (text: string | null) => text ?? "—" },
    { title: tr("注册于", "Enrolled"), dataIndex: "enrolled_at", width: 110, align: "right", render: (at: string) => time(at) },
    { title: tr("最近启动", "Last boot"), dataIndex: "booted_at", width: 110, align: "right", render: (at: string | null) => time(at) },
    {
      title: tr("办理", "Decide"),
      key: "decide",
      hidden: !may,
      render: (_, collector) =>
        collector.state === "accepted" ? (
          <Button size="small" onClick={() => decide({ collector, state: "refused" })}>{tr("停用", "Put out of use")}</Button>
        ) : (
          <Button size="small" type="primary" onClick={() => decide({ collector, state: "accepted" })}>{tr("验收通过", "Accept")}</Button>
        ),
    },
  ];
}
