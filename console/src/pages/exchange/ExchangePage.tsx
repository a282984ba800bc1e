import { useQuery } from "@tanstack/react-query";
import { Skeleton, Tabs } from "antd";

import { exchangeOverview, type Exchange } from "@/api/exchange";
import { tr } from "@/lang";
import { Answer } from "@/ui/Answer";
import { DataTable } from "@/ui/DataTable";
import { PageHead } from "@/ui/PageHead";
import { FetchedView } from "@/ui/PageState";
import { useUrlState } from "@/ui/useUrlState";

import "@/pages/credit/credit.css";
import { ActsTab } from "./ActsTab";
import { CatalogueTab } from "./CatalogueTab";
import { FilesTab } from "./FilesTab";
import { PlatformsTab } from "./PlatformsTab";
import { ProvinceTab } from "./ProvinceTab";

/** 平台对接: the city's sharing platform, the province's, files on a schedule, records of acts. */
export default function ExchangePage() {
  const found = useQuery(exchangeOverview);
  return (
    <div className="page">
      <PageHead title={tr("平台对接", "Platforms of others")} />
      <FetchedView query={found} loading={<Skeleton active />}>{(told) => <><Answer>{told.sentence}</Answer><Views told={told} /></>}</FetchedView>
    </div>
  );
}

function Views({ told }: { told: Exchange }) {
  const { search, change } = useUrlState();
  return (
    <section className="block">
      <Tabs
        activeKey={search.get("tab") ?? "applications"}
        onChange={(tab) => change({ tab: tab === "applications" ? null : tab })}
        destroyOnHidden
        items={[
          { key: "applications", label: tr("目录和申请", "Catalogue"), children: <CatalogueTab told={told} /> },
          { key: "province", label: tr("上报省平台", "Province"), children: <ProvinceTab told={told} /> },
          { key: "files", label: tr("定期交付", "Scheduled files"), children: <FilesTab told={told} /> },
          { key: "acts", label: tr("监管行为", "Acts"), children: <ActsTab told={told} /> },
          { key: "platforms", label: tr("平台", "Platforms"), children: <PlatformsTab told={told} /> },
          { key: "messages", label: tr("回执", "Receipts"), children: <DataTable table="exchange_messages" urlPrefix="m" quick={["state"]} empty={{ what: tr("还没有发送过", "Nothing was sent yet"), how: tr("发布目录、审核申请后由平台发送并登记回执", "Published entries and decisions are sent, their receipts kept") }} /> },
        ]}
      />
    </section>
  );
}
