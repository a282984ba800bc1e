"""Probe of a dispenser's tax port: which nozzles answer, what they stand at, who their tax chip says it is.

Asks the grand total (89) address by address; of those that answer the tax information (83) and the last fill
(86). Where a serial address gives no parity, 8N1, 8E1 and 8E2 are tried in turn. Nothing is set.
"""

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar
from urllib.parse import parse_qs, urlsplit

from youjian.collector.board import Board
from youjian.collector.desk import utc_now
from youjian.collector.drivers.taxport_line import Manner, TaxLine
from youjian.collector.probing.options import check_names, line_address, seconds
from youjian.collector.probing.report import FoundNozzle, ProbeError, ProbeReport
from youjian.collector.transport import Transport, TransportError, open_transport
from youjian.contract.fields import SHANGHAI
from youjian.protocols import taxport

OPTIONS = {
    "addresses": "which nozzle addresses to ask, as in 0-8 or 1,2; 0-8 unless given",
    "address": "the same",
    "timeout_s": "wait for one answer; 1 unless given",
    "total_mode": "mode byte of the grand total (89); 0 unless given",
    "ret_mode": "return mode byte of 86 and 89; 1 unless given",
}
_LIKELY = (1, 2, 0)
_ALL = tuple(range(9))
_PARITIES = (("N", "1"), ("E", "1"), ("E", "2"))
_QUICKEST_S = 0.3
_TRIES = 3
T = TypeVar("T")


@dataclass(frozen=True)
class _Found:
    """What one nozzle said."""

    address: int
    total: taxport.GrandTotal | None
    chip: taxport.TaxIdentity | None = None
    fill: taxport.LastFill | None = None
    price_fen: int | None = None


class _ClosedError(Exception):
    """The device closed the connection between two answers: some do after each."""


def probe(address: str, options: Mapping[str, str]) -> ProbeReport:
    """What answers on a tax port; ProbeError when nothing does."""
    check_names(options, OPTIONS)
    url = line_address(address)
    asked = _addresses(options)
    manner = Manner(
        seconds(options, "timeout_s", 1.0), _byte(options, "total_mode", 0), _byte(options, "ret_mode", 1)
    )
    tried: list[str] = []
    for addresses in asked:
        for variant in _variants(url):
            opened = variant
            try:
                found, counts = _scanned(opened, manner, addresses)
            except _ClosedError:
                opened = f"{variant}?reopen=1"
                found, counts = _scanned(opened, manner, addresses)
            if found:
                return _report(opened, found, counts)
            tried.append(f"{opened}: {_odd(counts) or 'silence'}")
    raise ProbeError(
        f"no nozzle answers its grand total (89) or tax information (83) on {url}; tried "
        f"{'; '.join(dict.fromkeys(tried))}. Check cable, baud rate and parity, and that it is the tax port"
    )


def _addresses(options: Mapping[str, str]) -> list[tuple[int, ...]]:
    """The addresses to ask, the likely ones first where none are given."""
    text = options.get("addresses", options.get("address"))
    if text is None:
        return [_LIKELY, tuple(number for number in _ALL if number not in _LIKELY)]
    found: list[int] = []
    for part in text.split(","):
        first, _, last = part.strip().partition("-")
        if not (first.isdigit() and (last or first).isdigit() and int(last or first) <= 255):
            raise ProbeError(f"option addresses={text!r}: give 0-8 or 1,2")
        found += range(int(first), int(last or first) + 1)
    if not found:
        raise ProbeError(f"option addresses={text!r}: give 0-8 or 1,2")
    return [tuple(dict.fromkeys(found))]


def _byte(options: Mapping[str, str], name: str, default: int) -> int:
    text = options.get(name, str(default))
    if not (text.isdigit() and int(text) <= 255):
        raise ProbeError(f"option {name}={text!r}: give a number from 0 to 255")
    return int(text)


def _variants(url: str) -> list[str]:
    """The line with each parity that dispensers use, where the address names none."""
    parts = urlsplit(url)
    if parts.scheme != "serial" or "parity" in parse_qs(parts.query):
        return [url]
    mark = "&" if parts.query else "?"
    return [f"{url}{mark}parity={parity}&stopbits={stop}" for parity, stop in _PARITIES]


def _scanned(url: str, manner: Manner, addresses: Iterable[int]) -> tuple[list[_Found], dict[str, int]]:
    """What answers on a line opened in one way, and what was odd about it."""
    board = Board()
    talk = TaxLine(url, manner, board, utc_now)
    try:
        line = open_transport(url)
    except TransportError as error:
        raise ProbeError(
            f"{url} cannot be opened: {error}. Check cable and device, and who else holds it"
        ) from None
    try:
        return _answering(line, talk, tuple(addresses)), board.as_dict()["counts"]
    except TransportError as error:
        if urlsplit(url).scheme == "tcp" and not urlsplit(url).query:
            raise _ClosedError from None
        raise ProbeError(f"the line broke: {error}") from None
    finally:
        line.close()


def _answering(line: Transport, talk: TaxLine, addresses: tuple[int, ...]) -> list[_Found]:
    """Every nozzle that tells its total; where none does, the first that tells who it is."""
    totals: dict[int, taxport.GrandTotal] = {}
    remaining = list(addresses)
    while remaining:
        address = remaining.pop(0)
        began = time.monotonic()
        total = _until_read(talk, partial(talk.total, line, address))
        if total is not None:
            _hurry(talk, time.monotonic() - began)
            totals[address] = total
        if not remaining and totals and addresses == _LIKELY:
            remaining = [number for number in _ALL if number not in _LIKELY]
            addresses = _ALL
    if totals:
        return [
            _Found(address, total, *_beside(line, talk, address)) for address, total in sorted(totals.items())
        ]
    chips = (
        (address, _until_read(talk, partial(talk.identity, line, address), _is_whole))
        for address in addresses[:1]
    )
    return [_Found(address, None, chip) for address, chip in chips if chip is not None]


def _until_read(
    talk: TaxLine, ask: Callable[[], T | None], whole: Callable[[T], bool] = lambda _: True
) -> T | None:
    """The answer; one that came damaged, or not as a whole, is asked for again."""
    best: T | None = None
    for _ in range(_TRIES):
        found = ask()
        best = best if found is None else found
        if not talk.heard or (found is not None and whole(found)):
            break
    return best


def _is_whole(chip: taxport.TaxIdentity) -> bool:
    return chip.status == 0 or chip.chip_time is not None


def _hurry(talk: TaxLine, took_s: float) -> None:
    """Wait for the others no longer than this device has shown that it needs."""
    shorter = max(_QUICKEST_S, 5 * took_s)
    if shorter < talk.manner.timeout_s:
        talk.manner = replace(talk.manner, timeout_s=shorter)


def _beside(
    line: Transport, talk: TaxLine, address: int
) -> tuple[taxport.TaxIdentity | None, taxport.LastFill | None, int | None]:
    """Tax chip, last fill and price: that of the last fill, else that of the day's total (87)."""
    chip = _until_read(talk, partial(talk.identity, line, address), _is_whole)
    told = _until_read(talk, partial(talk.fill, line, address))
    fill = told if isinstance(told, taxport.LastFill) else None
    if fill is not None and fill.unit_price_fen:
        return chip, fill, fill.unit_price_fen
    today = utc_now().astimezone(SHANGHAI).date()
    day = talk.ask(line, taxport.DayTotalRequest(address, today, talk.manner.ret_mode), taxport.DayTotal)
    return chip, fill, (day.unit_price_fen or None) if day else None


def _report(url: str, found: list[_Found], counts: dict[str, int]) -> ProbeReport:
    numbers = sorted({each.chip.factory_no for each in found if each.chip})
    notes = [_line_note(url), *(note for each in found for note in _notes(each))]
    notes += [f"on the line: {_odd(counts)}"] if _odd(counts) else []
    totals = {each.total for each in found}
    if len(found) > 2 and len(totals) == 1:
        notes.append("every address answers with the same totals: the port may not look at the address")
    notes.append("nozzle_id is the nozzle's address on the port; a station's file joins it to the register")
    uninitialised = [each.address for each in found if each.chip and each.chip.status == 0]
    return ProbeReport(
        model=f"tax port, tax device {' and '.join(numbers) or 'without a number'}",
        nozzles=[_nozzle(each) for each in found],
        alarms=[f"nozzle {address}: its tax function is not initialised" for address in uninitialised],
        notes=notes,
    )


def _nozzle(found: _Found) -> FoundNozzle:
    total = found.total
    return FoundNozzle(
        nozzle_id=found.address,
        product=(found.chip.product if found.chip else "") or None,
        total_ml=total.totalizer_ml if total else None,
        total_fen=total.amount_total_fen if total else None,
        unit_price_fen=found.price_fen,
    )


def _line_note(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme != "serial":
        return f"answered on {url}"
    given = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    shape = f"{given.get('bits', '8')}{given.get('parity', 'N')}{given.get('stopbits', '1')}"
    return f"answered with {given.get('baud', '9600')} baud, {shape}: url = {url!r}"


def _notes(found: _Found) -> list[str]:
    """What is to be known about a nozzle: its chip, its last fill, and how its answers are built."""
    name, chip, fill = f"nozzle {found.address}", found.chip, found.fill
    notes: list[str] = []
    if found.total is None:
        notes.append(f"{name}: tells its tax information (83) and no grand total (89)")
    if chip is None:
        notes.append(f"{name}: no tax information (83)")
    else:
        told = [f"factory number {chip.factory_no}", f"taxpayer {chip.taxpayer or 'not told'}"]
        told += [f"nozzle codes {chip.nozzle_codes.hex(' ')}"] if chip.nozzle_codes else []
        told += [_clock(chip)] if chip.chip_time else []
        notes.append(f"{name}: {', '.join(told)}")
    if fill is None:
        notes.append(f"{name}: no last fill (86); fuellings will be made from totals (last_fill = false)")
    elif fill.volume_ml == 0:
        notes.append(f"{name}: no fill yet (86 tells 0.00 L)")
    else:
        size = 30 if fill.spare else 28
        expected = 30 if chip and taxport.has_spare_bytes(chip.factory_no) else 28
        odd = "" if size == expected else f", where its factory number lets expect {expected}"
        notes.append(
            f"{name}: last fill of {size} bytes{odd}: day {fill.day:02d}, {fill.hour:02d}:{fill.minute:02d}, "
            f"{fill.volume_ml / 1000:.2f} L, {fill.amount_fen / 100:.2f} yuan"
        )
    return notes


def _clock(chip: taxport.TaxIdentity) -> str:
    if chip.chip_time is None:
        return ""
    minutes = (chip.chip_time.replace(tzinfo=SHANGHAI) - utc_now()).total_seconds() / 60
    return f"chip's clock {chip.chip_time:%Y-%m-%d %H:%M} ({minutes:+.0f} min)"


def _odd(counts: dict[str, int]) -> str:
    """What was odd about the answers, timeouts of silent addresses left out."""
    odd = {name: count for name, count in counts.items() if name != "taxport_timeouts"}
    unread = odd.pop("taxport_unreadable", 0)
    told = [f"{name} {count}" for name, count in odd.items()]
    return ", ".join(told + ([f"answers that cannot be read {unread}"] if unread else []))
