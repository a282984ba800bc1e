"""Arrays as PostgreSQL sends them become columns, value for value."""

import struct

import pyarrow as pa
import pytest

from youjian.ledger.array_columns import length, numbers, texts


def sent(*elements: bytes | None) -> bytes:
    body = struct.pack(">iiIii", 1, int(None in elements), 25, len(elements), 1)
    return body + b"".join(
        struct.pack(">i", -1) if one is None else struct.pack(">i", len(one)) + one for one in elements
    )


@pytest.mark.parametrize(
    "values",
    [
        ["3602030017", "4101020003"],
        ["城东", "站站"],
        ["", ""],
        [None, None],
        ["a", "", None, '"二",\n'],
        ["ab", "c", "defg"],
    ],
)
def test_texts_come_back_as_they_are(values: list[str | None]) -> None:
    body = sent(*(None if value is None else value.encode() for value in values))
    assert texts(body).to_pylist() == values
    assert length(body) == len(values)


def test_numbers_of_another_width_are_refused() -> None:
    with pytest.raises(ValueError, match="another length"):
        numbers(sent(*[struct.pack(">i", 7)] * 3), pa.int64())


def test_no_rows_have_no_array() -> None:
    assert length(None) == 0
