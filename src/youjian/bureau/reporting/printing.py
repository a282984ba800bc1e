"""A report for the file: A4 across, with a place for its document number, basis, pictures, rows."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from youjian.bureau.language import pick
from youjian.bureau.problems import Problem
from youjian.bureau.reporting.contracts import ReportFigures, ReportOut
from youjian.bureau.reporting.drawing import points_drawing, rows_drawing
from youjian.bureau.reporting.figures import change_percent, litres_shown, percent_shown, yuan_shown
from youjian.bureau.reporting.saying import basis_lines
from youjian.contract.fields import SHANGHAI
from youjian.reports.document import Block, Column, Figure, Heading, Section, Table, Text
from youjian.reports.pdf import MissingFontError, Typesetting

_TITLES = (
    ("名称", "Name"), ("销售（常温，升）", "Sold (ambient, L)"), ("金额（元）", "Yuan"), ("占比", "Share"),
    ("环比", "On before"), ("同比", "On year"), ("单据购进（20℃，升）", "Documents (20 °C, L)"),
    ("期初（20℃，升）", "Opening (20 °C, L)"), ("期末（20℃，升）", "Closing (20 °C, L)"),
    ("损溢（20℃，升）", "Variance (20 °C, L)"), ("预警", "Alerts"), ("需核查站数", "Need a look"),
)  # fmt: skip


@dataclass(frozen=True)
class Imprint:
    """Which kept report it is, who made it and when, the digest of its content."""

    number: int
    version: int
    made_at: datetime
    made_by: str
    digest: str


def printed(report: ReportOut, imprint: Imprint) -> bytes:
    """The report as PDF. Raises Problem 503 when the font is not installed."""
    title = f"{report.place} {report.title}"
    with TemporaryDirectory(prefix="youjian-report-") as folder:
        setting = Typesetting(Path(folder), title, across=True)
        setting.put(section_of(report, imprint))
        try:
            return b"".join(setting.parts(["report"]))
        except MissingFontError as error:
            zh = "服务器没有安装中文字体（fonts-noto-cjk），不能生成PDF，请联系管理员。"
            raise Problem(503, "no_font", pick(zh, f"No PDF: {error}")) from error


def section_of(report: ReportOut, imprint: Imprint) -> Section:
    """What is printed: the same figures as on the screen, written the same way."""
    at = f"{imprint.made_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"
    blocks: list[Block] = [
        Text(pick("文号：____________________", "Document no.: ____________________")),
        Text(report.sentence, "answer"),
        Text(pick(f"制表：{imprint.made_by}，{at}（北京时间），第{imprint.version}版",
                  f"Made by {imprint.made_by}, {at} (Beijing time), version {imprint.version}")),
        Heading(pick("数据依据", "What it rests on")),
        Table(_basis_columns(), tuple(basis_lines(report)), ""),
        Heading(pick("销售走势", "Sales over the period")),
        Figure(points_drawing(report), pick("虚线为上期同位次的销售。", "Dashed: the period before."), ""),
        *_rows_picture(report),
        Heading(pick("明细", "Rows")),
        _table(report),
        Text(pick(
            f"报表编号{imprint.number}，内容摘要SHA-256 {imprint.digest}。供核查参考，不作为结论。",
            f"Report {imprint.number}, SHA-256 {imprint.digest}. A reference."), "note"),
    ]  # fmt: skip
    return Section("report", f"{report.place} {report.title}", tuple(blocks))


def _basis_columns() -> tuple[Column, ...]:
    return Column(pick("项目", "What")), Column(pick("内容", "Said"), code=True)


def _rows_picture(report: ReportOut) -> list[Block]:
    """Nothing is compared with itself: a single row has no picture."""
    if len(report.rows) <= 1:
        return []
    caption = pick(
        f"按销售排列，共{len(report.rows)}行，最多画12行。",
        f"By sales; of {len(report.rows)} rows at most 12 are drawn.",
    )
    return [
        Heading(pick("各行销售（常温，升）", "Sold by row (ambient, L)")),
        Figure(rows_drawing(report.rows), caption, ""),
    ]


def _table(report: ReportOut) -> Table:
    columns = tuple(
        Column(pick(*title), numeric=place > 0, code=place == 0) for place, title in enumerate(_TITLES)
    )
    lines = [_line(report, row.name, row.figures, row.alerts, row.need_look) for row in report.rows]
    looked = sum(row.need_look for row in report.rows)
    lines.append(_line(report, pick("合计", "Total"), report.total, report.alerts, looked))
    return Table(columns, tuple(lines), "")


def _line(report: ReportOut, name: str, one: ReportFigures, alerts: int, looked: int) -> tuple[str, ...]:
    all_sold = report.total.sales_ml
    return (
        name,
        litres_shown(one.sales_ml),
        yuan_shown(one.amount_fen),
        percent_shown(one.sales_ml / all_sold * 100 if all_sold else None, 2),
        percent_shown(change_percent(one.sales_ml, one.before_sales_ml), 1, signed=True),
        percent_shown(change_percent(one.sales_ml, one.year_before_sales_ml), 1, signed=True),
        litres_shown(one.documents20_ml),
        litres_shown(one.opening20_ml),
        litres_shown(one.closing20_ml),
        litres_shown(one.variance20_ml),
        f"{alerts:,}",
        f"{looked:,}",
    )
