"""Text that columns pass without a second look is read by rows too, and as the same value."""

from itertools import product

import msgspec
import pyarrow as pa
import pytest

from youjian.contract.columnar import moments, screen
from youjian.contract.columns import TIMESTAMP
from youjian.contract.fields import Moment
from youjian.contract.tables import TABLES

READING = {
    "station_id": "3602030017",
    "tank_id": "1",
    "at": "2026-11-22T08:00:00Z",
    "product_mm": "1",
    "water_mm": "0",
    "temp_c": "20",
}
MOMENTS = [
    f"2026-11-22{sep}{time}{zone}"
    for sep in "T t"
    for time in ["", "08", "08:00", "08:00:00", *(f"08:00:00.{'123456789'[:n]}" for n in range(1, 10))]
    for zone in ["", "Z", "z", "+08", "+0800", "+08:00", "-08:00", " +08:00"]
]
NUMBERS = ["".join(chosen) for length in (1, 2, 3) for chosen in product("019.-+e", repeat=length)]


def read_alike(column: str, kind: object, text: str) -> bool:
    """Whether one odd value is passed; raises when rows read another value."""
    raw = pa.Table.from_pylist([READING | {column: text}])
    screened = screen(TABLES["tank_readings"], raw)
    if screened.doubtful is not None:
        return False
    assert screened.table[column][0].as_py() == msgspec.convert(text, kind, strict=False)
    return True


def test_moments_of_every_form() -> None:
    passed = [text for text in MOMENTS if read_alike("at", Moment, text)]
    assert {"2026-11-22T08:00:00+08:00", "2026-11-22 08:00:00.123Z", "2026-11-22T08:00:00+0800"} <= {*passed}


@pytest.mark.parametrize(("column", "kind"), [("tank_id", int), ("temp_c", float)])
def test_numbers_of_every_form(column: str, kind: type) -> None:
    passed = [text for text in NUMBERS if read_alike(column, kind, text)]
    assert {"0", "1", "9", "10", "-0", "191"} <= {*passed}


def test_what_is_no_moment_is_null() -> None:
    texts = pa.chunked_array([["2026-11-22T08:00:00+08:00", "noon", None], []], pa.string())
    told = moments(texts)
    assert told.type == TIMESTAMP
    assert [one is None for one in told.to_pylist()] == [False, True, True]


def test_a_table_without_rows_is_a_table() -> None:
    raw = pa.table({name: pa.chunked_array([], pa.string()) for name in READING})
    screened = screen(TABLES["tank_readings"], raw)
    assert screened.doubtful is None
    assert screened.table.num_rows == 0
