import { Button, Table } from "antd";

import type { Due, Hold, Limit } from "@/api/retention";
import { count, duration, NOTHING, room } from "@/format/quantity";
import { fullTime } from "@/format/time";
import { tr } from "@/lang";
import { Nothing } from "@/ui/PageState";
import { StateSymbol } from "@/ui/StateSymbol";

import { againstLook } from "./looks";

const days = (value: number | null): string => (value === null ? tr("全部", "all") : tr(`${count(value)} 天`, `${count(value)} d`));

/** The limits of every table; those kept by day first. */
export function Limits({ limits, onEdit }: { limits: readonly Limit[]; onEdit: ((limit: Limit) => void) | null }) {
  const edit = { key: "edit", title: tr("操作", "Change"), render: (_: unknown, one: Limit) => <Button size="small" onClick={() => onEdit?.(one)}>{tr("修改", "Change")}</Button> };
  return (
    <section className="block">
      <h2>{tr("各类记录保存多久", "How long records are kept")}</h2>
      <Table<Limit>
        size="small"
        pagination={false}
        rowKey="table"
        dataSource={[...limits]}
        scroll={{ x: true }}
        columns={[
          { key: "table", title: tr("数据表", "Table"), dataIndex: "table_name" },
          { key: "hot", title: tr("数据库内", "In the database"), dataIndex: "hot_days", align: "right", render: days },
          { key: "full", title: tr("归档全量", "Full in the archive"), dataIndex: "full_days", align: "right", render: days },
          { key: "thin", title: tr("之后抽稀为", "Then one in"), dataIndex: "thin_to_s", align: "right", render: (value: number | null) => (value === null ? tr("不抽稀", "not thinned") : duration(value)) },
          { key: "keep", title: tr("共保存", "Kept in all"), dataIndex: "keep_days", align: "right", render: days },
          { key: "first", title: tr("数据库最早日期", "First day there"), dataIndex: "first_day", render: (value: string | null) => value ?? NOTHING },
          { key: "partitions", title: tr("分区天数", "Days there"), dataIndex: "partitions", align: "right", render: (value: number, one) => (one.by_day ? count(value) : NOTHING) },
          { key: "bytes", title: tr("占用空间", "Room"), dataIndex: "bytes", align: "right", render: (value: number, one) => (one.by_day ? room(value) : NOTHING) },
          { key: "dropped", title: tr("已移出天数", "Days taken out"), dataIndex: "dropped", align: "right", render: (value: number, one) => (one.by_day ? count(value) : NOTHING) },
          { key: "kept", title: tr("留存键值", "Their keys"), dataIndex: "kept_bytes", align: "right", render: (value: number, one) => (one.by_day ? room(value) : NOTHING) },
          ...(onEdit ? [edit] : []),
        ]}
      />
    </section>
  );
}

/** Days past their time in the database: what goes at the next run, and what stays for what reason. */
export function Dues({ drops }: { drops: readonly Due[] }) {
  return (
    <section className="block">
      <h2>{tr("到期的分区", "Partitions past their time")}</h2>
      <Table<Due>
        size="small"
        pagination={false}
        rowKey={(due) => `${due.table} ${due.day}`}
        dataSource={[...drops]}
        scroll={{ x: true }}
        locale={{ emptyText: <Nothing what={tr("没有到期的分区", "No partition is past its time")} how={tr("超过“数据库内”天数、各站均已固化的日期列在这里", "Days past their time in the database stand here, once every station's is sealed")} /> }}
        columns={[
          { key: "table", title: tr("数据表", "Table"), dataIndex: "table_name" },
          { key: "day", title: tr("日期", "Day"), dataIndex: "day" },
          { key: "bytes", title: tr("占用空间", "Room"), dataIndex: "bytes", align: "right", render: room },
          { key: "against", title: tr("下次清理", "Next run"), dataIndex: "against", render: (_: unknown, due) => <StateSymbol look={againstLook(due)} /> },
          { key: "stations", title: tr("未固化站数", "Stations not sealed"), dataIndex: "stations", align: "right", render: (value: number) => (value ? count(value) : NOTHING) },
        ]}
      />
    </section>
  );
}

/** Stretches of stations' days that stay whole. */
export function Holds({ holds, onRelease }: { holds: readonly Hold[]; onRelease: ((hold: Hold) => void) | null }) {
  const release = { key: "release", title: tr("操作", "End"), render: (_: unknown, hold: Hold) => <Button size="small" onClick={() => onRelease?.(hold)}>{tr("解除", "Release")}</Button> };
  return (
    <Table<Hold>
      size="small"
      pagination={false}
      rowKey="id"
      dataSource={[...holds]}
      scroll={{ x: true }}
      locale={{ emptyText: <Nothing what={tr("没有保全的数据", "Nothing is held")} how={tr("案件引用的时段在结案前原样保存：不移出、不抽稀、不清除", "Days that a case cites stay whole until it is closed: not taken out, not thinned, not ended")} /> }}
      columns={[
        { key: "station", title: tr("加油站", "Station"), dataIndex: "station_id" },
        { key: "first", title: tr("开始日期", "From"), dataIndex: "first_day" },
        { key: "last", title: tr("结束日期", "To"), dataIndex: "last_day" },
        { key: "reason", title: tr("事由", "Reason"), dataIndex: "reason" },
        { key: "by", title: tr("经办人", "Placed by"), dataIndex: "placed_by" },
        { key: "at", title: tr("时间", "At"), dataIndex: "placed_at", render: (value: string) => fullTime(value) },
        ...(onRelease ? [release] : []),
      ]}
    />
  );
}
