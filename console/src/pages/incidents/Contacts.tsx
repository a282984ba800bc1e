import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Form, Input, InputNumber, Popconfirm, Select, Table, type TableProps } from "antd";
import { useState } from "react";

import { addContact, changeContact, contacts, INCIDENTS, removeContact, type Contact, type ContactIn } from "@/api/incidents";
import { problemOf } from "@/api/problem";
import { useMay } from "@/app/session";
import { tr } from "@/lang";
import { FormDialog, NEEDED } from "@/ui/FormDialog";
import { FetchedView, Nothing } from "@/ui/PageState";

import { KINDS } from "./words";

const ALL = tr("各类", "All kinds");
const kindName = (kind: string | undefined): string => KINDS.find((one) => one.value === kind)?.label ?? ALL;

/** The call list as data: of the city, its counties and single stations. */
export function Contacts() {
  const found = useQuery(contacts);
  const may = useMay("incident.manage");
  const [editing, edit] = useState<Partial<Contact> | null>(null);
  const columns: TableProps<Contact>["columns"] = [
    { key: "area", title: tr("区域", "Area"), dataIndex: "area_name" },
    { key: "kind", title: tr("类别", "Kind"), render: (_, one) => kindName(one.kind) },
    { key: "organisation", title: tr("单位", "Organisation"), dataIndex: "organisation" },
    { key: "person", title: tr("姓名", "Person"), render: (_, one) => [one.person, one.duty].filter(Boolean).join(" ") },
    { key: "phone", title: tr("电话", "Phone"), dataIndex: "phone" },
    { key: "position", title: tr("顺序", "Order"), dataIndex: "position", align: "right" },
    ...(may ? [{ key: "do", title: tr("操作", "Actions"), render: (_: unknown, one: Contact) => <Row one={one} onEdit={() => edit(one)} /> }] : []),
  ];
  return (
    <>
      {may ? <p><Button onClick={() => edit({ kind: "", position: 100 })}>{tr("增加联络人", "Add somebody")}</Button></p> : null}
      <p className="quiet">{tr("报告事件后，先列加油站和经营企业、当班人员，再按顺序列本单中该站、该县区和全市的联络人。", "For an emergency the station, its company and who is on duty come first, then this list: the station's, the county's and the city's lines in their order.")}</p>
      <FetchedView query={found}>
        {(data) => (data.length ? <Table<Contact> size="small" rowKey="id" columns={columns} dataSource={data} pagination={false} scroll={{ x: 720 }} /> : <Nothing what={tr("联络单还是空的", "The call list is empty")} how={tr("请增加消防、医疗、环境应急等单位", "Add fire brigade, hospital and others")} />)}
      </FetchedView>
      {editing ? <ContactDialog one={editing} onClose={() => edit(null)} /> : null}
    </>
  );
}

function Row({ one, onEdit }: { one: Contact; onEdit: () => void }) {
  const client = useQueryClient();
  const { message } = App.useApp();
  const removing = useMutation({
    mutationFn: () => removeContact(one.id),
    onSuccess: () => INCIDENTS.forEach((queryKey) => void client.invalidateQueries({ queryKey })),
    onError: (error) => void message.error(problemOf(error).message),
  });
  return (
    <span className="case-buttons">
      <Button size="small" onClick={onEdit}>{tr("修改", "Change")}</Button>
      <Popconfirm title={tr("移除这个联络人？", "Take this line off the list?")} onConfirm={() => removing.mutate()}><Button size="small" loading={removing.isPending}>{tr("移除", "Remove")}</Button></Popconfirm>
    </span>
  );
}

function ContactDialog({ one, onClose }: { one: Partial<Contact>; onClose: () => void }) {
  const { id, ...initial } = one;
  return (
    <FormDialog<ContactIn, Contact[]>
      title={id ? tr("修改联络人", "Change a line") : tr("增加联络人", "Add somebody")}
      initial={initial}
      send={(typed) => {
        const body = { ...typed, kind: typed.kind ?? "", person: typed.person ?? "", duty: typed.duty ?? "" } as ContactIn;
        return id ? changeContact(id, body) : addContact(body);
      }}
      done={tr("已保存", "Saved")}
      renews={INCIDENTS}
      onClose={onClose}
    >
      <div className="form-pair">
        <Form.Item name="area" label={tr("区域（行政区划码或加油站编号）", "Area (region code or station id)")} rules={NEEDED}><Input maxLength={10} /></Form.Item>
        <Form.Item name="kind" label={tr("事件类别", "Kind of emergency")}><Select options={[{ value: "", label: ALL }, ...KINDS]} /></Form.Item>
        <Form.Item name="organisation" label={tr("单位", "Organisation")} rules={NEEDED}><Input maxLength={128} /></Form.Item>
        <Form.Item name="phone" label={tr("电话", "Phone")} rules={NEEDED}><Input maxLength={32} /></Form.Item>
        <Form.Item name="person" label={tr("姓名", "Person")}><Input maxLength={64} /></Form.Item>
        <Form.Item name="duty" label={tr("职务", "Duty")}><Input maxLength={64} /></Form.Item>
        <Form.Item name="position" label={tr("顺序", "Order")} rules={NEEDED}><InputNumber min={0} max={9999} precision={0} /></Form.Item>
      </div>
    </FormDialog>
  );
}
