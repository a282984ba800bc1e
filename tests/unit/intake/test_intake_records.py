"""Sorting a batch: one bad record never costs a good one, and what was sent is kept byte for byte."""

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Raw

from youjian.detection.samples import fuelling
from youjian.intake.records import DEVICE_TABLES, sort_records
from youjian.protocols.station import JSON, MSGPACK, BodyError

GOOD: dict[str, Any] = msgspec.to_builtins(fuelling(7))
BAD = (
    {**GOOD, "colour": "red"},
    {**GOOD, "volume_ml": -1},
    {**GOOD, "volume_ml": 1.5},
    {**GOOD, "kind": "gift"},
    {**GOOD, "ended_at": "yesterday"},
    {**GOOD, "ended_at": "2026-11-22T00:00:00"},
    {**GOOD, "ended_at": "2020-01-01T00:00:00Z"},
    {name: value for name, value in GOOD.items() if name != "seq"},
    7,
    None,
    [],
)


def encoded(value: Any, content_type: str) -> Raw:
    """A table as a sender would write it."""
    return Raw(msgspec.json.encode(value) if content_type == JSON else msgspec.msgpack.encode(value))


@pytest.mark.parametrize("content_type", [JSON, MSGPACK])
@pytest.mark.parametrize("bad", BAD)
def test_what_is_no_record_is_set_aside_with_its_bytes_and_a_reason(bad: Any, content_type: str) -> None:
    result = sort_records({"fuellings": encoded([GOOD, bad, GOOD], content_type)}, content_type)
    assert [(table, index) for table, index, _ in result.good] == [("fuellings", 0), ("fuellings", 2)]
    (refused,) = result.bad
    assert (refused.table, refused.index, refused.reason) == ("fuellings", 1, "invalid")
    assert refused.raw == bytes(encoded(bad, content_type))
    assert refused.detail


@given(st.lists(st.sampled_from([GOOD, *BAD]), max_size=12), st.sampled_from([JSON, MSGPACK]))
def test_every_record_is_either_good_or_set_aside_and_keeps_its_place(
    sent: list[Any], content_type: str
) -> None:
    result = sort_records({"fuellings": encoded(sent, content_type)}, content_type)
    good = {index for _, index, _ in result.good}
    bad = {refused.index for refused in result.bad}
    assert good == {index for index, one in enumerate(sent) if one is GOOD}
    assert good | bad == set(range(len(sent)))
    assert not good & bad
    for index, one in enumerate(sent):
        assert result.raw_of("fuellings", index) == bytes(encoded(one, content_type))


def test_a_table_that_no_station_sends_is_set_aside_record_by_record() -> None:
    result = sort_records({"stations": Raw(b'[{"a":1},2]'), "": Raw(b"[]")}, JSON)
    assert [(b.table, b.index, b.reason, b.raw) for b in result.bad] == [
        ("stations", 0, "table", b'{"a":1}'),
        ("stations", 1, "table", b"2"),
    ]
    assert result.good == []


@pytest.mark.parametrize("table", ["fuellings", "rumours"])
def test_a_table_that_is_no_list_makes_the_envelope_unreadable(table: str) -> None:
    with pytest.raises(BodyError, match=rf"records\.{table}"):
        sort_records({table: Raw(b'{"seq": 1}')}, JSON)


def test_text_that_is_no_utf8_is_a_bad_record() -> None:
    raw = msgspec.json.encode([GOOD, GOOD]).replace(b'"sale"', b'"s\xffle"', 1)
    result = sort_records({"fuellings": Raw(raw)}, JSON)
    assert [index for _, index, _ in result.good] == [1]
    assert b"\xff" in result.bad[0].raw


def test_times_keep_their_instant_whatever_their_offset() -> None:
    shanghai = {**GOOD, "started_at": "2026-11-22T08:00:00+08:00", "ended_at": "2026-11-22T00:02:00Z"}
    ((_, _, record),) = sort_records({"fuellings": encoded([shanghai], JSON)}, JSON).good
    assert record.started_at == datetime(2026, 11, 22, tzinfo=UTC)


def test_departments_tables_are_not_a_stations() -> None:
    assert {"declarations", "invoices", "trips"}.isdisjoint(DEVICE_TABLES)
