"""Cursors of the live tables: read back as they were made, and honest about where changes do not lead."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youjian.bureau.live.cursors import Cursor, cursor_of, xid32

numbers = st.integers(0, 2**32 - 1)
cursors = st.builds(
    Cursor,
    xid=st.integers(0, 2**62),
    day=st.dates(date(1970, 1, 1), date(2200, 1, 1)),
    scope=numbers,
    register=numbers,
    parts=st.lists(numbers, max_size=3).map(tuple),
)
HERE = Cursor(1_000, date(2026, 11, 22), 7, 9, (1,))


@given(cursors)
def test_a_cursor_is_read_back_as_it_was_made(cursor: Cursor) -> None:
    assert cursor_of(cursor.text) == cursor


@given(st.text(max_size=40))
def test_no_text_breaks_the_reading(text: str) -> None:
    found = cursor_of(text)
    assert found is None or isinstance(found, Cursor)


@pytest.mark.parametrize(
    "since",
    [
        replace(HERE, day=date(2026, 11, 21)),
        replace(HERE, scope=8),
        replace(HERE, register=8),
        replace(HERE, xid=1_001),
        replace(HERE, parts=()),
    ],
    ids=["another day", "another scope", "a row gone", "of a database that was put back", "of another kind"],
)
def test_changes_alone_do_not_lead_from_there(since: Cursor) -> None:
    assert since.misses(HERE)


def test_changes_lead_on_from_an_earlier_transaction_with_other_links() -> None:
    assert not replace(HERE, xid=10, parts=(2,)).misses(HERE)


@given(st.integers(0, 2**40), st.integers(0, 2**30))
def test_a_row_is_compared_in_the_bits_it_has(xid: int, later: int) -> None:
    """What PostgreSQL computes in `reading.changed`."""
    row = xid32(xid + later)
    assert (row - xid32(xid) + 2**32) % 2**32 < 2**31
