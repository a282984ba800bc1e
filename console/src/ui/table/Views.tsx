import { DeleteOutlined, StarOutlined, TeamOutlined } from "@ant-design/icons";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Checkbox, Input, Popover } from "antd";
import { useState } from "react";

import { problemOf } from "@/api/problem";
import { dropView, savedViews, saveView, type SavedView } from "@/api/tables";
import { tr } from "@/lang";
import { FetchedView, Nothing } from "@/ui/PageState";

import { paramsOf, stateOf, type TableState } from "./state";

interface ViewsProps {
  table: string;
  state: TableState;
  change: (next: TableState) => void;
}

/** A view's state as it is kept: without the page that happened to be open. */
export const queryText = (state: TableState): string => new URLSearchParams(paramsOf({ ...state, page: 1 })).toString();

/** Filters, order and columns under a name: one's own, and those that colleagues share. */
export function Views(props: ViewsProps) {
  const [open, setOpen] = useState(false);
  return (
    <Popover trigger="click" placement="bottomRight" open={open} onOpenChange={setOpen} destroyOnHidden title={tr("视图", "Views")} content={<Kept {...props} onDone={() => setOpen(false)} />}>
      <Button icon={<StarOutlined />}>{tr("视图", "Views")}</Button>
    </Popover>
  );
}

function useViewChange(table: string) {
  const { message } = App.useApp();
  const queries = useQueryClient();
  return {
    onSuccess: () => void queries.invalidateQueries({ queryKey: ["views", table] }),
    onError: (error: unknown) => void message.error(problemOf(error).message),
  };
}

function Kept({ table, state, change, onDone }: ViewsProps & { onDone: () => void }) {
  const views = useQuery(savedViews(table));
  const drop = useMutation({ mutationFn: dropView, ...useViewChange(table) });
  const use = (view: SavedView) => {
    change(stateOf(new URLSearchParams(view.query)));
    onDone();
  };
  return (
    <div className="views-list">
      <FetchedView query={views} loading={<span className="quiet">{tr("正在取视图…", "Loading…")}</span>}>
        {(all) => (
          <>
            {all.length ? null : <Nothing what={tr("还没有保存的视图", "No saved views yet")} />}
            {all.map((view) => (
              <div key={view.id} className="views-one">
                <Button type="text" icon={view.shared ? <TeamOutlined aria-label={tr("共享", "Shared")} /> : undefined} aria-current={queryText(state) === view.query} onClick={() => use(view)}>{view.name}</Button>
                {view.mine ? <Button type="text" size="small" icon={<DeleteOutlined />} aria-label={tr(`删除视图${view.name}`, `Delete the view ${view.name}`)} onClick={() => drop.mutate(view.id)} /> : null}
              </div>
            ))}
          </>
        )}
      </FetchedView>
      <SaveForm table={table} state={state} />
    </div>
  );
}

function SaveForm({ table, state }: Pick<ViewsProps, "table" | "state">) {
  const [name, setName] = useState("");
  const [shared, setShared] = useState(false);
  const { onSuccess, onError } = useViewChange(table);
  const save = useMutation({
    mutationFn: () => saveView(table, { name: name.trim(), query: queryText(state), shared }),
    onSuccess: () => {
      setName("");
      onSuccess();
    },
    onError,
  });
  return (
    <form
      className="views-save"
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim()) save.mutate();
      }}
    >
      <Input value={name} maxLength={64} aria-label={tr("视图名称", "Name of the view")} placeholder={tr("把当前条件存为…", "Keep the current filter as…")} onChange={(event) => setName(event.target.value)} />
      <Checkbox checked={shared} onChange={(event) => setShared(event.target.checked)}>{tr("本部门可见", "My department may use it")}</Checkbox>
      <Button htmlType="submit" disabled={!name.trim()} loading={save.isPending}>{tr("保存视图", "Save view")}</Button>
    </form>
  );
}
