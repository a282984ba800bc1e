"""Records by the contract: fields and units, times, the station, numbers and totalizers of nozzles."""

import re
from typing import Any

from youjian.conformance.against_collector.heard import Heard
from youjian.conformance.against_collector.judging import Case, judging
from youjian.contract.tables import TABLES
from youjian.contract.validation import decode

_DEVICE_TABLES = frozenset(
    {
        "fuellings", "tank_readings", "vapour_fills", "heartbeats", "deliveries", "pressure_readings",
        "device_events", "tax_states",
    }
)  # fmt: skip
_TIMES = ("started_at", "ended_at", "at", "read_at", "delivered_at")
_RFC3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)")
_INTEGERS = ("volume_ml", "totalizer_ml", "fuel_ml", "vapour_ml", "amount_fen", "unit_price_fen",
             "documented_volume_ml")  # fmt: skip


@judging("records.tables", "records.valid", "records.station", "records.received_at", "records.times",
         "records.units", "records.known_fields")  # fmt: skip
def records(case: Case) -> None:
    """Every record that was sent, once for each batch."""
    for heard in _first_sendings(case):
        for table, index, record in heard.records:
            _judge_record(case, heard, f"{table}[{index}]", table, record)


def _judge_record(case: Case, heard: Heard, place: str, table: str, record: Any) -> None:
    known = case.expect(
        "records.tables", heard, f"{place}: a table that a station sends", table in _DEVICE_TABLES
    )
    if not known or not isinstance(record, dict):
        case.expect("records.valid", heard, f"{place}: an object of the contract", False)
        return
    own = record.get("station_id") == case.station_id
    case.expect("records.station", heard, f"{place}: station_id {case.station_id}", own)
    case.expect(
        "records.received_at", heard, f"{place}: without received_at", record.get("received_at") is None
    )
    for name in _TIMES:
        if name in record:
            case.expect(
                "records.times", heard, f"{place}.{name}: RFC 3339 with offset", _is_time(record[name])
            )
    for name in _INTEGERS:
        if name in record:
            case.expect("records.units", heard, f"{place}.{name}: an integer", type(record[name]) is int)
    problem = _problem(table, record)
    case.expect("records.known_fields", heard, f"{place}: {problem}", "unknown field" not in problem)
    case.expect("records.valid", heard, f"{place}: {problem or 'a record of the contract'}", not problem)


def _problem(table: str, record: dict[str, Any]) -> str:
    try:
        decode(TABLES[table], record)
    except ValueError as error:
        return str(error)
    return ""


def _is_time(value: Any) -> bool:
    """Text of RFC 3339; MessagePack's own timestamp is UTC by its nature."""
    return bool(_RFC3339.fullmatch(value)) if isinstance(value, str) else hasattr(value, "tzinfo")


def _first_sendings(case: Case) -> list[Heard]:
    """Every batch once, however often it was sent."""
    found: dict[bytes, Heard] = {}
    for heard in case.transcript.batches():
        found.setdefault(heard.exchange.body, heard)
    return list(found.values())


@judging("records.seq", "records.seq_first", "records.totalizer", "records.amount", "epoch.seq_goes_on")
def nozzles(case: Case) -> None:
    """A nozzle's numbers rise by one, its totalizer by at least what was sold; amounts follow the price."""
    last: dict[int, tuple[int, dict[str, Any]]] = {}
    for heard in case.transcript.committed():
        for table, index, record in heard.records:
            if table == "fuellings" and isinstance(record, dict) and not _problem(table, record):
                place = f"fuellings[{index}]"
                _judge_amount(case, heard, place, record)
                _judge_nozzle(case, heard, place, record, last)


def _judge_nozzle(
    case: Case, heard: Heard, place: str, record: dict[str, Any], last: dict[int, tuple[int, dict[str, Any]]]
) -> None:
    """Compare with the nozzle's newest record before; `last` holds its epoch and itself."""
    nozzle = record["nozzle_id"]
    if nozzle not in last:
        case.expect("records.seq_first", heard, f"{place}: seq 1, as no state was given", record["seq"] == 1)
        last[nozzle] = (heard.epoch, record)
        return
    epoch, before = last[nozzle]
    if record["seq"] <= before["seq"]:
        return  # a record that is sent again, or a corrected one
    told = f"{place}: seq {before['seq'] + 1} of nozzle {nozzle}"
    follows = case.expect("records.seq", heard, told, record["seq"] == before["seq"] + 1)
    if heard.epoch != epoch:
        case.expect("epoch.seq_goes_on", heard, f"{told} in the new epoch", follows)
    least = before["totalizer_ml"] + record["volume_ml"]
    risen = record["totalizer_ml"] >= least
    case.expect("records.totalizer", heard, f"{place}: a totalizer of at least {least} mL", risen)
    last[nozzle] = (heard.epoch, record)


def _judge_amount(case: Case, heard: Heard, place: str, record: dict[str, Any]) -> None:
    if record["kind"] == "sale" and record["source"] == "live":
        wanted = record["volume_ml"] * record["unit_price_fen"] / 1000
        near = abs(record["amount_fen"] - wanted) <= max(1.0, wanted / 1000)
        case.expect("records.amount", heard, f"{place}: about {wanted:.0f} fen", near)
