"""What every verb of duty shares: one writer at a time, told to the consoles, journaled."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.permissions import permission_name
from youjian.bureau.duty.models import Roster
from youjian.bureau.duty.selectors import roster_of
from youjian.bureau.duty.shifts import Slot
from youjian.bureau.events.services import announce
from youjian.bureau.journal import services as journal
from youjian.bureau.problems import Problem, forbidden
from youjian.bureau.scope import EVERYWHERE, set_scope

MANAGE = "duty.manage"
_LOCK = 5_026_004


def editable(actor: Actor, roster_id: int) -> Roster:
    """A roster that the actor may edit; raises Problem 403 or 404."""
    if not actor.may(MANAGE):
        raise forbidden(permission_name(MANAGE))
    return roster_of(actor, roster_id)


def shown(roster: Roster, slot: Slot) -> dict[str, Any]:
    """The fields of an entry that come from its slot."""
    return {
        "roster": roster,
        "region": roster.region,
        "day": slot.day,
        "shift": slot.shift.code,
        "shift_name": slot.shift.name,
        "starts_at": slot.starts_at,
        "ends_at": slot.ends_at,
    }


def lock() -> None:
    """Rosters are changed one after the other: who is free now must still be free at the end."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def bad(message: str) -> Problem:
    """What cannot be rostered so."""
    return Problem(422, "bad_duty", message)


def tell(
    actor: Actor, action: str, roster: Roster, before: dict[str, Any] | None, after: dict[str, Any]
) -> None:
    """One event for the consoles and one entry in the journal."""
    announce("duty.changed", roster.region, {"roster_id": roster.pk})
    journal.record(actor, action, f"duty:{roster.pk}", before=before, after=after)


@contextmanager
def everywhere(actor: Actor) -> Iterator[None]:
    """Look at all rosters for a moment: whoever is on duty outside the actor's scope is not free either."""
    set_scope(EVERYWHERE)
    try:
        yield
    finally:
        set_scope(actor.scope)
