"""A record is taken as it is or refused with the reason; it is never repaired."""

import math
from datetime import UTC, datetime
from typing import Any

import pytest

from youjian.contract.records import Fuelling
from youjian.contract.tables import TABLES
from youjian.contract.validation import decode

FUELLING: dict[str, Any] = {
    "station_id": "3602030017",
    "nozzle_id": 3,
    "seq": 42,
    "started_at": "2026-11-22T08:00:00+08:00",
    "ended_at": "2026-11-22T08:02:00+08:00",
    "volume_ml": 30_000,
    "unit_price_fen": 756,
    "amount_fen": 22_680,
    "totalizer_ml": 1_000_000,
    "kind": "sale",
    "source": "live",
}
STATION: dict[str, Any] = {
    "station_id": "3602030017",
    "name": "城东加油站",
    "region_code": "360203",
    "ownership": "private",
    "uscc": "91350100M000100Y43",
    "licence_no": "1",
    "vapour_monitoring": True,
    "longitude": 117.2,
    "latitude": 29.3,
    "status": "operating",
    "opened_on": "2010-01-01",
}
HEARTBEAT: dict[str, Any] = {
    "station_id": "3602030017",
    "device": "collector",
    "at": "2026-11-22T08:00:00Z",
    "clock_offset_s": 0.1,
    "outbox_depth": 0,
    "firmware": "1.0",
}


def test_a_good_record_is_taken_with_its_offset() -> None:
    record = decode(TABLES["fuellings"], FUELLING)
    assert isinstance(record, Fuelling)
    assert record.started_at == datetime(2026, 11, 22, tzinfo=UTC)
    assert record.received_at is None


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"station_id": "36020300"}, "at `\\$.station_id`"),
        ({"volume_ml": 30.5}, "Expected `int`, got `float` - at `\\$.volume_ml`"),
        ({"volume_ml": "30000"}, "Expected `int`, got `str` - at `\\$.volume_ml`"),
        ({"volume_ml": -1}, "Expected `int` >= 0 - at `\\$.volume_ml`"),
        ({"totalizer_ml": 2**63}, "at `\\$.totalizer_ml`"),
        ({"kind": "gift"}, "Invalid enum value 'gift' - at `\\$.kind`"),
        ({"started_at": "2026-11-22T08:00:00"}, "timezone component - at `\\$.started_at`"),
        ({"ended_at": "2026-11-22T07:59:59+08:00"}, "ended_at .* is before started_at"),
        ({"colour": "red"}, "unknown field `colour`"),
        ({"seq": None}, "Expected `int`, got `null` - at `\\$.seq`"),
    ],
)
def test_a_bad_fuelling_is_refused_with_its_reason(changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        decode(TABLES["fuellings"], FUELLING | changes)


@pytest.mark.parametrize("name", sorted(FUELLING))
def test_a_missing_column_is_named(name: str) -> None:
    with pytest.raises(ValueError, match=f"missing required field `{name}`"):
        decode(TABLES["fuellings"], {key: value for key, value in FUELLING.items() if key != name})


def test_a_wrong_check_character_is_refused_with_the_right_one() -> None:
    with pytest.raises(ValueError, match="uscc: check character of '91350100M000100Y44' should be '3'"):
        decode(TABLES["stations"], STATION | {"uscc": "91350100M000100Y44"})


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_a_number_that_is_none_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="clock_offset_s"):
        decode(TABLES["heartbeats"], HEARTBEAT | {"clock_offset_s": value})


def test_text_that_a_database_cannot_hold_is_refused() -> None:
    with pytest.raises(ValueError, match="firmware holds a NUL character"):
        decode(TABLES["heartbeats"], HEARTBEAT | {"firmware": "1\x000"})


@pytest.mark.parametrize("device", ["pump:1", "dispenser:", "tank:123456", "collector:1", "nozzle:03"])
def test_a_device_has_one_of_the_contracts_names(device: str) -> None:
    with pytest.raises(ValueError, match="device"):
        decode(TABLES["heartbeats"], HEARTBEAT | {"device": device})


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"station_id": "3602030017\n"}, "station_id"),
        ({"station_id": "３６０２０３００１７"}, "station_id"),
        ({"device": "collector\n"}, "device"),
        ({"device": "nozzle:３"}, "device"),
    ],
)
def test_a_code_has_one_way_of_writing_so_no_other_can_pass_for_a_second_thing(
    changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(ValueError, match=field):
        decode(TABLES["heartbeats"], HEARTBEAT | changes)


@pytest.mark.parametrize("at", ["0001-01-01T07:59:59+08:00", "9999-12-31T23:59:59-08:00"])
def test_a_time_that_cannot_be_told_in_utc_is_refused(at: str) -> None:
    with pytest.raises(ValueError, match=r"at .* is outside the years 1 to 9999 in UTC"):
        decode(TABLES["heartbeats"], HEARTBEAT | {"at": at})


def test_everything_wrong_with_a_record_is_told_at_once() -> None:
    bad = STATION | {"uscc": "91350100M000100Y44", "name": "a\x00"}
    with pytest.raises(ValueError, match=r"uscc: .*; name holds"):
        decode(TABLES["stations"], bad)
