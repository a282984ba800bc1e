"""Reads of metering, within the actor's scope."""

from django.db.models import QuerySet

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.language import pick
from youjian.bureau.metrology.contracts import NozzleResultOut, NozzleStanding
from youjian.bureau.metrology.dispenser_file import nozzles_of
from youjian.bureau.metrology.models import NozzleVerification
from youjian.bureau.metrology.sealing import seals
from youjian.bureau.metrology.showing import result_out
from youjian.bureau.metrology.standing import standing_of
from youjian.bureau.problems import not_found
from youjian.bureau.registry.records import nozzles_at
from youjian.bureau.scope import within
from youjian.bureau.times import now


def results_of(actor: Actor) -> QuerySet[NozzleVerification]:
    """Every verification in detail within the scope."""
    return NozzleVerification.objects.filter(within(actor.scope)).select_related("edition")


def result(actor: Actor, number: int) -> NozzleResultOut:
    """A verification; raises Problem 404."""
    found = results_of(actor).filter(id=number).first()
    if found is None:
        raise not_found(pick(f"检定记录{number}", f"Verification {number}"))
    return result_out(actor, found)


def nozzle_standing(station_id: str, nozzle_id: int) -> NozzleStanding | None:
    """How a nozzle stands, seals included, in the transaction's scope; None for one that is not in use."""
    dispenser = nozzles_at(station_id, now()).get(nozzle_id)
    if dispenser is None:
        return None
    intact = seals(station_id, dispenser.dispenser_id).intact
    rows = nozzles_of(station_id, dispenser.dispenser_id)
    return next((standing_of(row, intact) for row in rows if row["nozzle_id"] == nozzle_id), None)
