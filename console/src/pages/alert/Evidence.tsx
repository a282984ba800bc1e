import { Descriptions, Table, type TableProps } from "antd";

import type { Schemas } from "@/api/client";
import { exactLitresFromMl, NOTHING, yuanFromFen } from "@/format/quantity";
import { timeWithSeconds } from "@/format/time";
import { tr } from "@/lang";
import { FUELLING_KIND, FUELLING_SOURCE } from "@/states/fuel";
import { Nothing } from "@/ui/PageState";

import { fell, judge, type Fuelling, type Judged, type RecordRow } from "./evidence";
import { fieldName, fieldValue, readable, shownFields, TABLES } from "./fields";

/** The records a finding was made from, and the figures that follow from them. */
export function Evidence({ evidence }: { evidence: Schemas["EvidenceOut"] }) {
  const { fuellings = [], ...others } = evidence.records ?? {};
  const figures = readable(evidence.figures);
  const rest = Object.entries(others).filter(([, rows]) => rows.length > 0);
  return (
    <section className="block evidence" aria-label={tr("证据", "Evidence")}>
      <h2>{tr("证据：原始记录", "Evidence: the records as they came")}</h2>
      {fuellings.length ? <FuellingEvidence rows={fuellings as unknown as Fuelling[]} /> : null}
      {rest.map(([table, rows]) => <PlainTable key={table} table={table} rows={rows} />)}
      {fuellings.length || rest.length ? null : <Nothing what={tr("这条预警没有附带原始记录", "This alert carries no records")} how={tr("依据见下方数值与规则说明", "See the figures below and the rule")} />}
      {figures.length ? (
        <Descriptions
          className="figures"
          size="small"
          bordered
          column={{ xs: 1, sm: 2, md: 3 }}
          items={figures.map(([name, value]) => ({ key: name, label: fieldName(name), children: <b>{fieldValue(name, value)}</b> }))}
        />
      ) : null}
    </section>
  );
}

const TOLERANCE_ML = 20;

const COLUMNS: TableProps<Judged>["columns"] = [
  { title: tr("枪", "Nozzle"), key: "nozzle", width: tr(44, 64), align: "right", render: (_, r) => r.fuelling.nozzle_id },
  { title: tr("序号", "Number"), key: "seq", width: 72, align: "right", render: (_, r) => r.fuelling.seq },
  {
    title: tr("开始 / 结束", "Began / ended"),
    key: "span",
    width: 122,
    align: "right",
    render: (_, r) => <>{timeWithSeconds(r.fuelling.started_at)}<br />{timeWithSeconds(r.fuelling.ended_at)}</>,
  },
  { title: tr("累计泵码（升）", "Totalizer (L)"), key: "total", width: 118, align: "right", render: (_, r) => exactLitresFromMl(r.fuelling.totalizer_ml) },
  { title: tr("泵码增加（升）", "Totalizer rise (L)"), key: "rise", width: 108, align: "right", render: (_, r) => <Rise of={r} /> },
  { title: tr("记录油量（升）", "Recorded (L)"), key: "volume", width: 108, align: "right", render: (_, r) => exactLitresFromMl(r.fuelling.volume_ml) },
  { title: tr("相差（升）", "Difference (L)"), key: "missing", width: 96, align: "right", render: (_, r) => <Missing of={r} /> },
  { title: tr("金额（元）", "Amount (CNY)"), key: "amount", width: 86, align: "right", render: (_, r) => yuanFromFen(r.fuelling.amount_fen) },
  {
    title: tr("类别", "Kind"),
    key: "kind",
    width: 66,
    render: (_, { fuelling: f }) => <>{FUELLING_KIND[f.kind] ?? f.kind}<div className="quiet">{FUELLING_SOURCE[f.source] ?? f.source}</div></>,
  },
];

const isApart = (row: Judged): boolean => fell(row) || (row.missing !== null && Math.abs(row.missing) > TOLERANCE_ML);

function Rise({ of }: { of: Judged }) {
  return fell(of) ? <b className="apart">{exactLitresFromMl(of.rise)}</b> : <span>{exactLitresFromMl(of.rise)}</span>;
}

function Missing({ of }: { of: Judged }) {
  if (of.missing === null) return <span className="quiet">{NOTHING}</span>;
  return isApart(of) ? <b className="apart">{of.missing > 0 ? "+" : ""}{exactLitresFromMl(of.missing)}</b> : <span>{exactLitresFromMl(of.missing)}</span>;
}

function FuellingEvidence({ rows }: { rows: Fuelling[] }) {
  return (
    <>
      <Table<Judged>
        className="evidence-table"
        size="small"
        bordered
        pagination={false}
        rowKey={(row) => `${row.fuelling.nozzle_id}-${row.fuelling.seq}`}
        rowClassName={(row) => (isApart(row) ? "row-apart" : "")}
        columns={COLUMNS}
        dataSource={judge(rows)}
        scroll={{ x: 800 }}
      />
      <p className="quiet">
        {tr(
          "泵码增加 = 本条累计泵码 − 上一条累计泵码；相差 = 泵码增加 − 记录油量。时间为北京时间。",
          "Totalizer rise = this record's totalizer − the one before; difference = rise − recorded volume. Times are Beijing time.",
        )}
      </p>
    </>
  );
}

function PlainTable({ table, rows }: { table: string; rows: RecordRow[] }) {
  const columns: TableProps<RecordRow>["columns"] = shownFields(rows).map((name) => ({
    title: fieldName(name),
    key: name,
    align: rows.some((row) => typeof row[name] === "number") ? "right" : "left",
    render: (_, row) => fieldValue(name, row[name]),
  }));
  return (
    <Table<RecordRow>
      className="evidence-table"
      size="small"
      bordered
      title={() => TABLES[table] ?? table}
      pagination={rows.length > 20 ? { pageSize: 20 } : false}
      rowKey={(row) => JSON.stringify(row)}
      columns={columns}
      dataSource={rows}
      scroll={{ x: "max-content" }}
    />
  );
}
