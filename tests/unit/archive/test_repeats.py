"""Of rows with one key the first one known stands: as told row by row."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import json, structs

from youjian.archive.repeats import settle
from youjian.contract.columns import to_table
from youjian.contract.records import Declaration, Fuelling, Heartbeat, Record
from youjian.contract.tables import TABLES

STATION = "3602030017"
START = datetime(2026, 11, 22, tzinfo=UTC)


def after(minutes: int | None) -> datetime | None:
    return None if minutes is None else START + timedelta(minutes=minutes)


fuellings = st.builds(
    lambda nozzle, seq, volume, source, received: Fuelling(
        station_id=STATION,
        nozzle_id=nozzle,
        seq=seq,
        started_at=START,
        ended_at=START + timedelta(minutes=1),
        volume_ml=volume,
        unit_price_fen=1,
        amount_fen=1,
        totalizer_ml=1,
        kind="sale",
        source=source,
        received_at=after(received),
    ),
    st.integers(1, 2),
    st.integers(1, 2),
    st.integers(1, 2),
    st.sampled_from(["live", "total_diff", "corrected"]),
    st.sampled_from([None, 0, 1, 2]),
)
declarations = st.builds(
    lambda product, volume, filed: Declaration(
        station_id=STATION,
        period="2026-10",
        product=product,
        volume_ml=volume,
        amount_fen=1,
        filed_at=START + timedelta(days=filed),
    ),
    st.sampled_from(["92", "95"]),
    st.integers(1, 2),
    st.integers(0, 2),
)
heartbeats = st.builds(
    lambda device, at, link, received: Heartbeat(
        station_id=STATION,
        device=device,
        at=START + timedelta(minutes=at),
        clock_offset_s=0.0,
        outbox_depth=0,
        firmware="1",
        link=link,
        received_at=after(received),
    ),
    st.sampled_from(["collector", "tank:1", "nozzle:2"]),
    st.integers(0, 2),
    st.sampled_from([None, "5g"]),
    st.sampled_from([None, 0, 1]),
)


def known(record: Record) -> datetime:
    end = (
        record.filed_at if isinstance(record, Declaration) else getattr(record, "ended_at", None) or record.at
    )
    return getattr(record, "received_at", None) or end


def slot(name: str, record: Record) -> tuple:
    key = tuple(getattr(record, column) for column in TABLES[name].key)
    if isinstance(record, Fuelling):
        return *key, record.source == "corrected"
    return (*key, record.filed_at) if isinstance(record, Declaration) else key


def content(record: Record) -> Record:
    return structs.replace(record, received_at=None) if hasattr(record, "received_at") else record


def row_by_row(name: str, records: list[Record]) -> tuple[list[Record], int, list[tuple[datetime, int]]]:
    """What stands, how many repeat, and the refused ones: what the ledger does as records come in."""
    taken: dict[tuple, list[Record]] = {}
    duplicates, refused = 0, []
    for record in sorted(records, key=known):
        held = taken.setdefault(slot(name, record), [])
        is_correction = isinstance(record, Fuelling) and record.source == "corrected"
        if content(record) in [content(one) for one in (held if is_correction else held[:1])]:
            duplicates += 1
        elif held and not is_correction:
            refused.append((known(record), getattr(record, "volume_ml", 0)))
        else:
            held.append(record)
    return [record for _, held in sorted(taken.items()) for record in held], duplicates, refused


def assert_settled(name: str, records: list[Record]) -> None:
    settled = settle(TABLES[name], to_table(TABLES[name], records))
    stands, duplicates, refused = row_by_row(name, records)
    assert settled.table.to_pylist() == to_table(TABLES[name], stands).to_pylist()
    assert settled.duplicates == duplicates
    told = [(one.received_at, json.decode(one.refused).get("volume_ml", 0)) for one in settled.conflicts]
    assert sorted(told) == sorted(refused)


@given(records=st.lists(fuellings, max_size=12))
@settings(max_examples=100)
def test_fuellings(records: list[Record]) -> None:
    assert_settled("fuellings", records)


@given(records=st.lists(declarations, max_size=8))
def test_declarations(records: list[Record]) -> None:
    assert_settled("declarations", records)


@given(records=st.lists(heartbeats, max_size=8))
def test_heartbeats(records: list[Record]) -> None:
    assert_settled("heartbeats", records)


@given(
    records=st.lists(fuellings, max_size=8).flatmap(lambda one: st.tuples(st.just(one), st.permutations(one)))
)
def test_the_order_of_the_file_matters_at_equal_known_times_only(
    records: tuple[list[Record], list[Record]],
) -> None:
    spec = TABLES["fuellings"]
    apart = [
        [
            structs.replace(record, received_at=START + timedelta(seconds=records[0].index(record)))
            for record in order
        ]
        for order in records
    ]
    one, other = (settle(spec, to_table(spec, order)) for order in apart)
    assert one.table == other.table
    assert (one.duplicates, one.conflicts) == (other.duplicates, other.conflicts)
