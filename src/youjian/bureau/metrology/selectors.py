"""Reads of metering, within the actor's scope."""

from django.db.models import QuerySet

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.language import pick
from youjian.bureau.metrology.contracts import NozzleResultOut
from youjian.bureau.metrology.models import NozzleVerification
from youjian.bureau.metrology.showing import result_out
from youjian.bureau.problems import not_found
from youjian.bureau.scope import within


def results_of(actor: Actor) -> QuerySet[NozzleVerification]:
    """Every verification in detail within the scope."""
    return NozzleVerification.objects.filter(within(actor.scope)).select_related("edition")


def result(actor: Actor, number: int) -> NozzleResultOut:
    """A verification; raises Problem 404."""
    found = results_of(actor).filter(id=number).first()
    if found is None:
        raise not_found(pick(f"检定记录{number}", f"Verification {number}"))
    return result_out(actor, found)
