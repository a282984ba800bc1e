"""Who may ask what: every operation of the API, every role, within the scope and outside it.

`authorisation.json` names for every operation what a person needs: `anybody` (no session), `signed in`, or
permissions, ` + ` between those that are needed together and `|` between those of which one will do. A new
operation without a line fails, and so does a line without its operation. What is needed beyond that (whose
department, who drafted it) is tested where the verb is.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db.models import Q

from tests.conftest import Database
from tests.integration import bureau_office as office
from tests.integration.api_examples import Operation, operations
from tests.integration.bureau_office import ZHUSHAN, Person
from tests.integration.query_kit import furnish
from tests.integration.tables_kit import office_on
from tests.integration.test_query_baseline import paths
from youjian.bureau.scope import scoped

_FILE = Path(__file__).with_name("authorisation.json")
RULES: dict[str, str] = json.loads(_FILE.read_text(encoding="utf-8"))
ANYBODY, SIGNED_IN = "anybody", "signed in"
_BODIES: dict[str, dict[str, Any]] = {
    "POST /api/v1/sharing/agreements": {
        "title": "试行", "receiver": "某系统", "basis": "依据", "purpose": "用途", "regions": ["3602"],
        "datasets": {"seals": {"fields": ["station_id"]}}, "from_on": "2026-01-01", "until_on": "2026-01-02",
    },
    "POST /api/v1/vapour/station-tests": {
        "station_id": ZHUSHAN, "kind": "tightness", "tested_on": "2026-11-01",
        "next_due": "2999-01-01", "tester": "甲", "certificate_no": "1", "readings": [{"value": 400}],
    },
}  # fmt: skip
"""Bodies that the schema alone does not tell."""
_LEFT_OUT = frozenset(("POST /api/v1/credit/schemes",))
"""Operations whose smallest body is too much to write down; tests of their apps ask them."""
_NAME = "三龙加油站"
_SAID_ANYWAY = frozenset(("/papers", "/register/sheets", "/register/{sheet}/state"))
"""The examples of forms name the station, and the last says back which row was asked for."""


@pytest.fixture(scope="module")
def city(module_database: Database, django_db_blocker: Any) -> Iterator[Database]:
    with office_on(module_database, django_db_blocker):
        furnish(module_database)
        from youjian.bureau.accounts import services
        from youjian.bureau.accounts.models import Role

        with scoped():
            Role.objects.create(code="nothing", name="无", permissions=[])
            Role.objects.create(code="tried", name="试", permissions=[])
        services.take_accounts(
            [
                office._person("bieren", "everything", ["360281"]),
                office._person("shi", "tried", ["3602"]),
            ]
        )
        yield module_database


@pytest.fixture(scope="module")
def addresses(city: Database) -> dict[str, str]:
    """Every reading operation with an address of something of the station in 珠山."""
    return paths(Person("quanbu"))


@pytest.fixture(scope="module")
def listed(addresses: dict[str, str]) -> list[Operation]:
    """Every operation; what reading ones show was made before anybody tries to write."""
    from youjian.bureau.api import api

    return [one for one in operations(api.get_openapi_schema()) if one.path != "/api/v1/events"]


def allowed(rule: str, permissions: frozenset[str]) -> bool:
    """Whether permissions are what a rule asks for.

    >>> allowed("case.see + case.manage|case.decide", frozenset({"case.see", "case.decide"}))
    True
    """
    return all(permissions & set(part.split("|")) for part in rule.split(" + "))


def asked(person: Person, one: Operation) -> tuple[int, str]:
    """The status and the code of the answer to an operation's smallest request."""
    answer = one.send(person, _BODIES.get(one.name))
    body = b"" if answer.streaming else answer.content
    if answer.status_code < 400 or not body.startswith(b"{"):
        return answer.status_code, ""
    return answer.status_code, str(json.loads(body).get("code", ""))


def test_every_operation_has_a_rule_and_every_rule_its_operation(listed: list[Operation]) -> None:
    names = {one.name for one in listed} | {"GET /api/v1/events"}
    assert sorted(names - RULES.keys()) == [], "name in authorisation.json who may ask these"
    assert sorted(RULES.keys() - names) == [], "no such operations any more"


def test_rules_name_permissions_that_there_are() -> None:
    from youjian.bureau.accounts.permissions import PERMISSIONS

    named = {one for rule in RULES.values() for part in rule.split(" + ") for one in part.split("|")}
    assert sorted(named - PERMISSIONS.keys() - {ANYBODY, SIGNED_IN}) == []


def test_without_a_session_nothing_is_answered(listed: list[Operation]) -> None:
    nobody = Person()
    told = {one.name: asked(nobody, one)[0] for one in listed if RULES[one.name] != ANYBODY}
    assert {name: status for name, status in told.items() if status != 401} == {}


def test_each_role_may_ask_what_its_permissions_say_and_nothing_else(listed: list[Operation]) -> None:
    """Every operation, for every role there is: refused, or at least not for want of a right."""
    from youjian.bureau.accounts.models import Role

    with scoped():
        roles = dict(Role.objects.values_list("code", "permissions"))
    person = Person("shi")
    wrong: dict[str, tuple[str, int, str]] = {}
    for one in listed:
        rule = RULES[one.name]
        if rule in (ANYBODY, SIGNED_IN) or one.name in _LEFT_OUT:
            continue
        for permissions, names in _kinds(rule, roles).items():
            with scoped():
                Role.objects.filter(code="tried").update(permissions=sorted(permissions))
            status, code = asked(person, one)
            refused = (status, code) == (403, "forbidden")
            if refused == allowed(rule, permissions) or status >= 500 or status == 401:
                wrong[f"{one.name} as {names}"] = (rule, status, code)
    assert wrong == {}


def _kinds(rule: str, roles: dict[str, list[str]]) -> dict[frozenset[str], str]:
    """The roles by what they hold of a rule's permissions: those that hold the same are asked once."""
    wanted = {one for part in rule.split(" + ") for one in part.split("|")}
    kinds: dict[frozenset[str], str] = {}
    for code, permissions in roles.items():
        held = frozenset(wanted & set(permissions))
        kinds[held] = f"{kinds[held]}, {code}" if held in kinds else code
    return kinds


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
