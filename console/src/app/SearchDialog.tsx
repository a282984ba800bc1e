import { SearchOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Input, Modal } from "antd";
import { useEffect, useMemo, useState, type KeyboardEvent } from "react";
import { useNavigate } from "react-router";

import { problemOf } from "@/api/problem";
import { found, type Hit } from "@/api/search";
import { tr } from "@/lang";
import { ProblemView } from "@/ui/PageState";

import { remember, remembered } from "./memory";
import { useEntries } from "./open";
import type { PageRoute } from "./routes";

const RECENT = "youjian.search-recent";
const RECENT_KEPT = 8;
const TYPING_MS = 200;

const KINDS: Record<string, string> = {
  page: tr("页面", "Pages"),
  recent: tr("最近打开", "Recent"),
  station: tr("加油站", "Stations"),
  licence: tr("零售许可证", "Retail licences"),
  company: tr("经营企业", "Companies"),
  alert: tr("预警", "Alerts"),
  tank: tr("油罐", "Tanks"),
  dispenser: tr("加油机", "Dispensers"),
  nozzle: tr("加油枪", "Nozzles"),
  collector: tr("采集终端", "Collectors"),
  certificate: tr("检定证书", "Certificates"),
  verification: tr("检定证书", "Certificates"),
  downtime: tr("停机申报", "Announced downtime"),
  seal: tr("铅封", "Seals"),
  delivery: tr("进油单", "Delivery documents"),
  waybill: tr("运单", "Waybills"),
  person: tr("人员", "People"),
};

function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text.trim()), TYPING_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

const pagesNamed = (text: string, pages: readonly PageRoute[]): Hit[] =>
  pages
    .filter((page) => page.label.toLowerCase().includes(text.toLowerCase()))
    .map((page) => ({ kind: "page", title: page.label, subtitle: page.path, path: page.path }));

/** Hits of one kind together, kinds in the order of their first hit. */
function byKind(hits: readonly Hit[]): [string, Hit[]][] {
  const kinds = new Map<string, Hit[]>();
  hits.forEach((hit) => kinds.set(hit.kind, [...(kinds.get(hit.kind) ?? []), hit]));
  return [...kinds];
}

/** Finds anything from anywhere: type, choose with the arrows, open with Enter. */
export function SearchDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <Modal open={open} onCancel={onClose} footer={null} closable={false} title={<span className="only-read">{tr("全局搜索", "Search everything")}</span>} width={600} className="search-dialog" destroyOnHidden style={{ top: 64 }}>
      <Search onClose={onClose} />
    </Modal>
  );
}

function Search({ onClose }: { onClose: () => void }) {
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const navigate = useNavigate();
  const pages = useEntries();
  const asked = useSettled(text);
  const answer = useQuery(found(asked));
  const hits = useMemo(() => {
    if (!asked) return remembered<Hit[]>(RECENT, []).map((hit) => ({ ...hit, kind: "recent" }));
    return [...(answer.data ?? []), ...pagesNamed(asked, pages)];
  }, [asked, answer.data, pages]);
  const groups = byKind(hits);
  const ordered = groups.flatMap(([, held]) => held);
  useEffect(() => setAt(0), [asked]);

  const go = (hit: Hit) => {
    const kept = remembered<Hit[]>(RECENT, []).filter((one) => one.path !== hit.path);
    remember(RECENT, [hit, ...kept].slice(0, RECENT_KEPT));
    onClose();
    void navigate(hit.path);
  };
  const press = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && ordered.length) {
      event.preventDefault();
      setAt((at + step + ordered.length) % ordered.length);
    }
    const chosen = ordered[at];
    if (event.key === "Enter" && chosen && asked === text.trim()) go(chosen);
  };
  return (
    <>
      <Input
        autoFocus
        size="large"
        prefix={<SearchOutlined />}
        placeholder={tr("站名、编号、企业、证书、预警…", "Station, number, company, certificate, alert…")}
        aria-label={tr("全局搜索", "Search everything")}
        role="combobox"
        aria-expanded={ordered.length > 0}
        aria-controls="search-hits"
        aria-activedescendant={ordered.length ? `search-hit-${at}` : undefined}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={press}
      />
      {answer.isError ? <ProblemView problem={problemOf(answer.error)} onRetry={() => void answer.refetch()} /> : null}
      <div id="search-hits" role="listbox" aria-label={tr("搜索结果", "Results")} className="search-hits">
        {groups.map(([kind, held]) => (
          <div key={kind} role="group" aria-label={KINDS[kind] ?? kind}>
            <div className="search-kind" aria-hidden="true">{KINDS[kind] ?? kind}</div>
            {held.map((hit) => <Line key={hit.path} hit={hit} n={ordered.indexOf(hit)} at={at} onGo={go} />)}
          </div>
        ))}
      </div>
      <p className="quiet search-foot" role="status">{footOf(asked, ordered.length, answer.isFetching)}</p>
    </>
  );
}

function footOf(asked: string, hits: number, busy: boolean): string {
  if (busy) return tr("正在查找…", "Searching…");
  if (asked && !hits) return tr(`没有找到“${asked}”`, `Nothing found for “${asked}”`);
  return tr("↑ ↓ 选择，Enter 打开，Esc 关闭", "↑ ↓ to choose, Enter to open, Esc to close");
}

function Line({ hit, n, at, onGo }: { hit: Hit; n: number; at: number; onGo: (hit: Hit) => void }) {
  return (
    <div id={`search-hit-${n}`} role="option" aria-selected={n === at} className="search-hit" onClick={() => onGo(hit)}>
      <span>{hit.title}<small>{hit.subtitle}</small></span>
    </div>
  );
}
