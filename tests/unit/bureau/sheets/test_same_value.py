"""A value means the same in every way of writing it, and reads the same when it is shown and read again."""

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from youjian.bureau.registry.sheets import SHEETS
from youjian.bureau.sheets.cells import BadCellError, Column, Mended, read_cell
from youjian.bureau.sheets.fields import Field
from youjian.bureau.sheets.grid import Cell, Day, Instant
from youjian.bureau.sheets.places import Places
from youjian.bureau.sheets.showing import text_of
from youjian.contract.fields import SHANGHAI

NOWHERE = Places()
DAYS = st.dates(date(1955, 1, 1), date(2100, 12, 31))
MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)).map(  # noqa: DTZ001 - its zone follows
    lambda m: m.replace(second=0, microsecond=0, tzinfo=SHANGHAI).astimezone(UTC)
)
AMOUNTS = st.integers(0, 10**9).map(lambda thousandths: thousandths / 1000)
CHOICES = [(f, c) for sheet in SHEETS.values() for f in sheet.fields for c in f.choices]


def read(of: Field, cell: Cell) -> Any:
    value = read_cell(Column(0, "", of), cell, NOWHERE)
    return value.value if isinstance(value, Mended) else value


def wide(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else "　" if c == " " else c for c in text)


def days_written(day: date) -> list[Cell]:
    y, m, d = day.year, day.month, day.day
    texts = [
        f"{y}.{m}.{d}",
        f"{y}-{m:02}-{d:02}",
        f"{y}/{m}/{d}",
        f"{y}年{m}月{d}日",
        f"{y}{m:02}{d:02}",
        f" {y} 年{m}月{d}号 ",
    ]
    serial = (day - date(1899, 12, 30)).days
    return [*texts, *map(wide, texts), Day(day), str(serial), float(serial)]


@given(DAYS)
def test_a_day(day: date) -> None:
    of = Field("d", "日", "Day", "date")
    assert {read(of, cell) for cell in days_written(day)} == {day}
    assert read(of, text_of(of, day, NOWHERE)) == day


@given(MOMENTS)
def test_a_moment(moment: datetime) -> None:
    of = Field("m", "时间", "Moment", "moment")
    local = moment.astimezone(SHANGHAI).replace(tzinfo=None)
    serial = (local - datetime(1899, 12, 30)) / timedelta(days=1)  # noqa: DTZ001
    texts = [
        f"{local:%Y-%m-%d %H:%M}",
        f"{local.year}.{local.month}.{local.day} {local.hour}:{local.minute:02}",
        f"{local:%Y%m%d%H%M}",
        moment.isoformat(),
    ]
    cells: list[Cell] = [*texts, *map(wide, texts[:3]), Instant(local), serial]
    assert {read(of, cell) for cell in cells} == {moment}
    assert read(of, text_of(of, moment, NOWHERE)) == moment


@given(AMOUNTS)
def test_litres(amount: float) -> None:
    of = Field("v", "容量", "Volume", "litres", unit="L")
    texts = [f"{amount:.3f}", f"{amount:,.3f}", f"{amount:.3f}升", f"{amount:,.3f} L", wide(f"{amount:,.3f}")]
    assert {read(of, cell) for cell in (*texts, amount)} == {amount}
    assert read(of, text_of(of, amount, NOWHERE)) == amount


@given(st.integers(10**9, 10**15 - 1))
def test_a_code_of_digits(number: int) -> None:
    of = Field("c", "编号", "Code", "code")
    cells: list[Cell] = [str(number), float(number), wide(str(number)), f"\u00a0{number}　"]
    assert {read(of, cell) for cell in cells} == {str(number)}


@given(st.sampled_from(CHOICES), st.booleans())
def test_a_choice(pair: Any, widely: bool) -> None:
    of, choice = pair
    for word in (choice.zh, choice.en, choice.code):
        assert read(of, wide(word) if widely else word) == choice.code
    assert read(of, text_of(of, choice.code, NOWHERE)) == choice.code


@given(st.text(max_size=40))
def test_no_text_breaks_the_reader(text: str) -> None:
    for sheet in SHEETS.values():
        for of in sheet.fields:
            with suppress(BadCellError):
                read(of, text)
