import { useQuery } from "@tanstack/react-query";
import { Skeleton } from "antd";
import { useEffect } from "react";
import { Link } from "react-router";

import { inspectionKit } from "@/api/inspections";
import { useMay } from "@/app/session";
import { tr } from "@/lang";
import { beAnApp } from "@/offline/app";
import { PageHead } from "@/ui/PageHead";
import { FetchedView } from "@/ui/PageState";
import { useUrlState } from "@/ui/useUrlState";

import { INSPECTION } from "./app";
import { Begin } from "./Begin";
import { Editor } from "./Editor";
import "./inspection.css";
import { OnDevice } from "./OnDevice";
import { useMine } from "./useDraft";

/** 现场检查: made for a phone in a yard; works without a network and sends when it is back. */
export default function InspectionPage() {
  const { search, change } = useUrlState();
  const kit = useQuery(inspectionKit);
  const found = useMine();
  const seesRecords = useMay("inspection.see");
  const there = Boolean(kit.data);
  useEffect(() => {
    if (there) beAnApp(INSPECTION);
  }, [there]);
  const draft = found.data?.find((one) => one.id === search.get("draft") && one.state === "draft");
  const open = (id: string | null) => void found.refetch().then(() => change({ draft: id }));
  return (
    <div className="page inspection">
      <PageHead title={tr("现场检查", "Inspect on site")}>{draft || !seesRecords ? null : <Link to="/inspections">{tr("检查记录", "Records")}</Link>}</PageHead>
      {draft ? (
        <Editor key={draft.id} found={draft} kit={kit.data} onSigned={() => open(null)} onClose={() => open(null)} />
      ) : (
        <>
          <OnDevice onOpen={open} />
          <FetchedView query={kit} loading={<Skeleton active paragraph={{ rows: 6 }} />}>{(data) => <Begin kit={data} onBegun={open} />}</FetchedView>
        </>
      )}
    </div>
  );
}
