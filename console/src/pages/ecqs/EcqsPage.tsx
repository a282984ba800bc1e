import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Form, Input, Select, Skeleton, Table, type TableProps } from "antd";
import { useState } from "react";
import { useNavigate } from "react-router";

import { askExchange, ecqsDefaults, ecqsOverview, exportLedger, RENEWS, setDefault, type LedgerDefault } from "@/api/ecqs";
import { problemOf } from "@/api/problem";
import { useMay } from "@/app/session";
import { NOTHING } from "@/format/quantity";
import { fullTime } from "@/format/time";
import { tr } from "@/lang";
import { Answer } from "@/ui/Answer";
import { DataTable } from "@/ui/DataTable";
import { FormDialog, NEEDED } from "@/ui/FormDialog";
import { PageHead } from "@/ui/PageHead";
import { FetchedView, ProblemView } from "@/ui/PageState";
import { StateSymbol } from "@/ui/StateSymbol";
import { useUrlState } from "@/ui/useUrlState";

import "./ecqs.css";
import { InstrumentDrawer } from "./InstrumentDrawer";
import { ecqsLook } from "./looks";

const CELLS = { state: (state: unknown) => <StateSymbol look={ecqsLook(state)} /> };

/** e-CQS: both ledgers beside each other, and the ways by which they are exchanged. */
export default function EcqsPage() {
  const { search, change } = useUrlState();
  const found = useQuery(ecqsOverview);
  const may = useMay("ecqs.exchange");
  const [defaults, setDefaults] = useState(false);
  const open = Number(search.get("open"));
  return (
    <div className="page">
      <PageHead title={tr("e-CQS台账", "e-CQS")}>
        {may ? <><Button onClick={() => setDefaults(true)}>{tr("默认值", "Defaults")}</Button><Exchange channel={found.data?.channel ?? ""} /></> : null}
      </PageHead>
      <FetchedView query={found} loading={<Skeleton active />}>
        {(data) => (
          <>
            <Answer aside={<span className="quiet">{tr(`交换方式：${data.channel_name}，上次导入 ${data.last_in ? fullTime(data.last_in) : NOTHING}，上次送出 ${data.last_out ? fullTime(data.last_out) : NOTHING}`, `By ${data.channel_name}; in ${data.last_in ? fullTime(data.last_in) : NOTHING}, out ${data.last_out ? fullTime(data.last_out) : NOTHING}`)}</span>}>{data.sentence}</Answer>
            {data.last_error ? <Alert type="warning" showIcon title={tr(`上次交换失败：${data.last_error}`, `The last exchange failed: ${data.last_error}`)} /> : null}
          </>
        )}
      </FetchedView>
      <DataTable table="ecqs_instruments" quick={["state"]} cells={CELLS} onOpen={(row) => change({ open: String(row["id"]) })} empty={{ what: tr("还没有与e-CQS交换过", "Nothing was exchanged with e-CQS yet"), how: tr("导入e-CQS导出的台账，或由运维配置交换方式", "Import the ledger that e-CQS exports, or have a way of exchange set up") }} />
      {open ? <InstrumentDrawer id={open} onClose={() => change({ open: null })} /> : null}
      {defaults ? <Defaults onClose={() => setDefaults(false)} /> : null}
    </div>
  );
}

function Exchange({ channel }: { channel: string }) {
  const navigate = useNavigate();
  const client = useQueryClient();
  const { message } = App.useApp();
  const asked = useMutation({
    mutationFn: askExchange,
    onSuccess: () => void message.success(tr("已交给后台，完成后见交换记录", "The worker has it; its round is in the list then")),
  });
  const out = useMutation({
    mutationFn: exportLedger,
    onSuccess: (made) => {
      RENEWS.forEach((queryKey) => void client.invalidateQueries({ queryKey }));
      void navigate(`/ecqs/rounds?open=${made.id}`);
    },
  });
  const failed = asked.error ?? out.error;
  return (
    <>
      <Button onClick={() => void navigate("/ecqs/imports")}>{tr("导入文件", "Import a file")}</Button>
      <Button loading={out.isPending} onClick={() => out.mutate()}>{tr("导出变化", "Export changes")}</Button>
      {channel ? <><Button loading={asked.isPending} onClick={() => asked.mutate("in")}>{tr("立即获取", "Fetch now")}</Button><Button type="primary" loading={asked.isPending} onClick={() => asked.mutate("out")}>{tr("立即送出", "Send now")}</Button></> : null}
      {failed ? <ProblemView problem={problemOf(failed)} /> : null}
    </>
  );
}

const COLUMNS: TableProps<LedgerDefault>["columns"] = [
  { key: "name", title: tr("字段", "Field"), dataIndex: "name" },
  { key: "value", title: tr("值", "Value"), dataIndex: "value" },
  { key: "source", title: tr("依据", "Source"), dataIndex: "source" },
];

function Defaults({ onClose }: { onClose: () => void }) {
  const found = useQuery(ecqsDefaults);
  const rows = found.data ?? [];
  return (
    <FormDialog<{ field: string; value: string; source: string }, LedgerDefault[]>
      title={tr("档案中没有的字段的默认值", "Defaults of fields that the register does not hold")}
      width={680}
      okText={tr("修改", "Change")}
      send={({ field, ...body }) => setDefault(field, body)}
      done={tr("已修改，随下次导出送出", "Changed; it goes out with the next export")}
      renews={[["ecqs"]]}
      onClose={onClose}
    >
      <Table<LedgerDefault> size="small" rowKey="field" columns={COLUMNS} dataSource={rows} pagination={false} loading={found.isPending} scroll={{ x: 480 }} />
      <div className="form-pair">
        <Form.Item name="field" label={tr("字段", "Field")} rules={NEEDED}><Select options={rows.map((one) => ({ value: one.field, label: one.name }))} /></Form.Item>
        <Form.Item name="value" label={tr("值", "Value")} rules={NEEDED}><Input maxLength={200} /></Form.Item>
      </div>
      <Form.Item name="source" label={tr("依据（文件）", "Source (document)")} rules={NEEDED}><Input maxLength={200} /></Form.Item>
    </FormDialog>
  );
}
