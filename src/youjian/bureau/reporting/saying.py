"""What a report says in words: its answer, and what it rests on in lines of a title and a sentence."""

from youjian.bureau.language import pick
from youjian.bureau.reporting.contracts import (
    ReportBasis,
    ReportFigures,
    ReportMatching,
    ReportOut,
    ReportTax,
)
from youjian.bureau.stock.lines import litres
from youjian.contract.fields import SHANGHAI

Line = tuple[str, str]


def basis_lines(report: ReportOut) -> list[Line]:
    """Period, data time, completeness, closes and alerts; tax and papers where the report has them."""
    lines = [_period(report), _data(report), _complete(report), _closes(report)]
    said = pick(
        f"{report.alerts}件，其中{report.alerts_open}件未办结", f"{report.alerts}, {report.alerts_open} open"
    )
    lines.append((pick("预警", "Alerts"), said))
    if report.tax is not None:
        lines.append(_tax(report.tax))
    if report.matching is not None:
        lines.append(_papers(report.matching))
    return lines


def _period(report: ReportOut) -> Line:
    first, last = report.from_on, report.until_on
    over = pick("已结束", "over") if report.basis.whole else pick("尚未结束", "not over yet")
    return pick("期间", "Period"), pick(f"{first}至{last}（{over}）", f"{first} to {last} ({over})")


def _data(report: ReportOut) -> Line:
    moment = report.basis.data_at
    at = "—" if moment is None else f"{moment.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"
    return pick("数据时间", "Data of"), pick(f"{at}（北京时间）", f"{at} (Beijing time)")


def _complete(report: ReportOut) -> Line:
    rests = report.basis
    online = "—" if report.online_rate is None else f"{report.online_rate * 100:.2f}%"
    zh = (
        f"{rests.stations}站中{rests.reporting}站有数据；"
        f"应有{rests.station_days}站日，缺{rests.missing_days}站日；在线率{online}"
    )
    en = (
        f"{rests.reporting} of {rests.stations} stations; "
        f"{rests.missing_days} of {rests.station_days} station-days missing; online {online}"
    )
    return pick("数据完整性", "Completeness"), pick(zh, en)


def _closes(report: ReportOut) -> Line:
    rests = report.basis
    zh = (
        f"{rests.station_months}站月中{rests.closed_months}站月已月结；"
        f"{rests.waiting_days}站日有迟到数据待计算，其中已月结{rests.changed_since_close}站日"
    )
    en = (
        f"{rests.closed_months} of {rests.station_months} station-months closed; "
        f"{rests.waiting_days} station-days wait for late data, {rests.changed_since_close} of them closed"
    )
    return pick("月结", "Closes"), pick(zh, en)


def _tax(told: ReportTax) -> Line:
    sold, invoiced, declared = litres(told.sold_ml), litres(told.invoiced_ml), litres(told.declared_ml)
    gap, low, high = (f"{fen / 100:,.0f}" for fen in (told.gap_fen, told.gap_low_fen, told.gap_high_fen))
    zh = (
        f"{told.taxpayers}户：实测{sold}升、开票{invoiced}升、申报{declared}升（常温）；"
        f"待核查{litres(told.open_ml)}升，税款差异估计{gap}元（{low}至{high}）"
    )
    en = (
        f"{told.taxpayers} taxpayers: {sold} L measured, {invoiced} L invoiced, {declared} L declared; "
        f"{litres(told.open_ml)} L open, {gap} yuan of tax ({low} to {high})"
    )
    return pick("税务比对", "Tax"), pick(zh, en)


def _papers(one: ReportMatching) -> Line:
    zh = f"已核对{one.matched}组，待办{one.todo}组，等待{one.waiting}组"
    en = f"{one.matched} checked, {one.todo} to do, {one.waiting} wait"
    return pick("单据核对", "Papers"), pick(zh, en)


def sentence(total: ReportFigures, rests: ReportBasis, compared_days: int | None) -> str:
    """The answer at the head of a report; an open period says what it is compared with."""
    then, last_year = (
        _change(total.sales_ml, one) for one in (total.before_sales_ml, total.year_before_sales_ml)
    )
    days = "" if compared_days is None else pick(
        f"（期间未结束，按前{compared_days}天比较）", f" (not over: its first {compared_days} days compared)"
    )  # fmt: skip
    head = pick(
        f"销售{litres(total.sales_ml)}升（常温），金额{total.amount_fen / 100:,.0f}元，"
        f"{total.fuellings:,}笔；环比{then}，同比{last_year}{days}；"
        f"单据购进{litres(total.documents20_ml)}升（20℃），",
        f"{litres(total.sales_ml)} L sold (ambient) for {total.amount_fen / 100:,.0f} yuan in "
        f"{total.fuellings:,} fuellings; {then} on the period before, {last_year} on the year before{days}; "
        f"{litres(total.documents20_ml)} L bought by documents (20 °C), ",
    )
    tail = pick(
        f"。{rests.stations}站中{rests.reporting}站有数据。",
        f". {rests.reporting} of {rests.stations} stations reported.",
    )
    return head + _stocked(total) + tail


def _stocked(total: ReportFigures) -> str:
    if total.variance20_ml is None:
        return pick("库存和损溢数据不足、不能判定", "stock and variance cannot be said")
    return pick(
        f"期末库存{litres(total.closing20_ml)}升、损溢{litres(total.variance20_ml)}升（20℃）",
        f"{litres(total.closing20_ml)} L in stock, variance {litres(total.variance20_ml)} L (20 °C)",
    )


def _change(now: int, then: int) -> str:
    """A change in percent; what had nothing to compare with has none."""
    return f"{(now / then - 1) * 100:+.1f}%" if then else pick("无可比数据", "nothing to compare")
