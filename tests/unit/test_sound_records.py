"""Records are checked column by column as they are one by one."""

from datetime import datetime, timedelta, timezone
from math import inf, nan
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from youjian.contract.records import Delivery, Fuelling, Heartbeat, Record, VapourFill
from youjian.contract.validation import all_sound, problems

_NOON = datetime(2026, 11, 22, 4, tzinfo=timezone(timedelta(hours=8)))
_STATION = "3602030017"
_SOUND: list[Record] = [
    Fuelling(
        station_id=_STATION, nozzle_id=3, seq=1, started_at=_NOON, ended_at=_NOON, volume_ml=1,
        unit_price_fen=1, amount_fen=1, totalizer_ml=1, kind="sale", source="live",
    ),
    Heartbeat(
        station_id=_STATION, device="collector", at=_NOON, clock_offset_s=0.5, outbox_depth=0, firmware="1"
    ),
    VapourFill(
        station_id=_STATION, nozzle_id=3, started_at=_NOON, ended_at=_NOON, fuel_ml=1, vapour_ml=1, ratio=1,
        fuel_l_min=30, vapour_l_min=30,
    ),
    Delivery(
        station_id=_STATION, delivery_id="D1", product="92", delivered_at=_NOON, documented_volume_ml=1,
        reference="20", density20_kg_m3=735.5, temp_c=11.0, supplier_uscc="91350100M000100Y43",
    ),
]  # fmt: skip
_FAR = timezone(timedelta(hours=14))
_VALUES: list[Any] = [
    None, nan, inf, -inf, 3, 0.0, "text", "a\x00b", "91350100M000100Y44", _NOON, _NOON - timedelta(hours=1),
    datetime.min.replace(tzinfo=_FAR), datetime.max.replace(tzinfo=timezone(timedelta(hours=-14))),
]  # fmt: skip


def _changed(record: Record, name: str, value: Any) -> Record:
    """The record with another value, where its type allows it."""
    changed = structs.asdict(record) | {name: value}
    try:
        return msgspec.convert(changed, type(record))
    except msgspec.ValidationError:
        return record


@given(st.data())
def test_a_list_of_records_is_sound_when_none_of_them_has_a_problem(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(_SOUND))
    drawn = st.tuples(st.sampled_from(kind.__struct_fields__), st.sampled_from(_VALUES))
    records = [kind, *(_changed(kind, *change) for change in data.draw(st.lists(drawn, max_size=4)))]
    assert all_sound(records) == (not any(map(problems, records)))


def test_every_kind_of_problem_is_seen_among_sound_records() -> None:
    fuelling, beat, fill, delivery = _SOUND
    wrong = [
        structs.replace(fuelling, ended_at=_NOON - timedelta(seconds=1)),
        structs.replace(beat, clock_offset_s=nan),
        structs.replace(beat, firmware="a\x00b"),
        structs.replace(fill, received_at=datetime.max.replace(tzinfo=timezone(timedelta(hours=-14)))),
        structs.replace(delivery, supplier_uscc="91350100M000100Y44"),
    ]
    right = {type(record): record for record in _SOUND}
    for record in wrong:
        assert problems(record)
        assert not all_sound([right[type(record)], record, right[type(record)]])
    assert all_sound([])


def test_the_ends_of_the_calendar_are_left_to_the_check_of_one() -> None:
    last = structs.replace(_SOUND[0], ended_at=datetime.max.replace(tzinfo=_FAR))
    assert not problems(last)
    assert not all_sound([last])
