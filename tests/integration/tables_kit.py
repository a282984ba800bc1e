"""For the tests of lists: a module's own office, and its pages."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connections

from tests.conftest import Database
from tests.integration.bureau_office import Person
from youjian.bureau.database import add_alias


@contextmanager
def office_on(database: Database, blocker: Any) -> Iterator[None]:
    """Django works on a database as role bureau, for as long as a module's tests take."""
    connections.close_all()
    add_alias("default", "bureau")
    if hasattr(connections._connections, "default"):  # type: ignore[attr-defined]
        del connections["default"]
    with blocker.unblock():
        yield
        connections["default"].close()
        connections["default"].close_pool()  # type: ignore[attr-defined]


def page(person: Person, path: str, **headers: str) -> dict[str, Any]:
    """A page of a table that must answer."""
    answer = person.see(f"/tables/{path}", **headers)
    assert answer.status_code == 200, answer.content
    return answer.json()


def names(found: dict[str, Any], column: str = "station_id") -> list[Any]:
    """One column of a page."""
    return [item[column] for item in found["items"]]
