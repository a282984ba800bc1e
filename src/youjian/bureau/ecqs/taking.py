"""Rows of e-CQS taken in: matched with our dispensers, held against them, differences opened and settled."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.ecqs import ledger
from youjian.bureau.ecqs.comparing import completed, differences, same
from youjian.bureau.ecqs.ledger import Ours, Place
from youjian.bureau.ecqs.models import Instrument, LedgerDifference
from youjian.bureau.ecqs.words import CODES, OF_REGISTER, OF_STATION
from youjian.bureau.hotline.selectors import home
from youjian.bureau.times import now

Given = Mapping[str, str]


@dataclass
class Taken:
    """What became of rows: how many came, named no dispenser of ours, opened differences."""

    rows: int = 0
    unknown: int = 0
    opened: int = 0


def take(actor: Actor, rows: Sequence[Given]) -> Taken:
    """Take rows in, in the caller's transaction and scope; the same rows again change nothing."""
    known, found = ledger.ours(actor), ledger.instruments(actor)
    numbered = {row.ecqs_no: row for row in Instrument.objects.exclude(ecqs_no=None)}
    told = Taken(rows=len(rows))
    for given in rows:
        place = _place(given, known, numbered)
        instrument = _instrument(actor, given, place, found, numbered)
        instrument.theirs = {code: given.get(code, "") for code in CODES} | {"uscc": given.get("uscc", "")}
        instrument.theirs_at = now()
        if place is None:
            told.unknown += 1
        else:
            told.opened += hold(instrument, known[place])
        instrument.save()
        numbered[instrument.ecqs_no] = instrument
    return told


def _place(
    given: Given, known: Mapping[Place, Ours], numbered: Mapping[str | None, Instrument]
) -> Place | None:
    """Our dispenser of a row: by their number, else by its serial number where only one has it."""
    there = numbered.get(given["ecqs_no"])
    if there is not None and there.station_id and (there.station_id, there.dispenser_id) in known:
        return there.station_id, there.dispenser_id or 0
    serial = given.get("serial_no", "")
    fits = [one for one in known.values() if serial and same(one.fields["serial_no"], serial)]
    if len(fits) > 1:
        fits = [one for one in fits if one.uscc == given.get("uscc")]
    return fits[0].place if len(fits) == 1 else None


def _instrument(
    actor: Actor,
    given: Given,
    place: Place | None,
    found: Mapping[Place, Instrument],
    numbered: Mapping[str | None, Instrument],
) -> Instrument:
    number = given["ecqs_no"]
    there = numbered.get(number)
    if place is None:
        return there or Instrument(ecqs_no=number, area=home(actor))
    mine = found[place]
    if there is not None and there.pk != mine.pk:
        # it was theirs only until now; what we know of it is the dispenser's row from here on
        there.delete()
    mine.ecqs_no = number
    return mine


def hold(instrument: Instrument, one: Ours) -> int:
    """Hold our row against theirs: open what differs, settle what agrees; returns how many were opened."""
    mine = ledger.with_held(one, instrument)
    told = completed(mine, instrument.theirs)
    own = {code: value for code, value in told.items() if code not in _REGISTERED}
    instrument.held = {**instrument.held, **own}
    apart = differences(ledger.with_held(one, instrument), instrument.theirs)
    standing = {row.field: row for row in instrument.differences.filter(decision="")}  # type: ignore[attr-defined]
    for field, row in standing.items():
        if field not in apart:
            row.decision, row.decided_at = "agreed", now()
            row.save()
    return sum(_opened(instrument, field, *values, standing) for field, values in apart.items())


_REGISTERED = frozenset({*OF_REGISTER, *OF_STATION})


def _opened(
    instrument: Instrument, field: str, ours: str, theirs: str, standing: Mapping[str, LedgerDifference]
) -> bool:
    if field in standing:
        row = standing[field]
        row.ours, row.theirs = ours, theirs
        row.save()
        return False
    if _decided(instrument, field, ours, theirs):
        return False
    LedgerDifference.objects.create(
        instrument=instrument, area=instrument.area, field=field, ours=ours, theirs=theirs, found_at=now()
    )
    return True


def _decided(instrument: Instrument, field: str, ours: str, theirs: str) -> bool:
    """Whether ours was decided to hold for just these values, and e-CQS was not told yet or just now."""
    last = instrument.differences.filter(field=field).order_by("-id").first()  # type: ignore[attr-defined]
    if last is None or last.decision != "ours" or (last.ours, last.theirs) != (ours, theirs):
        return False
    told = instrument.sent_at is not None and instrument.sent_at > last.decided_at
    return not told or instrument.theirs_at is None or instrument.theirs_at < instrument.sent_at
