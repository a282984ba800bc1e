import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, DatePicker, Form, Input, Select, Skeleton, Tabs } from "antd";
import type { Dayjs } from "dayjs";
import { useRef, useState } from "react";

import { bulletinOverview, BULLETINS, draftBulletin, proposeNotices, writeNotice, type Bulletin, type Notice } from "@/api/bulletins";
import type { Schemas } from "@/api/client";
import { problemOf } from "@/api/problem";
import { cityDay } from "@/format/days";
import { tr } from "@/lang";
import { Answer } from "@/ui/Answer";
import { DataTable } from "@/ui/DataTable";
import { FormDialog, NEEDED } from "@/ui/FormDialog";
import { PageHead } from "@/ui/PageHead";
import { FetchedView } from "@/ui/PageState";
import { useUrlState } from "@/ui/useUrlState";

import "@/pages/credit/credit.css";
import { BulletinDrawer } from "./BulletinDrawer";
import { NoticeDrawer } from "./NoticeDrawer";

type Desk = Schemas["BulletinOverview"];
const named = (all: { code: string; name: string }[]) => all.map((one) => ({ value: one.code, label: one.name }));

/** 通报和催办: bulletins made from figures, notices that want an answer. */
export default function BulletinsPage() {
  const { search, change } = useUrlState();
  const found = useQuery(bulletinOverview);
  const client = useQueryClient();
  const { message } = App.useApp();
  const [dialog, show] = useState<"draft" | "notice" | null>(null);
  const propose = useMutation({
    mutationFn: proposeNotices,
    onError: (error) => void message.error(problemOf(error).message),
    onSuccess: ({ proposed }) => {
      BULLETINS.forEach((queryKey) => void client.invalidateQueries({ queryKey }));
      void message.success(tr(`新提出${proposed}件，待签发`, `${proposed} new notices wait to be issued`));
    },
  });
  const open = Number(search.get("open"));
  const notice = Number(search.get("notice"));
  const data = found.data;
  return (
    <div className="page">
      <PageHead title={tr("通报和催办", "Bulletins and notices")}>
        {data?.may_manage ? <Button loading={propose.isPending} onClick={() => propose.mutate()}>{tr("按事实提出催办", "Propose from facts")}</Button> : null}
        {data?.may_manage ? <Button onClick={() => show("notice")}>{tr("拟制通知", "Write a notice")}</Button> : null}
        {data?.may_manage ? <Button type="primary" onClick={() => show("draft")}>{tr("拟制通报", "Draft a bulletin")}</Button> : null}
      </PageHead>
      <FetchedView query={found} loading={<Skeleton active />}>{(told) => <Answer>{told.sentence}</Answer>}</FetchedView>
      <section className="block">
        <Tabs
          activeKey={search.get("tab") ?? "bulletins"}
          onChange={(tab) => change({ tab: tab === "bulletins" ? null : tab })}
          destroyOnHidden
          items={[
            { key: "bulletins", label: tr("通报", "Bulletins"), children: <DataTable table="bulletins" quick={["status", "kind"]} onOpen={(row) => change({ open: String(row["id"]) })} empty={{ what: tr("还没有通报", "There is no bulletin yet"), how: tr("选择周或月，数据自动预填", "Choose a week or month; figures come by themselves") }} /> },
            { key: "notices", label: tr("催办通知", "Notices"), children: <DataTable table="notices" urlPrefix="n" quick={["status", "kind"]} onOpen={(row) => change({ notice: String(row["id"]) })} empty={{ what: tr("没有催办通知", "There is no notice"), how: tr("每天早上按超期事项提出，由人签发", "Proposed each morning from what is overdue; a person issues them") }} /> },
          ]}
        />
      </section>
      {open ? <BulletinDrawer id={open} departments={named(data?.departments ?? [])} onClose={() => change({ open: null })} /> : null}
      {notice ? <NoticeDrawer id={notice} onClose={() => change({ notice: null })} /> : null}
      {dialog === "draft" && data ? <DraftDialog desk={data} onClose={(made) => (show(null), made ? change({ open: String(made) }) : undefined)} /> : null}
      {dialog === "notice" && data ? <NoticeDialog desk={data} onClose={() => show(null)} /> : null}
    </div>
  );
}

function DraftDialog({ desk, onClose }: { desk: Desk; onClose: (made: number | null) => void }) {
  const made = useRef<number | null>(null);
  return (
    <FormDialog<{ kind: "week" | "month"; area: string; first: Dayjs }, Bulletin> title={tr("拟制通报", "Draft a bulletin")} okText={tr("拟制", "Draft")} initial={{ kind: "week", area: desk.areas[0]?.code, first: cityDay() }} send={({ first, ...typed }) => draftBulletin({ ...typed, first: first.format("YYYY-MM-DD") })} done={tr("已按数据预填，请核对修改", "Prefilled from figures; please check it")} renews={BULLETINS} onDone={(one) => { made.current = one.id; }} onClose={() => onClose(made.current)}>
      <Form.Item name="kind" label={tr("类别", "Kind")} rules={NEEDED}><Select options={[{ value: "week", label: tr("周报", "Week") }, { value: "month", label: tr("月报", "Month") }]} /></Form.Item>
      <Form.Item name="area" label={tr("区域", "Region")} rules={NEEDED}><Select options={named(desk.areas)} /></Form.Item>
      <Form.Item name="first" label={tr("其中任一日", "Any day of it")} rules={NEEDED}><DatePicker /></Form.Item>
    </FormDialog>
  );
}

function NoticeDialog({ desk, onClose }: { desk: Desk; onClose: () => void }) {
  return (
    <FormDialog<{ area: string; department?: string; title: string; text: string }, Notice> title={tr("拟制通知", "Write a notice")} send={({ department, ...typed }) => writeNotice({ ...typed, department: department ?? "" })} done={tr("已拟制，待另一人签发", "Written; another person issues it")} renews={BULLETINS} onClose={onClose}>
      <Form.Item name="area" label={tr("区域", "Region")} rules={NEEDED}><Select options={named(desk.areas)} /></Form.Item>
      <Form.Item name="department" label={tr("部门（不选则发给该县区主管部门）", "Department (none: the county's bureau)")}><Select allowClear options={named(desk.departments)} /></Form.Item>
      <Form.Item name="title" label={tr("标题", "Title")} rules={NEEDED}><Input maxLength={200} /></Form.Item>
      <Form.Item name="text" label={tr("正文", "Text")} rules={NEEDED}><Input.TextArea rows={4} maxLength={4000} /></Form.Item>
    </FormDialog>
  );
}
