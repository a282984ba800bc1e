"""What visits by the priority list found: fed back, so that the list's hit rate shows."""

from django.db import IntegrityError, transaction

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.journal import services as journal
from youjian.bureau.language import pick
from youjian.bureau.metrology.contracts_measured import HitRate, VisitIn
from youjian.bureau.metrology.editions import edition_on
from youjian.bureau.metrology.measured import hit_rate, newest_of
from youjian.bureau.metrology.models import ListVisit
from youjian.bureau.metrology.showing import dispenser_of
from youjian.bureau.problems import Problem
from youjian.bureau.registry import selectors as register
from youjian.bureau.scope import acting
from youjian.bureau.times import now
from youjian.contract.fields import business_day


def record_visit(actor: Actor, wanted: VisitIn) -> HitRate:
    """Note what a test on site measured, with what the list said of the nozzle; how the list does since.

    Raises Problem 404 outside the scope, 409 for a nozzle tested that day already, 422 for a day to come.
    """
    if wanted.visited_on > business_day(now()):
        raise Problem(422, "future", pick("日期还没有到。", "The day has not come yet."))
    with acting(actor):
        register.station_of(actor, wanted.station_id)
        dispenser_of(wanted.station_id, wanted.nozzle_id)
        row = _made(actor, wanted)
        _save(row)
        names = ("nozzle_id", "rank", "estimate_pct", "measured_milli", "outcome", "note")
        after = {name: getattr(row, name) for name in names}
        target = f"list_visit:{row.pk}"
        journal.record(actor, "metrology.visit", target, station_id=row.station_id, after=after)
    return hit_rate(actor)


def _made(actor: Actor, wanted: VisitIn) -> ListVisit:
    listed = newest_of(actor)
    estimate = listed.filter(station_id=wanted.station_id, nozzle_id=wanted.nozzle_id).first()
    rank = 1 + listed.filter(weight_ml__gt=estimate.weight_ml).count() if estimate else None
    measured = round(wanted.error_pct * 1000)
    return ListVisit(
        station_id=wanted.station_id,
        nozzle_id=wanted.nozzle_id,
        visited_on=wanted.visited_on,
        rank=rank,
        estimate_pct=estimate.error_pct if estimate else None,
        chance=estimate.chance if estimate else None,
        measured_milli=measured,
        outcome=outcome_of(measured, edition_on(wanted.visited_on).mpe_milli),
        note=wanted.note.strip(),
        made_at=now(),
        made_by=actor.username,
        made_by_name=actor.display_name,
    )


def outcome_of(error_milli: int, mpe_milli: int) -> str:
    """What a measured error means under a permissible one, in thousandths of a percent.

    >>> outcome_of(301, 300), outcome_of(300, 300), outcome_of(-301, 300)
    ('short', 'fine', 'over')
    """
    if abs(error_milli) <= mpe_milli:
        return "fine"
    return "short" if error_milli > 0 else "over"


def _save(row: ListVisit) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        message = pick("该枪当日已登记核查结果。", "A test of this nozzle on that day is noted already.")
        raise Problem(409, "visit_there", message) from None
