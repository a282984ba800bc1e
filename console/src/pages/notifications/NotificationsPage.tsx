import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Segmented, Tabs } from "antd";

import { NOTICES, notices, readNotices, summary } from "@/api/notify";
import { count } from "@/format/quantity";
import { tr } from "@/lang";
import { levelLook } from "@/states/alert";
import { Answer } from "@/ui/Answer";
import { PageHead } from "@/ui/PageHead";
import { FetchedView } from "@/ui/PageState";
import { useUrlState } from "@/ui/useUrlState";

import { NoticeItems } from "./NoticeItems";
import { WishForm } from "./WishForm";

/** One's own notices, and how one wants to be told. */
export default function NotificationsPage() {
  const { search, change } = useUrlState();
  const { data } = useQuery(summary);
  return (
    <div className="page">
      <PageHead title={tr("我的通知", "My notices")} />
      <Answer>{data ? sentence(data.unread, data.gravest) : tr("正在读取……", "Loading…")}</Answer>
      <section className="block">
        <Tabs
          activeKey={search.get("tab") ?? "list"}
          onChange={(tab) => change({ tab: tab === "list" ? null : tab })}
          items={[
            { key: "list", label: tr("通知", "Notices"), children: <List /> },
            { key: "wishes", label: tr("接收偏好", "Preferences"), children: <WishForm /> },
          ]}
        />
      </section>
    </div>
  );
}

function sentence(unread: number, gravest: string): string {
  if (!unread) return tr("没有未读通知。", "Nothing is unread.");
  const most = gravest ? tr(`，最高为${levelLook(gravest).word}预警`, `, the gravest ${levelLook(gravest).word.toLowerCase()}`) : "";
  return tr(`${count(unread)} 条通知未读${most}。`, `${count(unread)} notices are unread${most}.`);
}

function List() {
  const { search, change } = useUrlState();
  const unread = search.get("unread") === "1";
  const queries = useQueryClient();
  const listed = useInfiniteQuery(notices(unread));
  const read = useMutation({ mutationFn: readNotices, onSuccess: () => queries.invalidateQueries({ queryKey: [NOTICES] }) });
  const items = listed.data?.pages.flatMap((page) => page.items) ?? [];
  const left = listed.data?.pages[0]?.unread ?? 0;
  return (
    <>
      <div className="block-head">
        <Segmented
          value={unread ? "unread" : "all"}
          onChange={(value) => change({ unread: value === "unread" ? "1" : null })}
          options={[{ value: "all", label: tr("全部", "All") }, { value: "unread", label: tr(`未读 ${left}`, `Unread ${left}`) }]}
        />
        <Button disabled={!left} loading={read.isPending} onClick={() => read.mutate({ ids: [], until: items[0]?.id ?? null })}>{tr("全部标为已读", "Mark all as read")}</Button>
      </div>
      <FetchedView query={listed}>{() => <NoticeItems items={items} whole onOpen={(one) => read.mutate({ ids: [one.id] })} />}</FetchedView>
      {listed.hasNextPage ? <Button block onClick={() => void listed.fetchNextPage()} loading={listed.isFetchingNextPage}>{tr("更早的通知", "Earlier ones")}</Button> : null}
    </>
  );
}
