import { useQuery } from "@tanstack/react-query";
import { Button, DatePicker, Descriptions, Form, Input, QRCode, Skeleton } from "antd";
import type { Dayjs } from "dayjs";
import { useState } from "react";
import { Link, useNavigate, useParams } from "react-router";

import { prepareNotice, result, type BreachNotice, type Result } from "@/api/metrology";
import { useMay } from "@/app/session";
import { cityDay } from "@/format/days";
import { decimal, NOTHING } from "@/format/quantity";
import { tr } from "@/lang";
import { Answer } from "@/ui/Answer";
import { PageHead } from "@/ui/PageHead";
import { FetchedView } from "@/ui/PageState";

import { FormDialog, NEEDED } from "./FormDialog";
import "./metrology.css";

/** 检定证书 or 检定结果通知书: what a verification came to, to be printed, with its code to check it by. */
export default function ResultPage() {
  const number = Number(useParams().number);
  const found = useQuery(result(number));
  return (
    <div className="page">
      <PageHead title={found.data?.document_name ?? tr("检定记录", "Verification")}>
        <Button onClick={() => window.print()}>{tr("打印", "Print")}</Button>
      </PageHead>
      <FetchedView query={found} loading={<Skeleton active paragraph={{ rows: 8 }} />}>{(data) => <Shown data={data} />}</FetchedView>
    </div>
  );
}

const three = (values: readonly number[]) => values.map((one) => decimal(one, 3)).join(tr("，", ", "));

function Shown({ data }: { data: Result }) {
  const may = useMay("metrology.verify");
  const [noticing, notice] = useState(false);
  return (
    <>
      <Answer>{data.sentence}</Answer>
      <section className="block">
        <Descriptions size="small" bordered column={{ xs: 1, md: 2 }} items={[
          { key: "no", label: tr("编号", "Number"), children: data.certificate_no },
          { key: "station", label: tr("使用单位", "Station"), children: <Link to={`/stations/${data.station_id}`}>{data.station_name}</Link> },
          { key: "nozzle", label: tr("油枪", "Nozzle"), children: <Link to={`/metrology/dispensers/${data.station_id}/${data.dispenser_id}`}>{tr(`${data.dispenser_id}号机 ${data.nozzle_id}号枪`, `dispenser ${data.dispenser_id}, nozzle ${data.nozzle_id}`)}</Link> },
          { key: "kind", label: tr("检定类别", "Kind"), children: data.kind_name },
          { key: "day", label: tr("检定日期", "Verified on"), children: data.verified_on },
          { key: "edition", label: tr("检定依据", "By"), children: data.edition },
          { key: "q1", label: tr("Q1示值误差（%）", "Errors at Q1 (%)"), children: three(data.q1) },
          { key: "q2", label: tr("Q2示值误差（%）", "Errors at Q2 (%)"), children: three(data.q2) },
          { key: "error", label: tr("示值误差", "Error"), children: tr(`${decimal(data.error_pct, 3)}%（允许±${decimal(data.mpe_pct, 2)}%）`, `${decimal(data.error_pct, 3)} % (permitted ±${decimal(data.mpe_pct, 2)} %)`) },
          { key: "repeat", label: tr("重复性", "Repeatability"), children: tr(`${decimal(data.repeatability_pct, 3)}%（允许${decimal(data.repeatability_limit_pct, 2)}%）`, `${decimal(data.repeatability_pct, 3)} % (permitted ${decimal(data.repeatability_limit_pct, 2)} %)`) },
          { key: "result", label: tr("结论", "Result"), children: [data.result_name, ...data.faults, data.defects].filter(Boolean).join(tr("；", "; ")) },
          { key: "until", label: tr("有效期至", "Valid until"), children: data.result === "pass" ? data.valid_until : NOTHING },
          { key: "mark", label: tr("合格标记", "Mark"), children: data.mark_no || NOTHING },
          { key: "by", label: tr("检定员", "Verifier"), children: data.verifier_name },
        ]} />
        <div className="certificate-code">
          <QRCode value={plain(data)} size={148} bordered={false} type="canvas" color="#000000" bgColor="#ffffff" aria-label={tr(`证书二维码，校验码 ${data.code}`, `Square code of the certificate, check code ${data.code}`)} />
          <p className="quiet">{tr(`扫码可见证书内容和校验码 ${data.code}；在检定记录中按校验码可查到原件。`, `The code holds the certificate's words and its check code ${data.code}, by which the original is found among the results.`)}</p>
        </div>
        {data.result === "fail" && may ? <Button onClick={() => notice(true)}>{tr("生成处理通报", "Prepare a notice of breach")}</Button> : null}
      </section>
      {noticing ? <NoticeDialog data={data} onClose={() => notice(false)} /> : null}
    </>
  );
}

/** What the square code says: nothing that is not on the paper. */
const plain = (data: Result): string =>
  [data.document_name, data.certificate_no, `${data.station_name} ${data.station_id} #${data.nozzle_id}`, data.result_name, data.edition, data.verified_on, data.result === "pass" ? `→ ${data.valid_until}` : "", data.code].filter(Boolean).join("\n");

interface Typed {
  handling_no: string;
  handling_on: Dayjs;
}

function NoticeDialog({ data, onClose }: { data: Result; onClose: () => void }) {
  const navigate = useNavigate();
  return (
    <FormDialog<Typed, BreachNotice>
      title={tr("生成计量处理通报", "Prepare a notice of breach")}
      okText={tr("生成", "Prepare")}
      initial={{ handling_on: cityDay() }}
      send={(typed) => prepareNotice({ result_id: data.id ?? 0, handling_no: typed.handling_no, handling_on: typed.handling_on.format("YYYY-MM-DD") })}
      done={tr("通报已生成，请核对后发送", "Prepared; please read and send it")}
      onDone={() => void navigate("/metrology/notices")}
      onClose={onClose}
    >
      <p>{tr("只在问题已由人认定、处理已开始时生成；系统的预警和估计不能作为通报依据。", "Only for a breach that a person established and whose handling has begun; a finding or an estimate is no ground.")}</p>
      <Form.Item name="handling_no" label={tr("处理文号", "Handled under")} rules={NEEDED}><Input maxLength={64} /></Form.Item>
      <Form.Item name="handling_on" label={tr("处理日期", "Handled since")} rules={NEEDED}><DatePicker allowClear={false} disabledDate={(day) => day.isAfter(cityDay(), "day")} /></Form.Item>
    </FormDialog>
  );
}
