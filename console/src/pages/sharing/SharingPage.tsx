import { useQuery } from "@tanstack/react-query";
import { Button, Skeleton } from "antd";

import { sharingOverview } from "@/api/sharing";
import { useMay } from "@/app/session";
import { tr } from "@/lang";
import { Answer } from "@/ui/Answer";
import { DataTable } from "@/ui/DataTable";
import { PageHead } from "@/ui/PageHead";
import { FetchedView } from "@/ui/PageState";
import { StateSymbol } from "@/ui/StateSymbol";
import { useUrlState } from "@/ui/useUrlState";

import { AgreementDrawer } from "./AgreementDrawer";
import { DraftDialog } from "./DraftDialog";
import "./sharing.css";
import { agreementLook } from "./words";

const CELLS = { status: (state: unknown) => <StateSymbol look={agreementLook(state)} /> };

/** 共享协议: who may be given which data, until when and for what. */
export default function SharingPage() {
  const { search, change } = useUrlState();
  const may = useMay("sharing.manage");
  const found = useQuery(sharingOverview);
  const open = Number(search.get("open"));
  return (
    <div className="page">
      <PageHead title={tr("共享协议", "Agreements of sharing")}>{may ? <Button type="primary" onClick={() => change({ draft: "1" })}>{tr("起草协议", "Draft an agreement")}</Button> : null}</PageHead>
      <FetchedView query={found} loading={<Skeleton active />}>{(data) => <Answer>{data.sentence}</Answer>}</FetchedView>
      <DataTable table="sharing_agreements" quick={["status"]} cells={CELLS} onOpen={(row) => change({ open: String(row["id"]) })} empty={{ what: tr("还没有共享协议", "There is no agreement yet"), how: tr("起草协议，写明接收方、依据、用途、数据集、区划和期限，由他人批准后生效", "Draft one with receiver, basis, purpose, data sets, regions and term; somebody else approves it") }} />
      {open ? <AgreementDrawer id={open} onClose={() => change({ open: null })} /> : null}
      {search.has("draft") ? <DraftDialog onClose={(made) => change({ draft: null, open: made ? String(made) : null })} /> : null}
    </div>
  );
}
