"""A report for the file: A4 with the place for a document number, what it rests on, and its rows."""

from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from youjian.bureau.language import pick
from youjian.bureau.problems import Problem
from youjian.bureau.reporting.contracts import ReportFigures, ReportOut
from youjian.bureau.reporting.saying import basis_lines
from youjian.contract.fields import SHANGHAI
from youjian.reports.document import Column, Heading, Section, Table, Text
from youjian.reports.pdf import MissingFontError, Typesetting

_TITLES = (
    (("名称", "Name"), ""),
    (("销售（常温，升）", "Sold (ambient, L)"), "sales_ml"),
    (("金额（元）", "Yuan"), "amount_fen"),
    (("上期（升）", "Before (L)"), "before_sales_ml"),
    (("上年同期（升）", "Year before (L)"), "year_before_sales_ml"),
    (("购进（20℃，升）", "Bought (20 °C, L)"), "documents20_ml"),
    (("期末（20℃，升）", "Closing (20 °C, L)"), "closing20_ml"),
    (("损溢（20℃，升）", "Variance (20 °C, L)"), "variance20_ml"),
)


def printed(report: ReportOut, number: int, made_at: datetime, digest: str) -> bytes:
    """The report as PDF. Raises Problem 503 when the font is not installed."""
    at = f"{made_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"
    title = f"{report.place} {report.title}"
    first = Section("report", title, (
        Text(pick("文号：____________________", "Document no.: ____________________")),
        Text(report.sentence, "answer"),
        Heading(pick("数据依据", "What it rests on")),
        Table((Column(""), Column("")), tuple(basis_lines(report)), ""),
        Heading(pick("明细", "Rows")),
        _table(report),
        Text(pick(
            f"报表编号{number}，生成于{at}（北京时间），内容摘要SHA-256 {digest}。供核查参考，不作为结论。",
            f"Report {number}, made {at} (Beijing time), SHA-256 {digest}. A reference."), "note"),
    ))  # fmt: skip
    with TemporaryDirectory(prefix="youjian-report-") as folder:
        setting = Typesetting(Path(folder), title)
        setting.put(first)
        try:
            return b"".join(setting.parts(["report"]))
        except MissingFontError as error:
            zh = "服务器没有安装中文字体（fonts-noto-cjk），不能生成PDF，请联系管理员。"
            raise Problem(503, "no_font", pick(zh, f"No PDF: {error}")) from error


def _table(report: ReportOut) -> Table:
    columns = tuple(Column(pick(*title), numeric=bool(name)) for title, name in _TITLES)
    lines = [(row.name, row.figures) for row in report.rows]
    lines.append((pick("合计", "Total"), report.total))
    return Table(columns, tuple(_line(name, figures) for name, figures in lines), pick("没有数据", "No data"))


def _line(name: str, figures: ReportFigures) -> tuple[str, ...]:
    return (name, *(_said(getattr(figures, field), field) for _, field in _TITLES if field))


def _said(value: int | None, field: str) -> str:
    if value is None:
        return "—"
    return f"{value / 100:,.2f}" if field == "amount_fen" else f"{value / 1000:,.0f}"
