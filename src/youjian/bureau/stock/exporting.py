"""The month of the book as an Excel file whose formulas add up to what the page says."""

from collections.abc import Iterator

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.journal import services as journal
from youjian.bureau.language import pick
from youjian.bureau.scope import acting
from youjian.bureau.stock.contracts import BookLine, BookPlace, BookProduct, CityBook
from youjian.bureau.stock.pages import city_month
from youjian.bureau.stock.workbook import Cell, Formula, letters, workbook

# Litres in cells have three decimals: millilitres, so that nothing is lost.
_COLUMNS = (
    ("opening20_ml", "期初（20℃，升）", "Opening (20 °C, L)"),
    ("documents20_ml", "单据购进（20℃）", "Documents (20 °C)"),
    ("shifted20_ml", "到货日调整（20℃）", "Moved to unloading's day (20 °C)"),
    ("entries20_ml", "更正分录（20℃）", "Entries (20 °C)"),
    ("sales20_ml", "销售（20℃）", "Sales (20 °C)"),
    ("other20_ml", "自用转移代存（20℃）", "Own use, transfer, custody (20 °C)"),
    ("book20_ml", "账面期末（20℃）", "Book closing (20 °C)"),
    ("variance20_ml", "损溢（20℃）", "Variance (20 °C)"),
    ("undecided20_ml", "不能判定（20℃）", "Undecided (20 °C)"),
    ("closing20_ml", "期末（20℃）", "Closing (20 °C)"),
    ("allowed20_ml", "允许损耗（20℃）", "Losses allowed (20 °C)"),
    ("gauge_in20_ml", "液位进油（20℃）", "Gauge intake (20 °C)"),
    ("trips20_ml", "运单进油（20℃）", "Trips (20 °C)"),
    ("sales_ml", "销售（常温）", "Sales (ambient)"),
    ("totalizer_ml", "累计泵码差（常温）", "Totalizers (ambient)"),
    ("test_return_ml", "回罐（常温）", "Test returns (ambient)"),
    ("amount_fen", "销售金额（元）", "Sales (yuan)"),
)
_HEADS = 4
_PLACE = {name: letters(_HEADS + place) for place, (name, _, _) in enumerate(_COLUMNS)}


def exported(actor: Actor, period: str) -> tuple[str, bytes]:
    """Name and content of the file; journaled with its rows. Raises Problem 422 for no month."""
    with acting(actor):
        book = city_month(actor, period)
        lines = [(station, product) for station in book.stations for product in station.products]
        journal.record(
            actor, "stock.export", f"stock_month:{period}", after={"rows": len(lines), "period": period}
        )
    names = (pick(f"进销存{period}", f"Stock {period}"), pick("说明", "About"))
    content = workbook(names, (_rows(book, lines), _about(book)))
    return pick(f"进销存台账{period}.xlsx", f"stock book {period}.xlsx"), content


def _rows(book: CityBook, lines: list[tuple[BookPlace, BookProduct]]) -> Iterator[list[Cell]]:
    heads = [
        pick("县区", "County"),
        pick("加油站编号", "Station"),
        pick("加油站", "Name"),
        pick("油品", "Product"),
    ]
    yield [*heads, *(pick(zh, en) for _, zh, en in _COLUMNS)]
    county = {place.code: place.name for place in book.counties}
    for number, (station, product) in enumerate(lines, 2):
        heads = [county.get(station.county, station.county), station.code, station.name, product.name]
        yield [*heads, *(_figure(product.line, name, number) for name, _, _ in _COLUMNS)]
    last = len(lines) + 1
    yield [pick("合计", "Total"), "", "", "", *(_sum(book.total, name, last) for name, _, _ in _COLUMNS)]


def _figure(line: BookLine, name: str, row: int) -> Cell:
    """A figure in litres or yuan; the closings are formulas of the cells before them."""
    value = getattr(line, name)
    if value is None:
        return None
    if name == "book20_ml":
        return Formula(_book(row), value / 1000)
    if name == "closing20_ml" and line.book20_ml is not None:
        parts = "+".join(f"{_PLACE[part]}{row}" for part in ("book20_ml", "variance20_ml", "undecided20_ml"))
        return Formula(f"ROUND({parts},3)", value / 1000)
    return value / (100 if name == "amount_fen" else 1000)


def _book(row: int) -> str:
    add = "+".join(
        f"{_PLACE[name]}{row}" for name in ("opening20_ml", "documents20_ml", "shifted20_ml", "entries20_ml")
    )
    return f"ROUND({add}-{_PLACE['sales20_ml']}{row}-{_PLACE['other20_ml']}{row},3)"


def _sum(total: BookLine, name: str, last: int) -> Cell:
    value = getattr(total, name)
    column = _PLACE[name]
    scale, digits = (100, 2) if name == "amount_fen" else (1000, 3)
    return Formula(f"ROUND(SUM({column}2:{column}{max(last, 2)}),{digits})", (value or 0) / scale)


def _about(book: CityBook) -> Iterator[list[Cell]]:
    yield [pick("进销存台账", "Stock book"), book.period]
    yield [pick("结论", "Answer"), book.sentence]
    yield [
        pick("账面期末", "Book closing"),
        pick(
            "期初＋单据购进＋到货日调整＋更正分录－销售－自用转移代存",
            "opening + documents + moved + entries - sales - own use, transfer, custody",
        ),
    ]
    yield [pick("期末", "Closing"), pick("账面期末＋损溢＋不能判定", "book closing + variance + undecided")]
    yield [
        pick("单位", "Units"),
        pick("升（20℃或常温，见列名），元", "litres (20 °C or ambient, see the heading), yuan"),
    ]
