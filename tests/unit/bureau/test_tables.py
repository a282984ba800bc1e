"""How a list's address is read: columns, order, ranges, and text that a spreadsheet must not run."""

import asyncio
import csv
import io
from datetime import UTC, datetime
from zipfile import ZipFile

import pytest
from django.db.models import Q
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from youjian.bureau import setup

setup()

from youjian.bureau.problems import Problem  # noqa: E402 - Django must be set up
from youjian.bureau.sheets.fields import Choice  # noqa: E402
from youjian.bureau.tables import conditions, csv_file, xlsx_file  # noqa: E402
from youjian.bureau.tables.asking import asked, order  # noqa: E402
from youjian.bureau.tables.cells import RUNS, harmless, restored, shower, title  # noqa: E402
from youjian.bureau.tables.export import Export  # noqa: E402
from youjian.bureau.tables.files import sent  # noqa: E402
from youjian.bureau.tables.spec import Column, TableSpec  # noqa: E402

SPEC = TableSpec(
    "things",
    "物件",
    "Things",
    "station.see",
    lambda _: (_ for _ in ()).throw(AssertionError),
    (
        Column("id", "编号", "No.", "integer"),
        Column("name", "名称", "Name"),
        Column("colour", "颜色", "Colour", "choice", choices=(Choice("red", "红色", "Red"),), weight="rank"),
        Column("volume", "体积", "Volume", "litres", unit="L"),
        Column("sum", "合计", "Sum", "number", path=None),
    ),
    key=("id",),
    default_sort=("-name",),
    search=("name", "id"),
)
VOLUME = Column("volume", "体积", "Volume", "litres", unit="L")
AT = Column("at", "时间", "At", "time")


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("", ("-name", "-id")),
        ("name", ("name", "id")),
        ("-colour,name", ("-rank", "name", "-id")),
        ("-id,name", ("-id", "name")),
        (" name , ", ("name", "id")),
    ],
)
def test_the_key_stands_behind_every_order(wanted: str, expected: tuple[str, ...]) -> None:
    assert order(SPEC, wanted) == expected


@pytest.mark.parametrize("wanted", ["sum", "-nothing", "--name", "name,sum"])
def test_an_order_that_cannot_be_is_refused(wanted: str) -> None:
    with pytest.raises(Problem) as refused:
        order(SPEC, wanted)
    assert refused.value.status == 422


def test_what_was_asked_for_is_kept_to_be_written_down() -> None:
    parameters = {"q": ["a"], "colour": ["red", ""], "volume.from": ["1"], "page": ["2"], "columns": ["x"]}
    wanted = asked(SPEC, parameters, frozenset({"columns"}))
    assert wanted.said == {"q": ["a"], "colour": ["red"], "volume.from": ["1"]}
    assert (wanted.page, wanted.size) == (2, 50)


@given(st.dictionaries(st.text(max_size=12), st.lists(st.text(max_size=12), max_size=3), max_size=5))
def test_any_address_is_understood_or_refused_by_name(parameters: dict[str, list[str]]) -> None:
    try:
        asked(SPEC, parameters)
    except Problem as problem:
        if problem.status != 422 or not problem.message:
            raise


@given(st.sampled_from(SPEC.columns), st.text(max_size=20))
def test_any_value_of_a_column_makes_a_condition_or_a_refusal(column: Column, text: str) -> None:
    for make in (lambda: conditions.any_of(column, [text]), lambda: conditions.between(column, text, text)):
        try:
            assert isinstance(make(), Q)
        except Problem as problem:
            if problem.code != "bad_value":
                raise


def test_a_business_day_ends_where_the_next_begins() -> None:
    condition = conditions.between(AT, "2026-11-22", "2026-11-22")
    first, last = (datetime(2026, 11, day, 16, tzinfo=UTC) for day in (21, 22))
    assert condition == Q(at__gte=first) & Q(at__lt=last)


@given(st.text(max_size=30))
def test_text_that_would_run_is_guarded_and_comes_back(text: str) -> None:
    assert not harmless(text).startswith(RUNS[:-1])
    assert restored(harmless(text)) == text


@given(st.lists(st.lists(st.text(max_size=8), min_size=2, max_size=2), max_size=5))
def test_a_csv_comes_back_as_it_was(lines: list[list[str]]) -> None:
    file = io.BytesIO()
    csv_file.write(file, ["=甲", "乙"], lines)
    text = file.getvalue().decode("utf-8-sig")
    header, *rows = csv.reader(io.StringIO(text, newline=""))
    assert header == ["'=甲", "乙"]
    assert [[restored(cell) for cell in row] for row in rows] == lines


@settings(max_examples=25)
@given(st.text(max_size=40))
def test_a_workbook_can_be_opened_whatever_a_text_holds(text: str) -> None:
    file = io.BytesIO()
    xlsx_file.write(file, "a/b", [("名称", SPEC.columns[1])], [[text]], [("说", text)])
    assert ZipFile(file).testzip() is None
    cell = load_workbook(file).worksheets[0]["A2"]
    assert cell.value is None or cell.data_type == "s"
    assert set(cell.value or "") <= {*text, "\n"}


def test_a_file_goes_out_in_pieces_to_an_asgi_server() -> None:
    content = bytes(range(256)) * 1000
    answer = sent(Export(io.BytesIO(content), "油罐.xlsx", "application/octet-stream", 7, len(content)))

    async def pieces() -> list[bytes]:
        return [piece async for piece in answer]

    found = asyncio.run(pieces())
    assert (b"".join(found), len(found)) == (content, 4)
    assert answer["Content-Disposition"] == "attachment; filename*=UTF-8''%E6%B2%B9%E7%BD%90.xlsx"
    answer.close()


def test_values_are_shown_by_their_kind() -> None:
    assert shower(SPEC.columns[2])("red") == "红色"
    assert shower(SPEC.columns[2])("unheard") == "unheard"
    assert shower(AT)(datetime(2026, 11, 21, 16, tzinfo=UTC)).isoformat() == "2026-11-22T00:00:00"
    assert shower(Column("open", "开", "Open", "flag"))(False) == "否"
    assert shower(SPEC.columns[1])({"a": 1}) == '{"a": 1}'
    assert title(VOLUME) == "体积（L）"
