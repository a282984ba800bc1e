"""Columns and rows give the same verdict: the same good records, the same bad lines, the same reasons."""

from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

import msgspec.inspect as mi
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from youjian.archive.rows import BadRow, TableRead, plain_rows
from youjian.archive.screening import check
from youjian.archive.text import LINE
from youjian.contract.columns import TIMESTAMP, to_table
from youjian.contract.tables import TABLES, Table

STATION = "3602030017"
TEXTS = [
    "0", "1", "-1", "+1", "007", "1.0", "1e3", "1.5", ".5", "5.", "0x10", " 1", "1 ", "-0", "-0.0",
    "nan", "inf", "-inf", "1e400",
    "32767", "32768", "9223372036854775807", "9223372036854775808", "100000.1", "-273.15", "-273.16",
    "null", "NULL", "true", "False",
    "yes", "2026-11-22", "2026-02-30", "2026-2-3", "2026-11-22T08:00:00+08:00",
    "2026-11-22 08:00:00+08:00", "2026-11-22T08:00:00Z",
    "2026-11-22T08:00:00", "2026-11-22T08:00:00+08", "2026-11-22T08:00Z", "2026-11-22T08:00:00+0800",
    "2026-11-22T08:00:00.123456Z",
    "2026-11-22T08:00:00.1234567Z", "2026-11-22T24:00:00Z", "2026-11-22T23:59:60Z",
    "2026-11-22t08:00:00z", "0001-01-01T00:00:00+08:00",
    "9999-12-31T23:59:59-08:00", "1763800000", "92", "93", "sale", "live", "corrected", "collector",
    "nozzle:3", "nozzle:03", "tank:99999",
    "91350100M000100Y43", "91350100M000100Y44", "2026-11", "2026-13", STATION, f"{STATION}\n",
    "３６０２０３００１７", "a\x00b", "加油", "x" * 513,
]  # fmt: skip
VALID: dict[type[mi.Type], list[str]] = {
    mi.IntType: ["0", "3", "30000"],
    mi.FloatType: ["0", "12.5", "740"],
    mi.BoolType: ["true", "false"],
    mi.DateType: ["2026-11-01", "2026-11-22"],
    mi.DateTimeType: ["2026-11-22T08:00:00+08:00", "2026-11-22T00:30:00Z", "2026-11-22T00:00:00.5Z"],
}
PATTERNED = {
    "station_id": STATION, "consignee_station_id": STATION, "region_code": "360203",
    "device": "nozzle:3", "period": "2026-11",
    "uscc": "91350100M000100Y43", "supplier_uscc": "91350100M000100Y43",
    "seller_uscc": "91350100M000100Y43", "buyer_uscc": "91350100M000100Y43",
}  # fmt: skip


def valid(field: mi.Field) -> list[str]:
    kind = field.type
    if isinstance(kind, mi.UnionType):
        kind = next(one for one in kind.types if not isinstance(one, mi.NoneType))
    kind = kind.type if isinstance(kind, mi.Metadata) else kind
    if isinstance(kind, mi.LiteralType):
        return list(kind.values)
    return VALID.get(type(kind)) or [PATTERNED.get(field.name, "some text")]


@cache
def fields(spec: Table) -> tuple[mi.Field, ...]:
    told = mi.type_info(spec.type)
    assert isinstance(told, mi.StructType)
    return told.fields


@st.composite
def text_rows(draw: st.DrawFn) -> tuple[Table, pa.Table]:
    """Rows of a CSV file of any table: right for the most part, with anything here and there."""
    spec = TABLES[draw(st.sampled_from(sorted(TABLES)))]
    broken = st.one_of(st.none(), st.sampled_from(TEXTS))
    columns: dict[str, list[str | None]] = {}
    count = draw(st.integers(0, 5))
    for field in fields(spec):
        good = st.sampled_from(valid(field))
        if field.name == spec.station:
            columns[field.name] = [STATION] * count
            continue
        one = st.integers(0, 19).flatmap(lambda n, good=good: broken if n == 0 else good)
        columns[field.name] = draw(st.lists(one, min_size=count, max_size=count))
    for name in draw(st.sets(st.sampled_from([f.name for f in fields(spec) if not f.required] or [""]))):
        columns.pop(name, None)
    return spec, pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})


MOMENTS = [datetime(2026, 11, 22, h, tzinfo=UTC) for h in (0, 1)] + [datetime(9999, 12, 31, 23, tzinfo=UTC)]
NAIVE = [moment.replace(tzinfo=None) for moment in MOMENTS]
COLUMNS: list[tuple[pa.DataType, list[Any]]] = [
    (pa.int8(), [0, 3, -1, 127]),
    (pa.int64(), [0, 3, 32768, 2**63 - 1, 2**53 + 1]),
    (pa.uint64(), [0, 3, 2**64 - 1]),
    (pa.float64(), [0.0, 3.0, 1.5, -1.0, float("nan"), float("inf"), 2.0**53, 1e18, 1e300]),
    (pa.float32(), [0.0, 3.0, 12.1]),
    (pa.bool_(), [True, False]),
    (pa.string(), TEXTS),
    (pa.large_string(), TEXTS),
    (pa.dictionary(pa.int32(), pa.string()), TEXTS),
    (pa.binary(), [b"92", b"\xff"]),
    (pa.decimal128(10, 2), [Decimal("3.00"), Decimal("1.5"), Decimal(-1)]),
    (pa.date32(), [date(2026, 11, 1), date(1, 1, 1)]),
    (pa.date64(), [date(2026, 11, 1)]),
    (TIMESTAMP, MOMENTS),
    (pa.timestamp("s", tz="Asia/Shanghai"), MOMENTS[:2]),
    (pa.timestamp("ms", tz="+08:00"), MOMENTS[:2]),
    (pa.timestamp("ns", tz="UTC"), MOMENTS[:2]),
    (pa.timestamp("us"), NAIVE),
    (pa.timestamp("ns"), NAIVE[:2]),
    (pa.null(), [None]),
]


@st.composite
def typed_rows(draw: st.DrawFn) -> tuple[Table, pa.Table]:
    """Rows of a Parquet file of any table, some columns of a type that somebody else chose."""
    spec, text = draw(text_rows())
    columns: dict[str, pa.ChunkedArray | pa.Array] = {}
    for name in text.column_names:
        if name == spec.station or draw(st.integers(0, 4)):
            columns[name] = text[name]
        else:
            kind, values = draw(st.sampled_from(COLUMNS))
            held = draw(st.lists(st.sampled_from([*values, None]), min_size=len(text), max_size=len(text)))
            columns[name] = pa.array(held, kind)
    return spec, pa.table(columns)


def judged_by_row(spec: Table, raw: pa.Table) -> tuple[pa.Table, list[int], list[BadRow]]:
    read = TableRead("file")
    for line, row in enumerate(plain_rows(raw), start=2):
        read.take(spec, line, row)
    return to_table(spec, read.records), read.lines, read.bad


def assert_same_verdict(spec: Table, raw: pa.Table) -> None:
    checked = check(spec, "file", raw.append_column(LINE, pa.array(range(2, len(raw) + 2), pa.int64())))
    table, lines, bad = judged_by_row(spec, raw)
    assert (checked.lines.tolist(), checked.bad) == (lines, bad)
    assert checked.table.to_pylist() == table.to_pylist()
    assert checked.table.schema == table.schema


@given(drawn=text_rows())
@settings(max_examples=100)
def test_text_is_judged_by_column_as_by_row(drawn: tuple[Table, pa.Table]) -> None:
    assert_same_verdict(*drawn)


@given(drawn=typed_rows())
@settings(max_examples=100)
def test_typed_columns_are_judged_as_their_rows(drawn: tuple[Table, pa.Table]) -> None:
    assert_same_verdict(*drawn)


@pytest.mark.parametrize("name", ["tank_id", "at", "temp_c", "volume_l"])
def test_every_odd_value_is_judged_alike(name: str) -> None:
    good = {
        "station_id": STATION, "tank_id": "1", "at": "2026-11-22T08:00:00+08:00",
        "product_mm": "1250.1", "water_mm": "0",
        "temp_c": "20", "volume_l": "3",
    }  # fmt: skip
    for text in TEXTS:
        assert_same_verdict(TABLES["tank_readings"], pa.Table.from_pylist([good, good | {name: text}, good]))


def test_one_value_that_cannot_be_read_costs_no_other_row() -> None:
    at = [f"2026-11-22T08:{m:02}:{s:02}+08:00" for m in range(60) for s in range(60)]
    at[1234] = "2026-02-30T08:00:00+08:00"
    count = len(at)
    raw = pa.table({
        "station_id": [STATION] * count, "tank_id": ["1"] * count, "at": at, "product_mm": ["1"] * count,
        "water_mm": ["0"] * count, "temp_c": ["20"] * count,
        LINE: pa.array(range(2, count + 2), pa.int64()),
    })  # fmt: skip
    checked = check(TABLES["tank_readings"], "tank_readings.csv", raw)
    assert [str(row) for row in checked.bad] == [
        "tank_readings.csv:1236: Invalid RFC3339 encoded datetime - at `$.at`"
    ]
    assert checked.table.num_rows == count - 1
    assert checked.table["at"][0].as_py() == datetime(2026, 11, 22, tzinfo=UTC)
