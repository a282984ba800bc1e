import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App, Button } from "antd";

import { askDossier, CASES, downloadDossier, type Case, type Dossier } from "@/api/cases";
import { problemOf } from "@/api/problem";
import { useMay } from "@/app/session";
import { room } from "@/format/quantity";
import { fullTime } from "@/format/time";
import { headed } from "@/format/words";
import { tr } from "@/lang";

/** 案卷: the case sealed into one file that is checked without the platform. */
export function Dossiers({ told }: { told: Case }) {
  const manages = useMay("case.manage");
  const decides = useMay("case.decide");
  const client = useQueryClient();
  const { message } = App.useApp();
  const asking = useMutation({
    mutationFn: () => askDossier(told.id),
    onSuccess: () => CASES.forEach((queryKey) => void client.invalidateQueries({ queryKey })),
    onError: (error) => void message.error(problemOf(error).message),
  });
  const making = told.dossiers.some((one) => one.status === "queued");
  return (
    <section className="block">
      <div className="block-head"><h2>{tr("案卷", "Dossier")}</h2>{manages || decides ? <Button loading={asking.isPending || making} onClick={() => asking.mutate()}>{making ? tr("正在生成", "Being made") : tr("生成案卷", "Make the dossier")}</Button> : null}</div>
      <p className="quiet">{tr("PDF和全部数据、文书、材料、经手记录打成一个签名的压缩包，不用本平台也能用 youjian verify 和 youjian prove 核对。", "A PDF with all data, documents, material and hands it went through, signed, in one file that youjian verify and youjian prove check without this platform.")}</p>
      <ul className="case-list">{told.dossiers.map((one) => <li key={one.id}><Line one={one} code={told.code} /></li>)}</ul>
    </section>
  );
}

function Line({ one, code }: { one: Dossier; code: string }) {
  const { message } = App.useApp();
  if (one.status !== "made") return <div>{one.status === "failed" ? headed(tr("× 没有生成", "× Not made"), one.error) : tr("○ 正在生成", "○ Being made")} <small className="quiet">{fullTime(one.asked_at)} {one.made_by_name}</small></div>;
  const take = () => void downloadDossier(one, code).catch((error: unknown) => void message.error(problemOf(error).message));
  return (
    <>
      <div><Button size="small" type="primary" onClick={take}>{tr("下载案卷", "Take the dossier")}</Button> {one.made_at ? fullTime(one.made_at) : ""} {one.made_by_name} <small className="quiet">{tr(`${one.files}个文件，${room(one.size)}`, `${one.files} files, ${room(one.size)}`)}</small></div>
      <small className="quiet case-digest">SM3 {one.sm3}</small>
      <ul className="case-proofs">{one.proved.map((proof) => <li key={`${proof["finding_id"]}-${proof["revision"]}`}>{proof["status"] === "agrees" ? "✓" : "▲"} {proof["finding_id"]?.slice(0, 8)} {proof["sentence"]}</li>)}</ul>
    </>
  );
}
