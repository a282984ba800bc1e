"""What attackers try first, at every address where it could be tried.

Each request runs in a transaction that is undone, so that one city serves all of them. IDs of things that are
somebody else's: test_authorisation_matrix. Formulas in exports: test_bureau_tables_export.
"""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.conftest import Database
from tests.integration.authorisation_kit import (
    Document,
    Operation,
    call,
    code_of,
    nothing_kept,
    told,
    wrote,
)
from tests.integration.bureau_office import ZHUSHAN, Person
from tests.integration.query_kit import furnish
from tests.integration.tables_kit import office_on

INJECTIONS = (
    "zz' OR '1'='1",
    "zz'; DROP TABLE bureau.alerts_alert; --",
    'zz" UNION SELECT password FROM bureau.accounts_user --',
    "zz\\' OR 1=1 /*",
)
ANYTHING = ("%", "_", "%%")
"""What a LIKE would take for anything; a person who types it looks for the character."""
STAMPS: dict[str, Any] = {"string": "zz-stamp", "integer": 987_654_321, "number": 987_654_321}
SCRIPT = "<script>alert('zz')</script>"
HOSTILE = {
    "scan.png": b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    "photo.jpg": b"MZ\x90\x00\x03\x00\x00\x00" + bytes(64),
    "page.pdf": b"<!doctype html><script>alert(1)</script>",
}


CALLED_BACK = "POST /notify/receipts/{number}/{token}"
"""What a gateway of text messages calls: its address carries a secret of its own, and no cookie counts."""


@dataclass
class Target:
    """The API's operations with requests that fit, and a person who may do everything."""

    person: Person
    operations: list[Operation]
    document: Document

    @property
    def writing(self) -> list[Operation]:
        """The operations that are not reads."""
        return [one for one in self.operations if not one.reads]


@pytest.fixture(scope="module")
def target(module_database: Database, django_db_blocker: Any) -> Iterator[Target]:
    with office_on(module_database, django_db_blocker):
        furnish(module_database)
        from youjian.bureau.api import api

        document = api.get_openapi_schema()
        made = Document(Person("quanbu"), document["paths"], document["components"]["schemas"])
        asked = [one for one in made.operations() if one.template != "/events"]
        yield Target(made.maker, asked, made)


def test_nothing_is_written_without_the_sessions_own_token(target: Target) -> None:
    other = Person()
    wrong: list[str] = []
    for operation in (one for one in target.writing if one.name != CALLED_BACK):
        for token in ("", "x" * 64, other.token):
            said = _with_token(target.person, operation, token)
            wrong += [f"{operation.name} {said}"] if said else []
    assert len(target.writing) > 200
    assert wrong == []


def _with_token(person: Person, operation: Operation, token: str) -> str:
    """What is wrong when a request carries a token that is not the session's; empty when it was refused."""
    kept, person.token = person.token, token
    try:
        with nothing_kept():
            answer = call(person, operation)
            refused = (answer.status_code, code_of(answer)) == (403, "csrf")
            return "" if refused and not wrote() else f"{answer.status_code} {code_of(answer)}"
    finally:
        person.token = kept


def test_what_is_typed_into_a_list_is_looked_for_and_never_run(target: Target) -> None:
    wrong: list[str] = []
    for name in _tables(target):
        wrong += _found(target.person, name, {"q": INJECTIONS[-1]})
        for column in _columns(target, name):
            wrong += _found(target.person, name, {column: INJECTIONS[0]})
    assert wrong == []


def test_a_list_is_sorted_by_its_columns_and_nothing_else(target: Target) -> None:
    for name in _tables(target):
        for text in (INJECTIONS[1], "id; SELECT pg_sleep(9)", "user__password", "-pk", "?"):
            answer = target.person.get(f"/api/v1/tables/{name}", {"sort": text})
            assert (answer.status_code, code_of(answer)) == (422, "unknown_column"), (name, text)


def test_a_search_takes_every_sign_for_itself(target: Target) -> None:
    for text in (*ANYTHING, *INJECTIONS):
        assert _found(target.person, "stations", {"q": text}) == []
        assert target.person.get("/api/v1/search", {"q": text}).json() == []


def _tables(target: Target) -> list[str]:
    return [table["name"] for table in target.person.see("/tables").json()]


def _columns(target: Target, name: str) -> list[str]:
    columns = target.person.see(f"/tables/{name}?size=1").json()["columns"]
    return [column["name"] for column in columns if column["filterable"]]


def _found(person: Person, name: str, asked: dict[str, str]) -> list[str]:
    """What is wrong with a list's answer to what nobody ever typed: it finds nothing, or says why not."""
    answer = person.get(f"/api/v1/tables/{name}", asked)
    nothing = answer.status_code == 200 and answer.json()["total"] == 0
    good = nothing or answer.status_code == 422
    return [] if good else [f"{name} {asked}: {answer.status_code} {answer.content[:120]!r}"]


def test_members_that_a_form_does_not_have_are_never_taken(target: Target) -> None:
    """Every writing operation is sent what its own answer says (who, when, which state), as if typed."""
    wrong: list[str] = []
    taken = 0
    for operation in target.writing:
        extra = _stamps(target, operation)
        if operation.form or not isinstance(operation.body, dict) or not extra:
            continue
        with nothing_kept():
            answer = call(target.person, replace(operation, body=extra | operation.body))
            said = told(answer)
        taken += answer.status_code < 300
        wrong += [operation.name for stamp in STAMPS.values() if str(stamp) in said]
    assert taken > 20
    assert wrong == []


def _stamps(target: Target, operation: Operation) -> dict[str, Any]:
    """A stamp for every member of an operation's answer that its request does not have."""
    said = target.document.paths[f"/api/v1{operation.template}"][operation.method.lower()]
    content = said["responses"].get(200, {}).get("content", {}).get("application/json", {})
    asked = said.get("requestBody", {}).get("content", {}).get("application/json", {})
    known = _properties(target, asked.get("schema", {}))
    members = _properties(target, content.get("schema", {}))
    return {n: _stamp(said) for n, said in members.items() if n not in known and _stamp(said) is not None}


def _properties(target: Target, schema: dict[str, Any]) -> dict[str, Any]:
    found = target.document.schemas.get(schema.get("$ref", "").rsplit("/", 1)[-1], schema)
    return found.get("properties", {})


def _stamp(schema: dict[str, Any]) -> Any:
    return STAMPS.get((schema.get("anyOf") or [schema])[0].get("type", ""))


def test_nobody_makes_themselves_more_than_they_are(target: Target) -> None:
    from youjian.bureau.accounts.models import User

    more = {"role": "everything", "scope": ["*"], "is_superuser": True, "must_change_password": False}
    with nothing_kept():
        person = Person("leping")
        assert person.send("/people/leping", more).status_code == 403
        person.send("/notifications/wishes", {"digest": False, **more})
        person.send("/auth/act-for", {"delegation_id": None, **more})
        me = User.objects.get(username="leping")
        assert me.role.code == "liaison"
        assert me.scope == ["360281"]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_that_a_browser_could_run_is_taken_nowhere(target: Target, name: str) -> None:
    forms = [one for one in target.writing if one.form]
    wrong = [said for operation in forms if (said := _sent(target, operation, name))]
    assert len(forms) > 10
    assert wrong == []


def _sent(target: Target, operation: Operation, name: str) -> str:
    """What is wrong with a form's answer to a hostile file; empty when it was refused."""
    said = target.document.paths[f"/api/v1{operation.template}"][operation.method.lower()]
    form = said["requestBody"]["content"]["multipart/form-data"]["schema"]
    body = dict(operation.body)
    for member, schema in _properties(target, form).items():
        if "binary" in json.dumps(schema):
            body[member] = SimpleUploadedFile(name, HOSTILE[name])
    with nothing_kept():
        answer = call(target.person, replace(operation, body=body))
        refused = 400 <= answer.status_code < 500
        return "" if refused else f"{operation.name}: {answer.status_code} {answer.content[:100]!r}"


def test_a_script_that_somebody_types_comes_back_as_text(target: Target) -> None:
    photo = SimpleUploadedFile("a.png", b"\x89PNG\r\n\x1a\n" + bytes(9))
    sent = {"source": "other", "kind": "mobile", "text": SCRIPT, "station_id": ZHUSHAN, "photos": photo}
    with nothing_kept():
        answer = target.person.post("/api/v1/leads", sent, headers={"X-CSRFToken": target.person.token})
        page = target.person.see(f"/leads/{answer.json()['id']}")
        listed = target.person.see("/tables/leads")
        for said in (answer, page, listed):
            assert said["Content-Type"].split(";")[0] == "application/json"
            assert json.dumps(SCRIPT) in said.content.decode()


def test_a_failure_says_a_number_and_nothing_of_the_inside(
    target: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    from youjian.bureau.tables import selectors

    def fails(*_: Any) -> None:
        raise RuntimeError("SELECT secret FROM /srv/youjian/key")

    monkeypatch.setattr(selectors, "page", fails)
    answer = target.person.see("/tables/stations")
    assert answer.status_code == 500
    assert set(answer.json()) == {"code", "message", "reference"}
    for inside in (b"SELECT", b"/srv", b"Traceback", b"RuntimeError"):
        assert inside not in answer.content


def test_a_session_that_was_there_before_the_login_is_not_the_one_after_it(target: Target) -> None:
    with nothing_kept():
        person = Person()
        person.cookies["youjian_session"] = "planted0planted0planted0planted0"
        assert person.log_in("leping").status_code == 200
        first = person.cookies["youjian_session"].value
        assert first != "planted0planted0planted0planted0"
        person.send("/auth/logout")
        assert person.log_in("leping").status_code == 200
        assert person.cookies["youjian_session"].value != first


def test_a_cookie_is_worth_nothing_after_the_logout(target: Target) -> None:
    with nothing_kept():
        person = Person("leping")
        kept = person.cookies["youjian_session"].value
        assert person.send("/auth/logout").status_code < 300
        person.cookies["youjian_session"] = kept
        assert person.see("/auth/me").status_code == 401


def test_a_changed_role_counts_from_the_next_request(target: Target) -> None:
    with nothing_kept():
        person = Person("zhiban")
        assert person.see("/tables/alerts").status_code == 200
        from youjian.bureau.accounts.models import Role, User

        none = Role.objects.create(code="none", name="无", permissions=[])
        User.objects.filter(username="zhiban").update(role=none)
        assert person.see("/tables/alerts").status_code in (403, 404)


def test_cookies_are_kept_from_scripts_and_from_other_sites(target: Target) -> None:
    with nothing_kept():
        person = Person("leping")
    session, csrf = person.cookies["youjian_session"], person.cookies["youjian_csrf"]
    assert (session["httponly"], session["samesite"], session["path"]) == (True, "Lax", "/")
    assert csrf["samesite"] == "Lax"


@pytest.mark.parametrize(
    "path", ["/", "/assets/none.js", "/\x00", f"/{'a' * 5000}", "/api/v1/none", "/q/none"]
)
def test_every_answer_tells_the_browser_to_be_careful(target: Target, path: str) -> None:
    status, headers = asyncio.run(_asked_as_served(path))
    assert status != 500
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "unsafe-eval" not in headers["content-security-policy"]
    assert path[:5] != "/api/" or headers["cache-control"] == "no-store"


async def _asked_as_served(path: str) -> tuple[int, dict[str, str]]:
    """The status and headers with which the whole application answers."""
    from youjian.bureau.asgi import application

    told: list[Any] = []

    asked = [{"type": "http.request", "body": b"", "more_body": False}]

    async def receive() -> Any:
        return asked.pop() if asked else await asyncio.Event().wait()

    async def send(message: Any) -> None:
        told.append(message)

    scope = {"type": "http", "method": "GET", "path": path, "raw_path": path.encode(), "root_path": ""}
    scope |= {"query_string": b"", "headers": [(b"host", b"localhost")], "http_version": "1.1"}
    scope |= {"scheme": "http", "server": ("localhost", 80), "client": ("127.0.0.1", 1)}
    await application(scope, receive, send)
    start = next(one for one in told if one["type"] == "http.response.start")
    return start["status"], {name.decode().lower(): value.decode() for name, value in start["headers"]}


def _leads_elsewhere(name: str, answer: Any) -> bool:
    if not (300 <= answer.status_code < 400 or "Location" in answer):
        return False
    place = answer.headers.get("Location", "")
    ours = place.startswith("/login?") and "evil" not in place
    return not (ours and name in {"GET /auth/sso/begin", "GET /auth/sso/callback"})


def test_no_address_sends_a_person_elsewhere(target: Target) -> None:
    """No answer leads where an address says; only the login service's steps redirect, to our own page."""
    wrong: list[str] = []
    for operation in (one for one in target.operations if one.reads):
        joint = "&" if "?" in operation.address else "?"
        asked = f"{operation.address}{joint}next=//evil.example&url=https://evil.example"
        answer = call(target.person, replace(operation, address=asked))
        wrong += [operation.name] if _leads_elsewhere(operation.name, answer) else []
    assert wrong == []
