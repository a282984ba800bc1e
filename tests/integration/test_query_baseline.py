"""How many statements each reading endpoint sends: written down, and no more in a larger city.

`YOUJIAN_WRITE_BASELINE=1 pytest tests/integration/test_query_baseline.py` writes query_baseline.json anew.
"""

import json
import os
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.conftest import Database
from tests.integration import bureau_office as office
from tests.integration.bureau_office import ZHUSHAN, Person
from tests.integration.query_kit import first, grow, statements, today
from tests.integration.tables_kit import office_on

BASELINE = Path(__file__).with_name("query_baseline.json")
_BESIDE = {"/events": "a stream that holds no connection"}
_OF_EACH_TABLE = ("/tables/{name}", "/tables/{name}/export")
_ROW = "tanks", f"station_id={ZHUSHAN}&tank_id=1"


@pytest.fixture(scope="module")
def city(module_database: Database, django_db_blocker: Any) -> Iterator[Database]:
    """The small city and somebody who may do everything."""
    with office_on(module_database, django_db_blocker):
        office.furnish(module_database)
        grow(module_database, 100, 2)
        from youjian.bureau.accounts import services
        from youjian.bureau.accounts.models import Role
        from youjian.bureau.accounts.permissions import PERMISSIONS

        Role.objects.create(code="everything", name="全部", permissions=sorted(PERMISSIONS))
        services.take_accounts([office._person("quanbu", "everything", ["*"])])
        yield module_database


def paths(person: Person) -> dict[str, str]:
    """Every reading endpoint of the document with an address of it that has something to say."""
    from youjian.bureau.api import api

    found: dict[str, str] = {}
    for template, operations in api.get_openapi_schema()["paths"].items():
        path = template.removeprefix("/api/v1")
        if "get" not in operations or path in _BESIDE:
            continue
        if path in _OF_EACH_TABLE:
            listed = person.see("/tables").json()
            found |= {path.replace("{name}", t["name"]): path.replace("{name}", t["name"]) for t in listed}
        else:
            parameters = operations["get"].get("parameters", [])
            found[path] = _address(person, path, parameters)
    return found


def _address(person: Person, path: str, parameters: list[dict[str, Any]]) -> str:
    """A path with values for its parameters and for the query's that must be given."""
    sheet, key = _ROW
    known = {"station_id": ZHUSHAN, "tank_id": 1, "username": "zhiban", "sheet": sheet, "name": sheet}
    known |= {"year": 2026, "q": "加油", "at": today(), "day": today(), "n": 5, "code": "commerce"}
    for name, made in _MADE.items():
        if "{" + name + "}" in path:
            known[name] = made(person)
    asked = [p["name"] for p in parameters if p["in"] == "query" and (p["required"] or p["name"] == "q")]
    query = "&".join(f"{name}={known[name]}" for name in asked)
    if path.startswith("/register/{sheet}/"):
        query = f"{key}&{query}" if "template" not in path else query
    return path.format(**known) + (f"?{query}" if query else "")


def _downtime(person: Person) -> int:
    begins = datetime.now(UTC) + timedelta(days=1)
    asked = {"station_id": ZHUSHAN, "device": "tank:1", "kind": "planned", "reason": "清罐"}
    times = {"starts_at": begins.isoformat(), "ends_at": (begins + timedelta(hours=2)).isoformat()}
    made = person.send("/downtimes", {**asked, **times})
    return made.json()["id"] if made.status_code == 200 else first(person, "downtimes")


def _upload(person: Person) -> int:
    lines = "加油站编号,油罐号,油品,标称容量,安全充装量,罐内径,标准密度\n"
    lines += f"{ZHUSHAN},1,92号汽油,30000,26000,2500,735\n"
    file = SimpleUploadedFile("油罐.csv", lines.encode("utf-8-sig"))
    sent = {"sheet": "tanks", "file": file}
    answer = person.post("/api/v1/uploads", sent, headers={"X-CSRFToken": person.token})
    assert answer.status_code == 200, answer.content
    return answer.json()["id"]


_MADE: dict[str, Callable[[Person], int | str]] = {
    "alert_id": lambda person: first(person, "alerts"),
    "number": _downtime,
    "upload_id": _upload,
    "collector_id": lambda _: "YJ-3602030100",
    "command_id": lambda _: "c-3602030100",
}
"""Parameters whose value has to be made first."""


def test_no_endpoint_needs_more_statements_than_written_down_however_many_rows(city: Database) -> None:
    person = Person("quanbu")
    small = {name: statements(person, path) for name, path in paths(person).items()}
    grow(city, 500, 30)
    large = {name: statements(person, path) for name, path in paths(person).items()}
    assert {n: _more(small[n], sent) for n, sent in large.items() if len(sent) > len(small[n])} == {}
    counts = {name: len(sent) for name, sent in sorted(large.items())}
    if os.environ.get("YOUJIAN_WRITE_BASELINE"):
        BASELINE.write_text(json.dumps(counts, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    written = json.loads(BASELINE.read_text(encoding="utf-8"))
    assert sorted(counts.keys() - written.keys()) == [], "endpoints that the baseline does not know"
    more = {name: (written[name], counts[name]) for name in counts if counts[name] > written[name]}
    assert more == {}, "more statements than written down"


def _more(few: list[str], many: list[str]) -> list[str]:
    """What is sent more often in the larger city."""
    rest = Counter(many) - Counter(few)
    return [statement[:300] for statement in rest]
