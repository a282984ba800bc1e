"""The stock book's pages and verbs: sums that agree, entries, months closed and reopened, the Excel file."""

import re
from datetime import date, timedelta
from io import BytesIO
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

import psycopg
import pytest

from tests.conftest import Database
from tests.integration.bureau_office import LEPING, ZHUSHAN, Person
from tests.integration.stock_kit import CITY, RIGHTS, TODAY, fuelling, keep, office, owner, put
from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.problems import Problem
from youjian.bureau.scope import acting
from youjian.bureau.stock import pages, services
from youjian.bureau.stock.contracts import BookEntryIn, LossRateIn, MonthCloseIn, MonthReopenIn
from youjian.bureau.stock.exporting import exported
from youjian.contract.fields import day_bounds
from youjian.contract.records import Delivery, TankReading

__all__ = ["office", "owner"]
LAST = TODAY.replace(day=1) - timedelta(days=1)
FIRST = LAST.replace(day=1)
PERIOD = f"{LAST:%Y-%m}"
OTHER = Actor("kuaiji", "会计", ("3602",), RIGHTS, 1, "")
MAIN = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


@pytest.fixture
def book(owner: psycopg.Connection) -> psycopg.Connection:
    """Last month of two stations: a sale a day, a document without its fuel, readings around midnights."""
    owner.execute("SELECT ledger.ensure_days('tank_readings', %s, %s)", [FIRST - timedelta(days=1), TODAY])
    for station in (ZHUSHAN, LEPING):
        _fill(owner, station)
    keep()
    return owner


def _fill(owner: psycopg.Connection, station: str) -> None:
    days = [FIRST + timedelta(days=number) for number in range(5)]
    for number, day in enumerate(days, 1):
        noon = day_bounds(day)[0] + timedelta(hours=12)
        put(owner, "fuellings", fuelling(number, noon, station_id=station))
        for at in (day_bounds(day)[0], noon + timedelta(hours=6)):
            for minutes in (-10, 0, 10):
                _read(owner, station, at + timedelta(minutes=minutes), 20_000.0 - 30 * (number - (at < noon)))
    _read(owner, station, day_bounds(days[-1])[1], 20_000.0 - 150)
    document = Delivery(
        station_id=station, delivery_id="D1", product="92", delivered_at=day_bounds(days[2])[0],
        documented_volume_ml=1_234_567, reference="20", density20_kg_m3=735.0, temp_c=20.0,
    )  # fmt: skip
    put(owner, "deliveries", document)


def _read(owner: psycopg.Connection, station: str, at: Any, litres: float) -> None:
    reading = TankReading(
        station_id=station, tank_id=1, at=at, product_mm=litres / 12, water_mm=0.0, temp_c=20.0
    )
    put(owner, "tank_readings", reading)


def entry(litres20_ml: int, day: date = FIRST) -> BookEntryIn:
    return BookEntryIn(
        station_id=ZHUSHAN, family="92", day=day, kind="delivery", litres20_ml=litres20_ml, reason="补记"
    )


def month(actor: Actor = CITY) -> Any:
    with acting(actor):
        return pages.city_month(actor, PERIOD)


def of_station(actor: Actor = CITY) -> Any:
    with acting(actor):
        return pages.station_month(actor, ZHUSHAN, PERIOD)


def test_the_city_is_the_sum_of_its_stations_and_each_the_sum_of_its_days(book: psycopg.Connection) -> None:
    city, station = month(), of_station()
    for name in ("opening20_ml", "documents20_ml", "sales20_ml", "sales_ml", "variance20_ml", "closing20_ml"):
        assert getattr(city.total, name) == sum(getattr(place.line, name) for place in city.stations)
        assert getattr(city.total, name) == sum(getattr(place.line, name) for place in city.counties)
    for name in ("documents20_ml", "sales20_ml", "sales_ml", "variance20_ml", "totalizer_ml"):
        assert getattr(station.total, name) == sum(getattr(day.line, name) or 0 for day in station.days)
    line = station.total
    assert (line.opening20_ml, line.closing20_ml) == (20_000_000, 19_850_000)
    came = line.opening20_ml + line.documents20_ml + line.shifted20_ml + line.entries20_ml
    assert came - line.sales20_ml - line.other20_ml + line.variance20_ml == line.closing20_ml
    assert line.variance20_ml == -1_234_567
    assert (line.standing, city.need_look) == ("loss", 2)


def test_an_entry_is_a_line_of_its_own_and_can_be_taken_back(book: psycopg.Connection) -> None:
    made = services.enter(CITY, entry(-1_234_567))
    assert (of_station().total.entries20_ml, of_station().total.variance20_ml) == (-1_234_567, 0)
    services.take_back(CITY, made.id, "登记错误")
    assert (of_station().total.entries20_ml, of_station().total.variance20_ml) == (0, -1_234_567)
    assert [one.taken_back for one in of_station().entries] == [False, True]
    with pytest.raises(Problem) as refused:
        services.take_back(CITY, made.id, "再冲")
    assert refused.value.code == "taken_back"


def test_a_day_without_records_takes_an_entry(book: psycopg.Connection) -> None:
    quiet = FIRST + timedelta(days=20)
    services.enter(CITY, entry(400_000, quiet))
    (line,) = [one for one in of_station().days if one.day == quiet]
    assert (line.line.entries20_ml, line.line.sales20_ml) == (400_000, 0)


def test_a_closed_month_stands_and_what_came_later_is_shown_beside(book: psycopg.Connection) -> None:
    assert services.close_months(CITY, MonthCloseIn(period=PERIOD)).closed == 2
    assert services.close_months(CITY, MonthCloseIn(period=PERIOD)).already == 2
    with pytest.raises(Problem) as refused:
        services.enter(OTHER, entry(1_000))
    assert refused.value.code == "closed"
    put(book, "fuellings", fuelling(9, day_bounds(FIRST)[0] + timedelta(hours=15), volume_ml=7_000))
    keep()
    said = {one.figure: (one.closed_ml, one.now_ml) for one in of_station().since_close}
    assert said["sales_ml"] == (150_000, 157_000)
    assert of_station().closed


def test_who_reopens_a_month_does_not_correct_it(book: psycopg.Connection) -> None:
    services.close_months(CITY, MonthCloseIn(period=PERIOD, station_ids=[ZHUSHAN]))
    services.reopen_month(CITY, MonthReopenIn(station_id=ZHUSHAN, period=PERIOD, reason="补单据"))
    with pytest.raises(Problem) as refused:
        services.enter(CITY, entry(1_000))
    assert refused.value.code == "own_reopening"
    services.enter(OTHER, entry(1_000))
    (close,) = of_station().closes
    assert (close.reopen_reason, close.reopened_by_name) == ("补单据", "值班")


def test_a_new_loss_rate_works_from_its_day_on(book: psycopg.Connection) -> None:
    before = [day.line.allowed20_ml for day in of_station().days]
    rate = LossRateIn(
        product_class="petrol", region="A", retail_pct=1.0, unloading_pct=0.0, storage_pct=0.0,
        source="省标准", confirmed=True, valid_from=FIRST + timedelta(days=4),
    )  # fmt: skip
    services.add_loss_rate(CITY, rate)
    keep()
    days = of_station().days
    assert days[4].line.allowed20_ml == 300
    assert [day.line.allowed20_ml for day in days[:4]] == before[:4]


def _cells(content: bytes) -> dict[str, Any]:
    """Values of the first sheet; of a formula its text."""
    with ZipFile(BytesIO(content)) as archive:
        sheet = ElementTree.fromstring(archive.read("xl/worksheets/sheet1.xml"))  # noqa: S314 - written by us
    found: dict[str, Any] = {}
    for cell in sheet.iterfind(".//m:c", MAIN):
        formula, value, text = cell.find("m:f", MAIN), cell.find("m:v", MAIN), cell.find(".//m:t", MAIN)
        place = str(cell.get("r"))
        if formula is not None:
            found[place] = (formula.text, float(str(value.text)))  # type: ignore[union-attr]
        else:
            found[place] = float(str(value.text)) if value is not None else str(text.text or "")  # type: ignore[union-attr]
    return found


def _number(cells: dict[str, Any], place: str) -> float:
    """What a cell gives when its formula is worked out from the sheet alone."""
    content = cells.get(place, 0.0)
    if not isinstance(content, tuple):
        return content if isinstance(content, float) else 0.0
    inner, digits = re.fullmatch(r"ROUND\((.*),(\d)\)", content[0]).groups()  # type: ignore[union-attr]
    ranged = re.fullmatch(r"SUM\(([A-Z]+)(\d+):\1(\d+)\)", inner)
    if ranged:
        column, first, last = ranged.groups()
        return round(
            sum(_number(cells, f"{column}{row}") for row in range(int(first), int(last) + 1)), int(digits)
        )
    signed = re.findall(r"([+-]?)([A-Z]+\d+)", inner)
    return round(sum((-1 if sign == "-" else 1) * _number(cells, at) for sign, at in signed), int(digits))


def test_the_excel_file_adds_up_to_the_same_figures(book: psycopg.Connection) -> None:
    services.enter(CITY, entry(77_001))
    city = month()
    cells = _cells(exported(CITY, PERIOD)[1])
    formulas = {place: content for place, content in cells.items() if isinstance(content, tuple)}
    assert formulas
    for place, (_, value) in formulas.items():
        assert _number(cells, place) == pytest.approx(value, abs=1e-9), place
    heads = {cells[place]: place[0] for place in cells if place[1:] == "1"}
    assert round(1000 * _number(cells, f"{heads['期末（20℃）']}4")) == city.total.closing20_ml
    assert round(1000 * _number(cells, f"{heads['账面期末（20℃）']}4")) == city.total.book20_ml
    assert round(1000 * _number(cells, f"{heads['销售（常温）']}4")) == city.total.sales_ml


def test_the_pages_answer_over_the_api_and_within_the_scope(
    book: psycopg.Connection, office: Database
) -> None:
    zhiban, leping = Person("zhiban"), Person("leping")
    page = zhiban.get(f"/api/v1/stock/months/{PERIOD}").json()
    assert "购进2,469升" in page["sentence"]
    assert len(page["stations"]) == 2
    day = zhiban.get(f"/api/v1/stations/{ZHUSHAN}/stock/days/{FIRST}").json()
    assert [one["volume_ml"] for one in day["fuellings"]] == [30_000]
    assert zhiban.get("/api/v1/stock/months/2026-13").status_code == 422
    seen = leping.get(f"/api/v1/stock/months/{PERIOD}").json()
    assert [place["code"] for place in seen["stations"]] == [LEPING]
    assert leping.get(f"/api/v1/stations/{ZHUSHAN}/stock/months/{PERIOD}").status_code == 404
    assert {"petrol", "diesel"} <= {r["product_class"] for r in zhiban.get("/api/v1/stock/loss-rates").json()}
