"""The scope of a transaction: which stations its reads and writes may touch.

Row-level security looks at `youjian.scope`, a setting of the transaction. Unset, nothing is visible. Of cases
and joint operations it looks at `youjian.desk` as well: whose they have to be (`Actor.desk`).
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.models import Q

from youjian.bureau.accounts.contracts import Actor

EVERYWHERE = ("*",)


def set_scope(prefixes: Sequence[str], desk: str | None = None) -> None:
    """Bind the running transaction to station ids that begin with one of the prefixes.

    With `desk` also to what that desk takes part in (`*`: everything); else this stays as it is.
    """
    statement, values = "SELECT set_config('youjian.scope', %s, true)", [",".join(prefixes)]
    if desk is not None:
        statement, values = f"{statement}, set_config('youjian.desk', %s, true)", [*values, desk]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@contextmanager
def scoped(prefixes: Sequence[str] = EVERYWHERE) -> Iterator[None]:
    """A transaction of its own within a scope: what every task of the platform runs in."""
    with transaction.atomic(durable=True):
        set_scope(prefixes, "*")
        yield


@contextmanager
def acting(actor: Actor) -> Iterator[None]:
    """What a service does: in one transaction (the request's, else its own), within the actor's scope."""
    with transaction.atomic():
        set_scope(actor.scope, actor.desk)
        yield


@contextmanager
def reaching(prefixes: Sequence[str] = EVERYWHERE) -> Iterator[None]:
    """Within the running transaction another scope for a moment: to tell somebody outside one's own.

    What raises in between rolls the transaction back, and the scope with it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('youjian.scope', true)")
        before: str = cursor.fetchone()[0] or ""
    set_scope(prefixes)
    yield
    set_scope(before.split(","))


def within(prefixes: Sequence[str], field: str = "station_id") -> Q:
    """The same bound as a condition of a queryset, so that one forgotten policy opens nothing."""
    if "*" in prefixes:
        return Q()
    condition = Q(pk__in=[])
    for prefix in prefixes:
        condition |= Q(**{f"{field}__startswith": prefix})
    return condition


def covers(prefixes: Sequence[str], station_id: str) -> bool:
    """Whether a station lies within a scope.

    >>> covers(("360281",), "3602810001"), covers(("360281",), "3602030017"), covers(("*",), "1")
    (True, False, True)
    """
    return any(prefix == "*" or station_id.startswith(prefix) for prefix in prefixes)
