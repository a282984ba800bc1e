import { useQuery } from "@tanstack/react-query";
import { Skeleton, Table, type TableProps } from "antd";

import { drillOverview, type DrillCounty } from "@/api/incidents";
import { NOTHING } from "@/format/quantity";
import { withNote } from "@/format/words";
import { tr } from "@/lang";
import { FetchedView } from "@/ui/PageState";

const COLUMNS: TableProps<DrillCounty>["columns"] = [
  { key: "region", title: tr("县区", "County"), dataIndex: "region_name" },
  { key: "stations", title: tr("加油站", "Stations"), dataIndex: "stations", align: "right" },
  { key: "in_time", title: tr("按期演练", "In time"), dataIndex: "in_time", align: "right" },
  { key: "overdue", title: tr("超期或未演练", "Overdue or never"), dataIndex: "overdue", align: "right" },
  { key: "last", title: tr("最近演练", "Last drill"), render: (_, one) => one.last_on ?? NOTHING },
];

/** How the counties stand with their drills. */
export function Counties() {
  const found = useQuery(drillOverview);
  return (
    <FetchedView query={found} loading={<Skeleton active />}>
      {(data) => (
        <>
          <p>{data.sentence} <small className="quiet">{withNote(tr(`间隔${data.every_days}天`, `every ${data.every_days} days`), data.source)}</small></p>
          <Table<DrillCounty> size="small" rowKey="region_code" columns={COLUMNS} dataSource={data.counties} pagination={false} scroll={{ x: 480 }} />
        </>
      )}
    </FetchedView>
  );
}
