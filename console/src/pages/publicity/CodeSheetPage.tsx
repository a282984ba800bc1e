import { useQuery } from "@tanstack/react-query";
import { Button, Form, Input, QRCode, Skeleton } from "antd";
import { useState } from "react";
import { useParams } from "react-router";

import { codeSheet, makeCodes, RENEWS, revokeCode, type CodeSheet } from "@/api/publicity";
import { useMay } from "@/app/session";
import { tr } from "@/lang";
import { Answer } from "@/ui/Answer";
import { FormDialog, NEEDED } from "@/ui/FormDialog";
import { PageHead } from "@/ui/PageHead";
import { FetchedView } from "@/ui/PageState";

import "./publicity.css";

type Code = CodeSheet["codes"][number];

/** The codes of a station on one sheet, to be printed and put on its dispensers. */
export default function CodeSheetPage() {
  const { stationId = "" } = useParams();
  const found = useQuery(codeSheet(stationId));
  const may = useMay("metrology.manage");
  const [revoking, setRevoking] = useState<Code | null>(null);
  const [making, setMaking] = useState(false);
  return (
    <div className="page">
      <PageHead title={found.data ? tr(`${found.data.station_name} 公示二维码`, `Public codes of ${found.data.station_name}`) : tr("公示二维码", "Public codes")}>
        {may ? <Button onClick={() => setMaking(true)}>{tr("补齐本站二维码", "Make missing codes")}</Button> : null}
      </PageHead>
      <FetchedView query={found} loading={<Skeleton active />}>
        {(sheet) => (
          <>
            <Answer>{sheet.codes.length ? tr(`本站${sheet.codes.length}台加油机有二维码。打印后贴在对应的加油机上。`, `${sheet.codes.length} dispensers have a code. Print the sheet and put each on its dispenser.`) : tr("本站还没有二维码。", "The station has no code yet.")}</Answer>
            <div className="code-sheet">{sheet.codes.map((one) => <Label key={one.code} station={sheet.station_name} code={one} onRevoke={may ? () => setRevoking(one) : null} />)}</div>
          </>
        )}
      </FetchedView>
      {revoking ? <Revoke code={revoking} onClose={() => setRevoking(null)} /> : null}
      {making ? (
        <FormDialog<object, { made: number }> title={tr("补齐本站二维码", "Make missing codes")} okText={tr("生成", "Make")} send={() => makeCodes(stationId)} done={tr("已补齐", "Done")} renews={RENEWS} onClose={() => setMaking(false)}>
          <p>{tr("为本站没有二维码的在用加油机生成。已有的不变。", "Dispensers in use without a code get one; the others keep theirs.")}</p>
        </FormDialog>
      ) : null}
    </div>
  );
}

function Label({ station, code, onRevoke }: { station: string; code: Code; onRevoke: (() => void) | null }) {
  const which = tr(`${code.dispenser_id}号加油机`, `Dispenser ${code.dispenser_id}`);
  return (
    <section className="code-label">
      <h2>{which}</h2>
      <p>{station}</p>
      <QRCode value={code.url} size={180} type="svg" color="#000000" bgColor="#ffffff" aria-label={tr(`${which}的二维码`, `Code of ${which}`)} />
      <p>{tr("扫码查检定、铅封、今日单价，也可投诉", "Verification, seals, today's price, complaints")}</p>
      <p className="code-actions">
        <a className="code-link" href={code.url} target="_blank" rel="noreferrer">{tr("打开公示页", "Open the page")}</a>
        {onRevoke ? <Button size="small" onClick={onRevoke}>{tr("停用", "Revoke")}</Button> : null}
      </p>
    </section>
  );
}

function Revoke({ code, onClose }: { code: Code; onClose: () => void }) {
  return (
    <FormDialog<{ reason: string }, unknown> title={tr("停用二维码", "Revoke the code")} okText={tr("停用", "Revoke")} send={({ reason }) => revokeCode(code.code, reason)} done={tr("已停用，扫码将提示无效", "Revoked: it opens nothing any more")} renews={RENEWS} onClose={onClose}>
      <p className="quiet">{tr("停用后原来贴的二维码立即失效，可再生成新的。", "The printed code opens nothing at once; a new one can be made.")}</p>
      <Form.Item name="reason" label={tr("停用原因", "Reason")} rules={NEEDED}><Input maxLength={200} /></Form.Item>
    </FormDialog>
  );
}
