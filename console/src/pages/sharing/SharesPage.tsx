import { tr } from "@/lang";
import { Answer } from "@/ui/Answer";
import { DataTable } from "@/ui/DataTable";
import { PageHead } from "@/ui/PageHead";

/** 共享记录: what was given to whom, when, under which agreement. */
export default function SharesPage() {
  return (
    <div className="page">
      <PageHead title={tr("共享记录", "What was shared")} />
      <Answer>{tr("每一次读取、推送和文件都记在这里：给了谁、什么数据、多少行、依据哪份协议。", "Every read, event and file is noted here: to whom, which data, how many rows, under which agreement.")}</Answer>
      <DataTable table="sharing_shares" quick={["dataset", "way"]} empty={{ what: tr("还没有共享出任何数据", "Nothing was shared yet"), how: tr("协议批准并发放客户端密钥后，对方系统的读取会记在这里", "Once an agreement is approved and a client has its secret, reads are noted here") }} />
    </div>
  );
}
