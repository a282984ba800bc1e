"""A batch of more records than a door takes is refused before anything is made of them."""

import msgspec
import pytest

from youjian.intake.records import MOST_RECORDS, sort_records
from youjian.protocols.station import BodyError, RecordChain

_CHAIN = {"device": "nozzle:1", "first_no": 1, "previous_digest": "00" * 32, "digest": "00" * 32}


def _nothings(count: int) -> msgspec.Raw:
    return msgspec.Raw(b"[" + b",".join([b"0"] * count) + b"]")


def test_as_many_as_are_taken_are_set_aside_each() -> None:
    assert len(sort_records({"device_events": _nothings(MOST_RECORDS)}, None).bad) == MOST_RECORDS


@pytest.mark.parametrize("tables", [("device_events",), ("nonsense",), ("device_events", "heartbeats")])
def test_one_more_is_too_large_however_it_is_spread(tables: tuple[str, ...]) -> None:
    each = MOST_RECORDS // len(tables) + 1
    with pytest.raises(BodyError, match="send fewer per batch") as refused:
        sort_records({table: _nothings(each) for table in tables}, None)
    assert refused.value.reason == "too_large"


def test_entries_of_chains_count_as_well() -> None:
    entries = [["fuellings", 0]] * (MOST_RECORDS + 1)
    chain = msgspec.convert({**_CHAIN, "records": entries}, RecordChain)
    with pytest.raises(BodyError, match="send fewer per batch"):
        sort_records({}, None, [chain])
