import type { CreditStation, RiskMonth } from "@/api/credit";
import { tr } from "@/lang";
import { StateSymbol } from "@/ui/StateSymbol";

import { creditLook } from "./words";

/** How a class came about: each fact with weight, amount and decay, then each input under its cap. */
export function RiskView({ told }: { told: CreditStation }) {
  if (!told.now) return null;
  const month = told.now;
  return (
    <>
      <section className="block">
        <h2>{tr("风险等级怎么来的", "How this class came about")}</h2>
        <StateSymbol look={creditLook(month.risk_class)} />
        <p className="quiet">{tr(`${month.on}按第${month.version}版权重计算。每行：分值 = 权重 × 数量 × 衰减，四舍五入到两位；每个项目最多计到上限；总分满${told.limits.join("、")}分依次为B、C、D级。`, `Worked out on ${month.on} by version ${month.version}. Each line: points = weight × amount × decay, rounded to two places; an input counts up to its cap; from ${told.limits.join(", ")} points on it is B, C, D.`)}</p>
        <Lines month={month} />
      </section>
      <section className="block">
        <h2>{tr("各月记录", "Month by month")}</h2>
        <div className="credit-table" tabIndex={0} role="region" aria-label={tr("各月记录", "Month by month")}>
          <table>
            <thead><tr><th>{tr("月份", "Month")}</th><th>{tr("等级", "Class")}</th><th className="num">{tr("风险分", "Points")}</th><th className="num">{tr("生效决定计分", "Decisions in effect")}</th></tr></thead>
            <tbody>{told.months.map((one) => <tr key={one.month}><td>{one.month.slice(0, 7)}</td><td>{one.risk_class}</td><td className="num">{one.points.toFixed(2)}</td><td className="num">{one.record_points.toFixed(2)}</td></tr>)}</tbody>
          </table>
        </div>
      </section>
    </>
  );
}

function Lines({ month }: { month: RiskMonth }) {
  if (!month.lines.length) return <p>{tr("没有计分的事项。", "Nothing counts against it.")}</p>;
  return (
    <div className="credit-table" tabIndex={0} role="region" aria-label={tr("计分明细", "Points line by line")}>
      <table>
        <thead><tr><th>{tr("事项", "Fact")}</th><th>{tr("项目", "Input")}</th><th>{tr("日期", "Day")}</th><th className="num">{tr("权重", "Weight")}</th><th className="num">{tr("数量", "Amount")}</th><th className="num">{tr("衰减", "Decay")}</th><th className="num">{tr("分值", "Points")}</th></tr></thead>
        <tbody>{month.lines.map((one, at) => <tr key={at}><td>{one.what}</td><td>{one.name}</td><td>{one.on}</td><td className="num">{one.weight}</td><td className="num">{one.amount}</td><td className="num">{one.decay}</td><td className="num">{one.points}</td></tr>)}</tbody>
        <tbody>{month.parts.map((one) => <tr key={one.code}><th colSpan={6}>{one.name}{tr(`：合计${one.summed}，计入`, `: sum ${one.summed}, counted`)}</th><td className="num">{one.counted}</td></tr>)}</tbody>
        <tfoot><tr><th colSpan={6}>{tr("总分", "Total")}</th><td className="num">{month.points.toFixed(2)}</td></tr></tfoot>
      </table>
    </div>
  );
}
