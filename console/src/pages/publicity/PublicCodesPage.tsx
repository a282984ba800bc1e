import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App, Button } from "antd";
import { useNavigate } from "react-router";

import { problemOf } from "@/api/problem";
import { makeCodes, RENEWS } from "@/api/publicity";
import { useMay } from "@/app/session";
import { tr } from "@/lang";
import { Answer } from "@/ui/Answer";
import { DataTable } from "@/ui/DataTable";
import { PageHead } from "@/ui/PageHead";
import { ProblemView } from "@/ui/PageState";

/** 公示二维码: a code for each dispenser, and the station's sheet to print. */
export default function PublicCodesPage() {
  const navigate = useNavigate();
  const client = useQueryClient();
  const { message } = App.useApp();
  const may = useMay("metrology.manage");
  const making = useMutation({
    mutationFn: () => makeCodes(null),
    onSuccess: ({ made }) => {
      RENEWS.forEach((queryKey) => void client.invalidateQueries({ queryKey }));
      void message.success(made ? tr(`已生成${made}个二维码`, `${made} codes were made`) : tr("各加油机均已有二维码", "Every dispenser has its code"));
    },
  });
  return (
    <div className="page">
      <PageHead title={tr("公示二维码", "Public codes")}>
        {may ? <Button type="primary" loading={making.isPending} onClick={() => making.mutate()}>{tr("为在用加油机生成", "Make codes for dispensers in use")}</Button> : null}
      </PageHead>
      <Answer>{tr("每台加油机一个二维码，任何人扫码可看检定有效期、铅封状态和今日单价，并可投诉；不显示任何个人信息。点一行打开该站的打印页。", "A code for each dispenser: whoever scans it sees until when it is verified, its seals and today's price, and may complain; nothing personal is shown. A row opens the station's sheet to print.")}</Answer>
      {making.isError ? <ProblemView problem={problemOf(making.error)} /> : null}
      <DataTable table="public_codes" quick={["state"]} onOpen={(row) => void navigate(`/public-codes/${String(row["station_id"])}`)} empty={{ what: tr("还没有公示二维码", "There is no public code yet"), how: tr("点右上角按钮为在用加油机生成", "The button above makes them for the dispensers in use") }} />
    </div>
  );
}
