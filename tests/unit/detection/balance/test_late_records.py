"""Whatever the order in which records arrive: what is known at a night gives the same books, bit for bit."""

import dataclasses
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from youjian.contract.records import Delivery, Fuelling, Record, TankReading
from youjian.detection.balance.books import StationBook, book_of, last_night
from youjian.detection.balance.settings import Settings
from youjian.detection.facts import MemoryFacts
from youjian.detection.samples import STATION, event, facts, station
from youjian.detection.samples_balance import BALANCE_END, BALANCE_START, Story, told

DAYS = 6
STORY = [station(), *told(Story(hidden=0.05, onset=3, days=DAYS))]
LAST = last_night(int((BALANCE_START + timedelta(days=DAYS)).timestamp()) * 1_000_000)
FIRST = LAST - DAYS + 1


def plain(value: Any) -> Any:
    """Something that is equal only when every bit is."""
    if isinstance(value, np.ndarray):
        return str(value.dtype), value.shape, value.tobytes()
    if dataclasses.is_dataclass(value):
        return {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    return value


def book(held: MemoryFacts) -> StationBook:
    return book_of(held, STATION, Settings())


def night_by_night(held: MemoryFacts, until: int = LAST) -> dict[int, Any]:
    made = book(held)
    made.advance(until)
    return {number: plain(made.standings[number]) for number in range(FIRST, until + 1)}


def at_once(held: MemoryFacts, number: int) -> Any:
    """All days built anew from what is known at a night."""
    made = book(held)
    made._night(number, FIRST)  # pyright: ignore[reportPrivateUsage]
    return plain([group.standing(FIRST, number) for group in made.groups])


def late(records: list[Record], delays_h: dict[int, float]) -> list[Record]:
    """The records with some of them known so many hours later."""
    made = list(records)
    for place, hours in delays_h.items():
        record = made[place % len(made)]
        if isinstance(record, Fuelling | TankReading | Delivery) and record.received_at is not None:
            at = record.received_at + timedelta(hours=hours)
            made[place % len(made)] = replaced(record, received_at=at)
    return made


def replaced(record: Any, **changes: Any) -> Any:
    return type(record)(**({f: getattr(record, f) for f in record.__struct_fields__} | changes))


delays = st.dictionaries(st.integers(0, 5000), st.floats(0.1, 80.0), max_size=12)


@given(delays, st.randoms(use_true_random=False), st.integers(FIRST + 1, LAST))
@settings(max_examples=12, deadline=None)
def test_a_walk_with_late_records_ends_where_a_fresh_book_begins(
    delays_h: dict[int, float], chance: Any, number: int
) -> None:
    records = late(STORY, delays_h)
    walked = night_by_night(facts(*records), number)[number]
    chance.shuffle(records)
    assert walked == at_once(facts(*records), number)


@given(st.integers(0, 400), st.integers(2, 120), st.floats(3.0, 60.0))
@settings(max_examples=12, deadline=None)
def test_a_stretch_that_was_held_back_ends_where_a_fresh_book_begins(
    begin: int, count: int, hours: float
) -> None:
    since, until = (BALANCE_START + timedelta(minutes=20 * n) for n in (begin, begin + count))
    arrives = until + timedelta(hours=hours)
    held_back: list[Record] = []
    for record in STORY:
        at = getattr(record, "ended_at", None) or getattr(record, "at", None)
        mine = at is not None and since <= at < until
        held_back.append(replaced(record, received_at=arrives) if mine else record)
    held = facts(*held_back)
    assert night_by_night(held)[LAST] == at_once(held, LAST)


@given(delays, st.integers(FIRST, LAST))
@settings(max_examples=10, deadline=None)
def test_a_night_says_nothing_of_what_was_known_later(delays_h: dict[int, float], number: int) -> None:
    records = late(STORY, delays_h)
    night = BALANCE_END + timedelta(days=number - LAST - 11 + DAYS)
    known = [r for r in records if (getattr(r, "received_at", None) or night) <= night]
    assert night_by_night(facts(*records))[number] == night_by_night(facts(*known), number)[number]


def test_records_sent_twice_change_nothing() -> None:
    assert night_by_night(facts(*STORY, *STORY[200:260])) == night_by_night(facts(*STORY))


def test_a_corrected_record_counts_from_the_night_it_is_known() -> None:
    [first] = [r for r in STORY if isinstance(r, Fuelling) and r.nozzle_id == 10 and r.seq == 30]
    again = replaced(
        first,
        volume_ml=first.volume_ml + 400_000,
        source="corrected",
        received_at=BALANCE_START + timedelta(days=4.5),
    )
    honest, corrected = night_by_night(facts(*STORY)), night_by_night(facts(*STORY, again))
    assert corrected[LAST - 2] == honest[LAST - 2]
    assert corrected[LAST - 1] != honest[LAST - 1]
    assert corrected[LAST] == at_once(facts(*STORY, again), LAST)


@pytest.mark.parametrize("code", ["gauge_replaced", "chart_changed"])
def test_a_late_event_changes_its_day_when_it_is_known(code: str) -> None:
    changed = event(
        code,
        device="tank:1",
        at=BALANCE_START + timedelta(days=3, hours=9),
        received_at=BALANCE_START + timedelta(days=5, hours=9),
    )
    honest, touched = night_by_night(facts(*STORY)), night_by_night(facts(*STORY, changed))
    assert touched[LAST - 1] == honest[LAST - 1]
    assert touched[LAST] != honest[LAST]
    assert touched[LAST] == at_once(facts(*STORY, changed), LAST)
