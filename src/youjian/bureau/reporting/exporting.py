"""A report as an Excel file: every sum, closing, share and change is a formula beside the value it gives."""

from collections.abc import Iterator, Sequence

from youjian.bureau.language import pick
from youjian.bureau.reporting.contracts import ReportFigures, ReportOut
from youjian.bureau.reporting.saying import basis_lines
from youjian.bureau.stock.workbook import Cell, Formula, letters, workbook

# Litres in cells have three decimals: millilitres, so that nothing is lost.
_COLUMNS = (
    ("sales_ml", "销售（常温，升）", "Sold (ambient, L)"),
    ("amount_fen", "销售金额（元）", "Sales (yuan)"),
    ("fuellings", "加油笔数", "Fuellings"),
    ("before_sales_ml", "上期销售（常温，升）", "Period before (L)"),
    ("year_before_sales_ml", "上年同期销售（常温，升）", "Year before (L)"),
    ("opening20_ml", "期初（20℃，升）", "Opening (20 °C, L)"),
    ("documents20_ml", "单据购进（20℃，升）", "Documents (20 °C, L)"),
    ("other_in20_ml", "更正与到货日调整（20℃，升）", "Entries, moved days (20 °C, L)"),
    ("sales20_ml", "销售（20℃，升）", "Sold (20 °C, L)"),
    ("other_out20_ml", "自用转移代存（20℃，升）", "Own use, moved (20 °C, L)"),
    ("variance20_ml", "损溢（20℃，升）", "Variance (20 °C, L)"),
    ("undecided20_ml", "不能判定（20℃，升）", "Undecided (20 °C, L)"),
    ("allowed20_ml", "允许损耗（20℃，升）", "Allowed (20 °C, L)"),
    ("closing20_ml", "期末（20℃，升）", "Closing (20 °C, L)"),
)
_HEADS = 5
_AT = {name: letters(_HEADS + place) for place, (name, _, _) in enumerate(_COLUMNS)}
_SHARE, _CHANGE, _YEAR = (letters(_HEADS + len(_COLUMNS) + place) for place in range(3))
_IN = ("opening20_ml", "documents20_ml", "other_in20_ml", "variance20_ml", "undecided20_ml")
_OUT = ("sales20_ml", "other_out20_ml")


def exported(report: ReportOut) -> bytes:
    """The content of the file; the second sheet says what the first rests on."""
    return workbook((pick("报表", "Report"), pick("说明", "About")), (_rows(report), _about(report)))


def _rows(report: ReportOut) -> Iterator[list[Cell]]:
    heads = (("名称", "Name"), ("代码", "Code"), ("站数", "Stations"), ("预警", "Alerts"))
    looks = (("需核查站数", "Need a look"),)
    ratios = (("销售占比（%）", "Share (%)"), ("环比（%）", "On before (%)"), ("同比（%）", "On year (%)"))
    titles = [*heads, *looks, *((zh, en) for _, zh, en in _COLUMNS), *ratios]
    yield [pick(zh, en) for zh, en in titles]
    last = len(report.rows) + 1
    for number, row in enumerate(report.rows, 2):
        told: list[Cell] = [row.name, row.code, row.stations, row.alerts, row.need_look]
        figures = [_figure(row.figures, name, number) for name, _, _ in _COLUMNS]
        yield [*told, *figures, *_ratios(row.figures, report.total, number, last + 1)]
    sums = [_sum(report, name, last) for name, _, _ in _COLUMNS]
    yield [
        pick("合计", "Total"),
        "",
        None,
        None,
        None,
        *sums,
        *_ratios(report.total, report.total, last + 1, last + 1),
    ]


def _scale(name: str) -> tuple[int, int]:
    if name == "fuellings":
        return 1, 0
    return (100, 2) if name == "amount_fen" else (1000, 3)


def _figure(figures: ReportFigures, name: str, row: int) -> Cell:
    value = getattr(figures, name)
    if value is None:
        return None
    if name == "closing20_ml" and _adds_up(figures):
        come = "+".join(f"{_AT[one]}{row}" for one in _IN)
        gone = "".join(f"-{_AT[one]}{row}" for one in _OUT)
        return Formula(f"ROUND({come}{gone},3)", value / 1000)
    return value / _scale(name)[0]


def _adds_up(figures: ReportFigures) -> bool:
    """Whether the balance closes to the millilitre: a station without an opening leaves it open."""
    if figures.opening20_ml is None or figures.closing20_ml is None:
        return False
    come = sum(getattr(figures, name) or 0 for name in _IN)
    return come - sum(getattr(figures, name) for name in _OUT) == figures.closing20_ml


def _sum(report: ReportOut, name: str, last: int) -> Cell:
    scale, digits = _scale(name)
    column = _AT[name]
    value = sum(getattr(row.figures, name) or 0 for row in report.rows)
    return Formula(f"ROUND(SUM({column}2:{column}{max(last, 2)}),{digits})", value / scale)


def _ratios(figures: ReportFigures, total: ReportFigures, row: int, last: int) -> Sequence[Cell]:
    sold, of = _AT["sales_ml"], total.sales_ml
    share = _ratio(f"{sold}{row}/{sold}{last}", figures.sales_ml, of) if of else None
    return [
        share,
        *(_change(figures, name, row) for name in ("before_sales_ml", "year_before_sales_ml")),
    ]


def _change(figures: ReportFigures, name: str, row: int) -> Cell:
    then = getattr(figures, name)
    if not then:
        return None
    sold = _AT["sales_ml"]
    return Formula(
        f"ROUND(({sold}{row}/{_AT[name]}{row}-1)*100,2)", round((figures.sales_ml / then - 1) * 100, 2)
    )


def _ratio(text: str, part: int, whole: int) -> Formula:
    return Formula(f"ROUND({text}*100,2)", round(part / whole * 100, 2))


def _about(report: ReportOut) -> Iterator[list[Cell]]:
    yield [report.title, report.place]
    yield [pick("结论", "Answer"), report.sentence]
    for title, said in basis_lines(report):
        yield [title, said]
    yield [
        pick("期末", "Closing"),
        pick(
            "期初＋单据购进＋更正与到货日调整－销售－自用转移代存＋损溢＋不能判定（20℃）",
            "opening + documents + entries and moved days - sold - own use + variance + undecided (20 °C)",
        ),
    ]
