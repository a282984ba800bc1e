import { useQuery } from "@tanstack/react-query";
import { Segmented, Skeleton } from "antd";

import { tablePage, type TablePage } from "@/api/tables";
import { decimal } from "@/format/quantity";
import { date } from "@/format/time";
import { tr } from "@/lang";
import { RegisterList } from "@/pages/register/RegisterList";
import { productLook } from "@/states/fuel";
import { FetchedView, Nothing } from "@/ui/PageState";
import { ProductName } from "@/ui/ProductName";
import { useUrlState } from "@/ui/useUrlState";

import { applying, capOf, histories, regionsOf, type Applying, type Cap } from "./caps";
import { CapsChart } from "./CapsChart";
import "./prices.css";

const EVERY = tablePage("price_caps", [["size", "500"], ["sort", "-effective_from"]]);

export const yuan = (fen: number): string => decimal(fen / 100, 2);

/** The highest retail prices: what applies, what is announced, what applied before. */
export default function PriceCapsPage() {
  return (
    <RegisterList
      sheet="price_caps"
      title={tr("最高零售价", "Price caps")}
      addWord={tr("新增限价", "Add a price cap")}
      cells={{
        product: (product) => <ProductName product={String(product)} />,
        max_price_fen: (fen) => tr(`${yuan(Number(fen))} 元/升`, `${yuan(Number(fen))} yuan/L`),
      }}
      answer={(n) =>
        n.price_caps
          ? tr(<>现行最高零售价 {n.price_caps} 条{n.price_caps_ahead ? `，另有 ${n.price_caps_ahead} 条已公布、尚未执行` : ""}；高于限价的加油会成为疑点。</>, <>{n.price_caps} price caps in force{n.price_caps_ahead ? `, ${n.price_caps_ahead} announced` : ""}; a fuelling above its cap becomes a finding.</>)
          : tr("还没有登记最高零售价，因此不能判断单价是否超限。", "No price cap is registered, so no price can be told to be above one.")
      }
      picture={<Picture />}
    />
  );
}

function Picture() {
  const caps = useQuery(EVERY);
  return (
    <section className="block">
      <FetchedView query={caps} loading={<Skeleton active paragraph={{ rows: 6 }} />}>{(page) => <OfRegion page={page} />}</FetchedView>
    </section>
  );
}

function OfRegion({ page }: { page: TablePage }) {
  const { search, change } = useUrlState();
  const caps = page.items.map(capOf);
  const regions = regionsOf(caps);
  const asked = search.get("tab");
  const region = asked && regions.includes(asked) ? asked : regions[0];
  if (!region) {
    return <Nothing what={tr("现行限价和历次调价会画在这里", "The caps in force and their history will be drawn here")} how={tr("点“新增限价”，或用 Excel 批量登记发改部门的公告", "Add a cap, or register the announcements by Excel")} />;
  }
  const names = new Map(page.columns.find(({ name }) => name === "region_code")?.choices.map(({ code, title }) => [code, title]));
  const found = histories(caps, region);
  return (
    <>
      <div className="block-head">
        <h2>{tr(`${names.get(region) ?? region}的最高零售价`, `Price caps of ${names.get(region) ?? region}`)}</h2>
        {regions.length > 1 ? (
          <Segmented
            aria-label={tr("适用地区", "Region")}
            value={region}
            options={regions.map((code) => ({ value: code, label: names.get(code) ?? code }))}
            onChange={(code) => change({ tab: code })}
          />
        ) : null}
      </div>
      <ul className="caps">
        {[...found].map(([product, history]) => <CapCard key={product} product={product} {...applying(history, Date.now())} />)}
      </ul>
      <CapsChart histories={found} />
    </>
  );
}

function CapCard({ product, now, next }: Applying & { product: string }) {
  const look = productLook(product);
  return (
    <li className="cap" style={{ borderColor: look.colour }}>
      <ProductName product={product} />
      {now ? <b>{yuan(now.fen)} <small>{tr("元/升", "yuan/L")}</small></b> : <b className="quiet">{tr("尚未执行", "Not in force yet")}</b>}
      {now ? <small>{tr(`自 ${date(now.from)} 起`, `since ${date(now.from)}`)}</small> : null}
      {next ? <small className="cap-next">{nextWords(now, next)}</small> : null}
    </li>
  );
}

function nextWords(now: Cap | null, next: Cap): string {
  const step = now ? next.fen - now.fen : 0;
  const arrow = step > 0 ? "▲" : step < 0 ? "▼" : "=";
  return tr(`${date(next.from)} 起 ${yuan(next.fen)} ${now ? arrow : ""}`, `${yuan(next.fen)} from ${date(next.from)} ${now ? arrow : ""}`);
}
