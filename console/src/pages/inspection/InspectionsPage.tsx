import { Button } from "antd";
import { useState } from "react";
import { Link, useNavigate } from "react-router";

import { useMay } from "@/app/session";
import { tr } from "@/lang";
import { DataTable } from "@/ui/DataTable";
import { PageHead } from "@/ui/PageHead";

import { ChecklistDialog } from "./ChecklistDialog";

/** 检查记录: what was found at stations, by whom, and until when it is to be put right. */
export default function InspectionsPage() {
  const navigate = useNavigate();
  const may = useMay("inspection.do");
  const [lists, show] = useState(false);
  return (
    <div className="page">
      <PageHead title={tr("检查记录", "Inspections")}>
        {may ? <Button onClick={() => show(true)}>{tr("检查表", "Checklists")}</Button> : null}
        {may ? <Link to="/inspection">{tr("开始现场检查", "Inspect on site")}</Link> : null}
      </PageHead>
      <DataTable table="inspections" quick={["department", "conclusion"]} onOpen={(row) => void navigate(`/inspections/${String(row["id"])}`)} empty={{ what: tr("还没有检查记录", "There is no inspection yet"), how: tr("用手机打开“现场检查”，没有网络也能填写、签名，联网后自动送达", "Open “Inspect on site” on a phone: it works without a network and sends later") }} />
      {lists ? <ChecklistDialog onClose={() => show(false)} /> : null}
    </div>
  );
}
