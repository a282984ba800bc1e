import { DownOutlined } from "@ant-design/icons";
import { Button, Dropdown, Modal, type MenuProps } from "antd";
import { useState } from "react";
import { useNavigate } from "react-router";

import type { Verb } from "@/api/life";
import { useMay } from "@/app/session";
import { tr } from "@/lang";
import { RecordForm } from "@/ui/RecordForm";

import { LifeDialog, type LifeStation } from "./LifeDialog";
import { VERBS } from "./words";

const ORDER: readonly Verb[] = ["suspend", "reopen", "close", "move", "merge", "split"];

/** Which verbs make sense for a station as it stands; the bureau has the last word. */
function offered(status: string): Verb[] {
  if (status === "closed") return ["reopen"];
  return ORDER.filter((verb) => (verb === "reopen" ? status === "suspended" : verb !== "suspend" || status === "operating"));
}

/** What can be done with a station as a whole; nothing for those who may not. */
export function LifecycleMenu({ station }: { station: LifeStation }) {
  const manages = useMay("registry.manage");
  const announces = useMay("downtime.request");
  const [verb, setVerb] = useState<Verb | null>(null);
  const [operation, setOperation] = useState(false);
  const navigate = useNavigate();
  const open = station.status !== "closed";
  const items: MenuProps["items"] = [
    ...(announces && open ? [{ key: "downtime", label: tr("申报停机", "Announce downtime") }] : []),
    ...(manages && open ? [{ key: "operation", label: tr("变更经营企业或方式", "Change operator or mode") }] : []),
    ...(manages ? offered(station.status).map((key) => ({ key, label: VERBS[key].title, danger: key === "close" })) : []),
  ];
  if (!items.length) return null;
  const choose = (key: string) => {
    if (key === "downtime") void navigate(`/downtimes?new=${station.station_id}`);
    else if (key === "operation") setOperation(true);
    else setVerb(key as Verb);
  };
  return (
    <>
      <Dropdown menu={{ items, onClick: ({ key }) => choose(key) }} trigger={["click"]}>
        <Button icon={<DownOutlined aria-hidden />} iconPlacement="end" aria-label={tr("办理", "Change")} aria-haspopup="menu">{tr("办理", "Change")}</Button>
      </Dropdown>
      {verb ? <LifeDialog key={verb} verb={verb} station={station} onDone={() => setVerb(null)} /> : null}
      <Modal open={operation} title={tr("变更经营企业或方式", "Change operator or mode")} footer={null} width={720} destroyOnHidden onCancel={() => setOperation(false)}>
        <RecordForm sheet="operations" initial={{ station_id: station.station_id }} onDone={() => setOperation(false)} onCancel={() => setOperation(false)} />
      </Modal>
    </>
  );
}
