"""Records in any order, with duplicates and corrections, and what must come out the same whatever the order.

What legitimately depends on the order is kept in order here: of two contents of one key the first to arrive
stays (the other is a conflict), and of two corrections of one record the last to arrive is current. What is
about the arrival itself is not compared: when something was received, how often a refused record was refused,
which revisions a finding went through, and by which heartbeat of a day a drifting clock was noticed first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, LiteralString

import psycopg
from hypothesis import strategies as st
from msgspec import structs

from youjian.contract.records import DeviceEvent, Fuelling, Heartbeat, Record, TankReading
from youjian.detection.samples import STATION, after, event, fuelling, heartbeat

NAMES = {
    Fuelling: "fuellings",
    Heartbeat: "heartbeats",
    DeviceEvent: "device_events",
    TankReading: "tank_readings",
}
BARE = {"received_at": None}


def key(record: Any) -> tuple[Any, ...]:
    """What makes two records one: its type and its key."""
    match record:
        case Fuelling():
            return "fuelling", record.nozzle_id, record.seq
        case DeviceEvent():
            return "event", record.at, record.code
        case _:
            return type(record).__name__, record.at


def _sale(
    *, seq: int, nozzle: int, start: int, lasted: int, hidden: int, amount: int, source: str
) -> Fuelling:
    return fuelling(
        seq,
        nozzle_id=nozzle,
        started_at=after(start),
        ended_at=after(start + lasted),
        totalizer_ml=5_000_000 + 30_000 * seq + hidden,
        amount_fen=amount,
        source=source,
        **BARE,
    )


sales = st.builds(
    _sale,
    seq=st.integers(1, 6),
    nozzle=st.integers(1, 2),
    start=st.sampled_from([0, 5, 10, 15, 30, 60, 600]),
    lasted=st.sampled_from([0, 1, 5, 20, 90, 900]),
    hidden=st.sampled_from([0, 20, 21, -2_000_000, 50_000]),
    amount=st.sampled_from([22_680, 22_680, 20_000]),
    source=st.sampled_from(["live", "live", "replay", "total_diff"]),
)
beats = st.builds(
    lambda minute, offset, firmware: heartbeat(minute, clock_offset_s=offset, firmware=firmware, **BARE),
    st.integers(0, 900),
    st.sampled_from([0.0, 60.0, 60.5, -61.0]),
    st.sampled_from(["1.0", "2.0"]),
)
events = st.builds(
    lambda minute, code: event(code, at=after(minute), **BARE),
    st.sampled_from([0, 30, 100_000]),
    st.sampled_from(["self_lock", "cover_opened", "boot"]),
)
readings = st.builds(
    lambda minute, height: TankReading(
        station_id=STATION, tank_id=1, at=after(minute), product_mm=height, water_mm=0.0, temp_c=11.0
    ),
    st.sampled_from([0, 1, 2, 500, 100_000]),
    st.sampled_from([900.0, 1500.25]),
)
any_record = st.one_of(sales, sales, sales, beats, events, readings)


@dataclass(frozen=True)
class Sent:
    """Transactions as they came: the records of each, and whether it was cut off and sent once more."""

    records: tuple[Record, ...]
    cut_off: bool = False


@st.composite
def sent_twice(draw: st.DrawFn) -> tuple[list[Sent], list[Sent]]:
    """The same records in two orders, cut into transactions in two ways, with duplicates and cut offs."""
    first = draw(st.lists(any_record, min_size=1, max_size=12, unique_by=key))
    lines = [[record, *draw(_further(record))] for record in first]
    return draw(_arrivals(lines)), draw(_arrivals(lines))


def _further(record: Record) -> st.SearchStrategy[list[Record]]:
    """Other contents of a record's key, in the order in which they come: corrections and conflicts."""
    if not isinstance(record, Fuelling):
        return st.just([])
    others = st.lists(st.tuples(sales, st.booleans()), max_size=2)
    return others.map(lambda drawn: [_other(record, other, corrects) for other, corrects in drawn])


def _other(record: Fuelling, other: Fuelling, corrects: bool) -> Fuelling:
    source = "corrected" if corrects else other.source
    return structs.replace(other, nozzle_id=record.nozzle_id, seq=record.seq, source=source)


@st.composite
def _arrivals(draw: st.DrawFn, lines: list[list[Record]]) -> list[Sent]:
    turns = draw(st.permutations([n for n, line in enumerate(lines) for _ in line]))
    kept = _in_order(lines, turns, draw)
    for _ in range(draw(st.integers(0, 6))):
        place = draw(st.integers(1, len(kept)))
        kept.insert(place, draw(st.sampled_from(kept[:place])))
    cuts = sorted(draw(st.lists(st.integers(0, len(kept)), max_size=8)))
    parts = [kept[a:b] for a, b in zip([0, *cuts], [*cuts, len(kept)], strict=True)]
    return [Sent(tuple(part), draw(st.booleans())) for part in parts if part]


def _in_order(lines: list[list[Record]], turns: Sequence[int], draw: st.DrawFn) -> list[Record]:
    """The records in the order of turns. A correction may come before the record that it corrects: of each
    line the first record changes places with a correction now and then, the rest stays in its order.
    """
    ready = [list(line) for line in lines]
    for line in ready:
        corrected = len(line) > 1 and all(r.source == "corrected" for r in line[1:])  # pyright: ignore[reportAttributeAccessIssue]
        if corrected and draw(st.booleans()):
            line.insert(draw(st.integers(0, len(line) - 1)), line.pop(0))
    return [ready[turn].pop(0) for turn in turns]


_FACTS: dict[str, LiteralString] = {
    "fuellings": "SELECT nozzle_id, seq, version, started_at, ended_at, volume_ml, unit_price_fen,"
    " amount_fen, totalizer_ml, kind, source FROM ledger.fuellings WHERE station_id = %s",
    "tank_readings": "SELECT tank_id, at, product_mm, water_mm, temp_c FROM ledger.tank_readings"
    " WHERE station_id = %s",
    "heartbeats": "SELECT device, at, clock_offset_s, outbox_depth, firmware FROM ledger.heartbeats"
    " WHERE station_id = %s",
    "device_events": "SELECT device, at, code, detail FROM ledger.device_events WHERE station_id = %s",
    "nozzle_states": "SELECT nozzle_id, seq, totalizer_ml, ended_at, volume_ml, amount_fen, unit_price_fen"
    " FROM ledger.nozzle_states WHERE station_id = %s",
    "tank_states": "SELECT tank_id, at, product_mm, water_mm, temp_c, volume_l FROM ledger.tank_states"
    " WHERE station_id = %s",
    "device_states": "SELECT device, status, last_at, clock_offset_s, outbox_depth, firmware"
    " FROM ledger.device_states WHERE station_id = %s",
    "device_flips": "SELECT device, old_status, new_status, cause FROM ledger.device_flips"
    " WHERE station_id = %s",
}
_REFUSED: dict[str, LiteralString] = {
    "quarantine": "SELECT DISTINCT table_name, reason, detail, convert_from(raw, 'UTF8')"
    " FROM ledger.quarantine WHERE station_id = %s",
    "conflicts": 'SELECT DISTINCT "table", subject, at, kept, refused FROM ledger.conflicts'
    " WHERE station_id = %s",
}
_STANDING: LiteralString = """
SELECT rule, subject, finding_id, severity, verdict, status,
    CASE rule WHEN 'collector.clock_drift' THEN NULL ELSE estimate END
FROM (
    SELECT DISTINCT ON (finding_id) * FROM ledger.findings WHERE station_id = %s
    ORDER BY finding_id, revision DESC
) AS last WHERE status <> 'superseded'
"""


def outcome(conn: psycopg.Connection, station_id: str = STATION) -> dict[str, list[tuple[Any, ...]]]:
    """What of a station must not depend on the order in which its records came."""
    queries: dict[str, LiteralString] = {**_FACTS, **_REFUSED, "findings": _STANDING}
    return {
        name: sorted(conn.execute(query, [station_id]).fetchall(), key=repr)
        for name, query in queries.items()
    }
