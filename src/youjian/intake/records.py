"""The records of a batch, each judged on its own: good ones as types, bad ones with reason and bytes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache

from msgspec import Raw, Struct

from youjian.contract.fields import Moment
from youjian.contract.records import Record
from youjian.contract.tables import TABLES, Table
from youjian.contract.validation import all_sound, problems
from youjian.intake.record_chains import Contents, Parts
from youjian.ledger.batch import Bad
from youjian.protocols.station import BodyError, RecordChain, decode_body, unique_names

DEVICE_TABLES = frozenset(
    {
        "fuellings",
        "tank_readings",
        "vapour_fills",
        "heartbeats",
        "deliveries",
        "pressure_readings",
        "device_events",
        "tax_states",
    }
)
"""What a station may say. Registers, declarations, invoices and trips come from the departments."""

MOST_RECORDS = 20_000
"""Records and chain entries in one batch: a mebibyte of nothings must not keep a worker from the others."""
_LONGEST_NAME = 64
_LONGEST_DETAIL = 500

RawOf = Callable[[str, int], bytes]


class WholeTables(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`BatchBody` with its tables left undecoded, so that a good one is decoded in one go."""

    sent_at: Moment
    records: Raw
    chains: list[RecordChain] = []


@dataclass
class Sorted:
    """(table, index, record) of the good records, the bad ones, the bytes of any of them, their chains."""

    raw_of: RawOf
    good: list[tuple[str, int, Record]] = field(default_factory=list)
    bad: list[Bad] = field(default_factory=list)
    parts: Parts = field(default_factory=Parts)


def sort_body(body: WholeTables, content_type: str | None) -> Sorted:
    """`sort_records` of a batch. BodyError also when a table is named twice: one of the two would be lost."""
    try:
        tables = unique_names(bytes(body.records), content_type)
    except BodyError as error:
        raise BodyError("invalid", f"records: {error.detail}") from None
    return sort_records(tables, content_type, body.chains)


def sort_records(
    tables: dict[str, Raw], content_type: str | None, chains: Sequence[RecordChain] = ()
) -> Sorted:
    """Part good records from bad ones, count their chains.

    BodyError when a table is not a list at all, and when there are more records than a batch may hold.
    """

    @cache
    def raws(table: str) -> list[Raw]:
        try:
            return decode_body(bytes(tables[table]), list[Raw], content_type)
        except BodyError as error:
            raise BodyError("invalid", f"records.{table[:60]}: {error.detail}") from None

    result = Sorted(raw_of=lambda table, index: bytes(raws(table)[index]))
    _require_few(sum(len(chain.records) for chain in chains))
    for name, raw in tables.items():
        spec = TABLES[name] if name in DEVICE_TABLES else None
        if spec is None:
            _require_few(len(raws(name)))
            result.bad += [_refused(name, i, one) for i, one in enumerate(raws(name))]
        elif (records := _all_good(spec, raw, content_type)) is not None:
            result.good += [(name, i, record) for i, record in enumerate(records)]
        else:
            _require_few(len(raws(name)))
            _one_by_one(spec, raws(name), content_type, result)
        _require_few(len(result.good) + len(result.bad))
    result.parts = Contents(lambda name: raws(name) if name in tables else (), result.good).parts(chains)
    return result


def _require_few(records: int) -> None:
    if records > MOST_RECORDS:
        raise BodyError("too_large", f"more than {MOST_RECORDS} records in one batch; send fewer per batch")


def _all_good(spec: Table, raw: Raw, content_type: str | None) -> list[Record] | None:
    """The whole table decoded in one go, or None when any record of it is bad."""
    try:
        records = decode_body(bytes(raw), list[spec.type], content_type)
    except BodyError:
        return None
    return records if all_sound(records) else None


def _one_by_one(spec: Table, raws: list[Raw], content_type: str | None, result: Sorted) -> None:
    for index, raw in enumerate(raws):
        sent = bytes(raw)
        try:
            result.good.append((spec.name, index, _record(spec, sent, content_type)))
        except BodyError as error:
            result.bad.append(
                Bad(spec.name, index, "invalid", _tellable(error.detail, _LONGEST_DETAIL), sent)
            )


def _record(spec: Table, sent: bytes, content_type: str | None) -> Record:
    record = decode_body(sent, spec.type, content_type)
    if found := problems(record):
        raise BodyError("invalid", "; ".join(found))
    return record


def _refused(table: str, index: int, raw: Raw) -> Bad:
    name = _tellable(table, _LONGEST_NAME)
    return Bad(name, index, "table", f"{name!r} is no table that a station sends", bytes(raw))


def _tellable(text: str, longest: int) -> str:
    """What a sender wrote, as it can be kept beside every record: no NUL, and no longer than needed."""
    shown = text.replace("\x00", "\N{SYMBOL FOR NULL}")
    return shown if len(shown) <= longest else f"{shown[: longest - 1]}…"
