"""The same verb on many alerts, for storms: each for itself, and what could not be done is named."""

from collections.abc import Callable, Sequence

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.alerts import services
from youjian.bureau.alerts.contracts import BulkIn, BulkOut, BulkRefusal
from youjian.bureau.problems import Problem
from youjian.bureau.scope import acting


def bulk(actor: Actor, wanted: BulkIn) -> BulkOut:
    """Do what is wanted to every alert, in the order of their numbers (in which everybody locks)."""
    verb = _verb(actor, wanted)
    return _each(actor, sorted(set(wanted.alert_ids)), verb)


def _verb(actor: Actor, wanted: BulkIn) -> Callable[[int], None]:
    if wanted.verb == "sign":
        return lambda alert_id: services.sign_for(actor, alert_id)
    if wanted.verb == "assign":
        return lambda alert_id: services.assign(
            actor, alert_id, username=wanted.username, department=wanted.department, note=wanted.reason
        )
    return lambda alert_id: services.close_as_same(actor, alert_id, wanted.same_as, wanted.reason)


def _each(actor: Actor, alert_ids: Sequence[int], verb: Callable[[int], None]) -> BulkOut:
    finished: list[int] = []
    refused: list[BulkRefusal] = []
    for alert_id in alert_ids:
        try:
            with acting(actor):
                verb(alert_id)
        except Problem as problem:
            refused.append(BulkRefusal(alert_id=alert_id, code=problem.code, message=problem.message))
        else:
            finished.append(alert_id)
    return BulkOut(done=finished, refused=refused)
