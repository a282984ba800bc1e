"""What a report rests on, said in lines of a title and a sentence, for files."""

from youjian.bureau.language import pick
from youjian.bureau.reporting.contracts import ReportMatching, ReportOut, ReportTax
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
