import { useQuery } from "@tanstack/react-query";
import { Skeleton } from "antd";

import { rowChanges, type RegisterChange, type RowKey, type Sheet } from "@/api/register";
import { tr } from "@/lang";
import { FetchedView, Nothing } from "@/ui/PageState";
import { shown, type Value } from "@/ui/RecordFormValues";
import { Timeline, type TimelineItem } from "@/ui/Timeline";

const KINDS: Record<RegisterChange["kind"], string> = {
  added: tr("新增", "Added"),
  changed: tr("修改", "Changed"),
  removed: tr("删除", "Removed"),
};

export const SOURCES: Record<string, string> = {
  form: tr("表单", "Form"),
  upload: tr("Excel 上传", "Excel upload"),
  import: tr("档案导入", "Import"),
  profile: tr("城市配置", "City profile"),
  lifecycle: tr("站点变更", "Station lifecycle"),
  downtime: tr("停机申报", "Approved downtime"),
  platform: tr("平台", "Platform"),
};

/** What a row of the register was before, newest change first. */
export function RowHistory({ sheet, rowKey }: { sheet: Sheet; rowKey: RowKey }) {
  const changes = useQuery(rowChanges(sheet.name, rowKey));
  const field = (name: string) => sheet.fields.find((one) => one.name === name);
  return (
    <FetchedView query={changes} loading={<Skeleton active paragraph={{ rows: 4 }} />}>
      {(items) =>
        items.length ? (
          <Timeline
            items={items.map(itemOf)}
            fieldName={(name) => field(name)?.title ?? name}
            fieldValue={(name, value) => wordOf(field(name), value)}
          />
        ) : (
          <Nothing what={tr("登记以来没有变更", "Unchanged since it was registered")} how={tr("今后的每次改动都会连同旧值记在这里", "Every change will be kept here with what stood before")} />
        )
      }
    </FetchedView>
  );
}

function wordOf(field: Sheet["fields"][number] | undefined, value: unknown): string {
  return field ? shown(field, value as Value) : String(value ?? "—");
}

function itemOf(change: RegisterChange): TimelineItem {
  const said = [change.reason, SOURCES[change.source] ?? change.source, change.effective_on ? tr(`自 ${change.effective_on} 起`, `since ${change.effective_on}`) : ""];
  return {
    at: change.at,
    kind: "change",
    title: KINDS[change.kind],
    detail: said.filter(Boolean).join(" · "),
    actor: change.display_name,
    before: change.before,
    after: change.kind === "changed" ? change.after : null,
  };
}
