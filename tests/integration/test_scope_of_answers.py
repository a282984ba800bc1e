"""Nothing of a station is told outside its scope, by the application's filter and by the database alone."""

import sys
from collections.abc import Iterator
from typing import Any

import pytest
from django.db.models import Q

from tests.conftest import Database
from tests.integration import bureau_office as office
from tests.integration.bureau_office import ZHUSHAN, Person
from tests.integration.query_kit import furnish
from tests.integration.tables_kit import office_on
from tests.integration.test_query_baseline import paths

_NAME = "三龙加油站"
_SAID_ANYWAY = frozenset(("/papers", "/register/sheets", "/register/{sheet}/state"))
"""The examples of forms name the station, and the last says back which row was asked for."""


@pytest.fixture(scope="module")
def city(module_database: Database, django_db_blocker: Any) -> Iterator[Database]:
    with office_on(module_database, django_db_blocker):
        furnish(module_database)
        from youjian.bureau.accounts import services

        services.take_accounts([office._person("bieren", "everything", ["360281"])])
        yield module_database


@pytest.fixture(scope="module")
def addresses(city: Database) -> dict[str, str]:
    """Every reading operation with an address of something of the station in 珠山."""
    return paths(Person("quanbu"))


def test_nothing_of_a_station_is_told_outside_its_scope(addresses: dict[str, str]) -> None:
    """Whoever may do everything, but in another county: no answer names the station."""
    assert _leaks(addresses) == {}


def test_the_database_alone_keeps_to_the_scope(
    addresses: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same with the application's own filter taken out everywhere: row-level security is enough."""
    from youjian.bureau import scope

    mine = {scope.within: lambda *_, **__: Q(), scope.covers: lambda *_: True}
    for name, module in list(sys.modules.items()):
        if name.startswith("youjian.bureau"):
            for attribute, value in list(vars(module).items()):
                if callable(value) and value in mine:
                    monkeypatch.setattr(module, attribute, mine[value])
    assert _leaks(addresses) == {}


def _leaks(addresses: dict[str, str]) -> dict[str, int]:
    """The addresses whose answer names the station, for somebody of another county."""
    person = Person("bieren")
    found: dict[str, int] = {}
    for name, address in addresses.items():
        answer = person.see(address)
        body = b"".join(answer) if answer.streaming else answer.content
        text = body.decode(errors="replace")
        if name in _SAID_ANYWAY:
            continue
        if answer.status_code == 200 and (ZHUSHAN in text or _NAME in text):
            found[name] = answer.status_code
    return found


def test_every_table_with_a_place_is_kept_by_row_level_security(city: Database) -> None:
    """Tables of office and ledger with a station, an area or a reach, but for those that say why not."""
    with city.connect("owner") as conn:
        rows = conn.execute(_OPEN).fetchall()
    assert sorted(f"{schema}.{table}" for schema, table in rows) == sorted(_OPEN_ON_PURPOSE)


_OPEN = """
SELECT DISTINCT n.nspname, c.relname FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
WHERE n.nspname IN ('ledger', 'bureau') AND c.relkind IN ('r', 'p') AND NOT c.relispartition
    AND a.attname IN ('station_id', 'area', 'reach', 'consignee_station_id') AND a.attnum > 0
    AND NOT c.relrowsecurity
"""
_OPEN_ON_PURPOSE: tuple[str, ...] = ()
