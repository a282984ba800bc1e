"""Every operation of the API × every role × in and out of scope: authorisation.toml says what is expected.

Each request runs in a transaction that is undone, so that one city serves all of them.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import youjian.profiles
from tests.conftest import Database
from tests.integration import bureau_office as office
from tests.integration.authorisation_kit import (
    Document,
    Operation,
    Rule,
    call,
    code_of,
    nothing_kept,
    rules,
    told,
    wrote,
)
from tests.integration.bureau_office import ZHUSHAN, Person
from tests.integration.query_kit import furnish
from tests.integration.tables_kit import office_on

BESIDE = "/events"
"""Served beside Django: test_bureau_events asks for it without a session and with one."""
_PROFILES = Path(youjian.profiles.__file__).parent.glob("*/profile.toml")


@dataclass
class City:
    """The operations with requests that fit, and everybody's browsers."""

    operations: list[Operation]
    rules: dict[str, Rule]
    roles: dict[str, frozenset[str]]
    people: dict[str, Person]


@pytest.fixture(scope="module")
def city(module_database: Database, django_db_blocker: Any) -> Iterator[City]:
    """Two counties, a person for every role of the platform and the profiles, one who may do everything."""
    with office_on(module_database, django_db_blocker):
        furnish(module_database)
        yield _city()


def _city() -> City:
    from youjian.bureau.accounts import services
    from youjian.bureau.accounts.models import Role
    from youjian.bureau.api import api

    for path in _PROFILES:
        services.take_roles(tomllib.loads(path.read_text(encoding="utf-8")).get("roles", []))
    Role.objects.create(code="nothing", name="无", permissions=[])
    roles = {role.code: frozenset(role.permissions) for role in Role.objects.exclude(code="everything")}
    wanted = [(f"r-{code}", code, "3602") for code in roles]
    wanted += [("xian", "everything", "360281")]
    services.take_accounts([office._person(name, role, [scope]) for name, role, scope in wanted])
    document = api.get_openapi_schema()
    made = Document(Person("quanbu"), document["paths"], document["components"]["schemas"])
    asked = [one for one in made.operations() if one.template != BESIDE]
    people = {code: Person(f"r-{code}") for code in roles} | {"county": Person("xian"), "nobody": Person()}
    return City(asked, rules(), roles, people)


def test_every_operation_has_a_rule_and_every_rule_an_operation(city: City) -> None:
    there = {operation.name for operation in city.operations} | {f"GET {BESIDE}"}
    assert sorted(there - city.rules.keys()) == [], "write their lines into authorisation.toml"
    assert sorted(city.rules.keys() - there) == [], "lines of operations that there are not"


def test_rules_name_permissions_and_scopes_that_there_are(city: City) -> None:
    from youjian.bureau.accounts.permissions import PERMISSIONS

    named = {permission for rule in city.rules.values() for way in rule.may for permission in way}
    assert named <= PERMISSIONS.keys()
    assert {rule.scope for rule in city.rules.values()} == {"place", "city", "shared", "own", "public"}


def test_who_is_not_logged_in_is_asked_to(city: City) -> None:
    found: dict[str, Any] = {}
    for operation in city.operations:
        if city.rules[operation.name].scope == "public":
            continue
        with nothing_kept():
            answer = call(city.people["nobody"], operation)
            if answer.status_code != 401 or wrote():
                found[operation.name] = answer.status_code
    assert found == {}


def _say(found: list[str]) -> str:
    return "\n".join(["", *found])


def test_a_role_may_do_what_its_permissions_say_and_nothing_else(city: City) -> None:
    """Without the right 403 and nothing changed; with it no refusal for the want of rights.

    What lets somebody in is asked once for each way in, by the first role that has it: that keeps it quick.
    """
    found: list[str] = []
    came_in: set[tuple[str, frozenset[frozenset[str]]]] = set()
    for code, permissions in city.roles.items():
        for operation in city.operations:
            rule = city.rules[operation.name]
            if rule.scope == "public":
                continue
            ways = frozenset(way for way in rule.may if way <= permissions)
            if ways and (operation.name, ways) in came_in:
                continue
            came_in.add((operation.name, ways))
            found += _wrong(city.people[code], code, operation, bool(ways))
    assert found == [], _say(found)


def _wrong(person: Person, role: str, operation: Operation, admitted: bool) -> list[str]:
    with nothing_kept():
        answer = call(person, operation)
        refused, changed = code_of(answer) == "forbidden", wrote()
    said = f"{operation.name} by {role}: {answer.status_code} {code_of(answer)}"
    if answer.status_code == 401 or answer.status_code >= 500:
        return [said]
    if admitted:
        return [f"{said}, though it has the right"] if refused else []
    return [f"{said}{', written' if changed else ''}, without the right"] if not refused or changed else []


def test_out_of_scope_nothing_is_there(city: City) -> None:
    """Who may do everything in one county asks for the things of the other one."""
    found: list[str] = []
    for operation in city.operations:
        with nothing_kept():
            answer = call(city.people["county"], operation)
            said = f"{operation.name}: {answer.status_code} {code_of(answer)}"
            found += [f"{said}, {why}" for why in _seen(city.rules[operation.name].scope, operation, answer)]
    assert found == [], _say(found)


def _seen(scope: str, operation: Operation, answer: Any) -> Iterator[str]:
    good = answer.status_code < 300
    if answer.status_code >= 500:
        yield "failed"
    if scope == "place" and ZHUSHAN in told(answer):
        yield "names the other county's station"
    if scope == "place" and operation.made and "/tables/" not in operation.name and good:
        yield "is there out of scope"
    if scope == "place" and not operation.reads and good and wrote() and _names_station(operation):
        yield "writes about the other county's station"
    if scope == "city" and not operation.reads and good and wrote():
        yield "changes what is the whole city's"


def _names_station(operation: Operation) -> bool:
    return ZHUSHAN in f"{operation.address} {operation.body}"
