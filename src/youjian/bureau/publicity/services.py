"""What is done about public codes: made for dispensers in use, revoked."""

import secrets

from django.db import connection

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.permissions import permission_name
from youjian.bureau.journal import services as journal
from youjian.bureau.language import pick
from youjian.bureau.problems import forbidden, not_found
from youjian.bureau.publicity.contracts import CodesMade
from youjian.bureau.publicity.models import PublicCode
from youjian.bureau.registry import selectors as register
from youjian.bureau.scope import acting, covers, within
from youjian.bureau.times import now
from youjian.contract.fields import business_day

_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
"""31 characters that nobody mistakes for each other: twenty of them are 99 bits."""
_LENGTH = 20


def make_codes(actor: Actor, station_id: str | None) -> CodesMade:
    """Give a code to every dispenser in use that has none. Raises Problem 403, 404."""
    _need(actor)
    with acting(actor):
        if station_id is not None:
            register.station_of(actor, station_id)
        places = _without_code(actor, station_id)
        PublicCode.objects.bulk_create(
            [
                PublicCode(
                    code="".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH)),
                    station_id=place[0],
                    dispenser_id=place[1],
                    made_at=now(),
                    made_by_name=actor.display_name,
                )
                for place in places
            ],
            ignore_conflicts=True,
        )
        target = f"station:{station_id}" if station_id else "stations"
        journal.record(actor, "public.codes", target, station_id=station_id, after={"made": len(places)})
        return CodesMade(made=len(places))


def revoke(actor: Actor, code: str, reason: str) -> None:
    """Let a code open nothing any more. Raises Problem 403, 404 for one that does not stand."""
    _need(actor)
    with acting(actor):
        found = PublicCode.objects.select_for_update().filter(
            within(actor.scope), code=code, revoked_at__isnull=True
        )
        row = found.first()
        if row is None:
            raise not_found(pick("该二维码", "This code"))
        row.revoked_at, row.revoked_by_name, row.reason = now(), actor.display_name, reason.strip()
        row.save()
        after = {"dispenser_id": row.dispenser_id, "reason": row.reason}
        journal.record(
            actor, "public.revoke", f"dispenser:{row.dispenser_id}", station_id=row.station_id, after=after
        )


def _without_code(actor: Actor, station_id: str | None) -> list[tuple[str, int]]:
    """Dispensers in use of the scope, or of one station, that have no code."""
    with connection.cursor() as cursor:
        cursor.execute(_WITHOUT, {"today": business_day(now()), "station": station_id})
        return [(station, number) for station, number in cursor.fetchall() if covers(actor.scope, station)]


def _need(actor: Actor) -> None:
    if not actor.may("metrology.manage"):
        raise forbidden(permission_name("metrology.manage"))


_WITHOUT = """
SELECT d.station_id, d.dispenser_id FROM ledger.dispensers AS d
JOIN ledger.stations AS s ON s.station_id = d.station_id AND s.status <> 'closed'
WHERE (d.retired_on IS NULL OR d.retired_on > %(today)s)
    AND (%(station)s::text IS NULL OR d.station_id = %(station)s)
    AND NOT EXISTS (
        SELECT 1 FROM bureau.publicity_publiccode AS c
        WHERE c.station_id = d.station_id AND c.dispenser_id = d.dispenser_id AND c.revoked_at IS NULL
    )
ORDER BY 1, 2
"""
