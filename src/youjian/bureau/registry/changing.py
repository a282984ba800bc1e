"""Around every write to the register: who changes it, why, by which way and from which day on.

The ledger's triggers note every change with what is said here. One change runs at a time, so that what was
checked still holds when it is written.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Literal

from django.db import connection

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.scope import acting

Source = Literal["form", "upload", "import", "profile", "lifecycle", "downtime", "platform"]
"""By which way a change came."""
_LOCK = (7053, 10)
_SETTINGS = ("actor", "actor_name", "reason", "source", "effective_on")


@contextmanager
def changing(actor: Actor, reason: str, source: Source, effective_on: date | None = None) -> Iterator[None]:
    """One transaction within the actor's scope whose changes of the register are noted with these words.

    `effective_on` is the day from which the change holds in the world, when that is another than today. What
    was said before comes back at the end, so that one change may run within another.
    """
    said = {
        "actor": actor.username,
        "actor_name": actor.display_name,
        "reason": reason,
        "source": source,
        "effective_on": effective_on.isoformat() if effective_on else "",
    }
    with acting(actor):
        before = _lock_and_read()
        _say(said)
        yield
        _say(before)


@contextmanager
def at_once() -> Iterator[None]:
    """Within a change that holds from a day to come: what is written here holds now."""
    before = _lock_and_read()
    _say({**before, "effective_on": ""})
    yield
    _say(before)


def _lock_and_read() -> dict[str, str]:
    columns = ", ".join(f"coalesce(current_setting('youjian.{name}', true), '')" for name in _SETTINGS)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", _LOCK)
        cursor.execute(f"SELECT {columns}")
        row = cursor.fetchone() or ("",) * len(_SETTINGS)
    return dict(zip(_SETTINGS, row, strict=True))


def _say(values: dict[str, str]) -> None:
    calls = ", ".join(f"set_config('youjian.{name}', %s, true)" for name in _SETTINGS)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {calls}", [values[name] for name in _SETTINGS])
