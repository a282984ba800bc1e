import { useQuery } from "@tanstack/react-query";
import { Skeleton } from "antd";

import { rowChanges, type RegisterChange, type RowKey, type Sheet } from "@/api/register";
import { tr } from "@/lang";
import { FetchedView, Nothing } from "@/ui/PageState";
import { shown, type Value } from "@/ui/RecordFormValues";
import { Timeline, type TimelineItem } from "@/ui/Timeline";

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
  const said = [change.reason, change.source_title, change.effective_on ? tr(`自 ${change.effective_on} 起`, `since ${change.effective_on}`) : ""];
  return {
    at: change.at,
    kind: "change",
    title: change.kind_title,
    detail: said.filter(Boolean).join(" · "),
    actor: change.display_name,
    before: change.before,
    after: change.kind === "changed" ? change.after : null,
  };
}
