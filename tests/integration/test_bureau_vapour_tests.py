"""Tests at stations in the office: judged when entered, kept once, seen within the scope."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.conftest import Database
from tests.integration import bureau_office as office
from tests.integration.bureau_office import LEPING, ZHUSHAN, Person
from tests.integration.tables_kit import office_on
from youjian.bureau.scope import scoped
from youjian.contract.fields import business_day

TODAY = business_day(datetime.now(UTC))


@pytest.fixture(scope="module")
def city(module_database: Database, django_db_blocker: Any) -> Iterator[Database]:
    with office_on(module_database, django_db_blocker):
        office.furnish(module_database)
        yield module_database


def entered(person: Person, **changes: Any) -> Any:
    body: dict[str, Any] = {
        "station_id": ZHUSHAN,
        "kind": "tightness",
        "tested_on": (TODAY - timedelta(days=10)).isoformat(),
        "next_due": (TODAY + timedelta(days=355)).isoformat(),
        "tester": "江西某检测公司",
        "certificate_no": "YQ-1",
        "ullage_l": 5000,
        "nozzles": 8,
        "readings": [{"value": 332}],
    }
    return person.send("/vapour/station-tests", body | changes)


def test_a_test_is_judged_kept_once_and_journaled(city: Database) -> None:
    person = Person("zhiban")
    made = entered(person)
    assert made.status_code == 200, made.content
    told = made.json()
    assert (told["verdict"], told["worst"], told["allowed"], told["bad"]) == ("fail", 332.0, 332.3, 1)
    assert told["sentence"] == "不合格：剩余压力332 Pa，最低332.3 Pa。"
    assert entered(person).status_code == 409
    assert person.see(f"/vapour/station-tests/{told['id']}").json() == told
    rows = person.see("/tables/vapour_tests?verdict=fail").json()["items"]
    assert [(one["station_id"], one["certificate_no"]) for one in rows] == [(ZHUSHAN, "YQ-1")]
    from youjian.bureau.journal.models import JournalEntry

    with scoped():
        assert JournalEntry.objects.filter(action="vapour.test", station_id=ZHUSHAN).count() == 1


def test_the_last_test_of_a_kind_stands(city: Database) -> None:
    person = Person("zhiban")
    entered(person, certificate_no="YQ-2", tested_on=TODAY.isoformat(), readings=[{"value": 333}])
    ratios = [{"place": str(number), "value": 1.1} for number in range(1, 7)]
    late = {"tested_on": "2024-01-05", "next_due": "2025-01-05"}
    found = entered(person, kind="ratio", nozzles=12, readings=ratios, certificate_no="YQ-3", **late).json()
    assert (found["verdict"], found["tested"], found["bad"]) == ("open", 6, 0)
    assert "应测8把" in found["sentence"]
    told = person.see("/vapour/station-tests").json()
    assert (told["stations"], told["failed"], told["open"], told["overdue"]) == (1, 0, 1, 1)


def test_back_pressure_and_the_monitor(city: Database) -> None:
    person = Person("zhiban")
    lines = [{"place": "1", "flow_l_min": flow, "value": pa} for flow, pa in ((18, 40), (28, 91), (38, 100))]
    told = entered(person, kind="resistance", readings=lines, certificate_no="YQ-4").json()
    assert (told["verdict"], told["tested"], told["bad"], told["worst"]) == ("fail", 3, 1, 91.0)
    checks = [
        {"check": "ratio", "place": "1", "value": 1.1, "by_monitor": 1.25},
        {"check": "volume", "place": "1", "value": 30, "by_monitor": 30.3},
        {"check": "delay", "place": "1", "value": 60},
    ]
    told = entered(person, kind="monitor", readings=checks, certificate_no="YQ-5").json()
    assert (told["verdict"], told["tested"], told["bad"]) == ("pass", 3, 0)
    more = [*checks, {"check": "volume", "place": "2", "value": 30, "by_monitor": 30.31}]
    told = entered(person, kind="monitor", readings=more, certificate_no="YQ-6").json()
    assert (told["verdict"], told["tested"], told["bad"]) == ("fail", 4, 1)


@pytest.mark.parametrize(
    "changes",
    [
        {"ullage_l": 100},
        {"ullage_l": None},
        {"next_due": "2020-01-01"},
        {"tested_on": (TODAY + timedelta(days=1)).isoformat()},
        {"kind": "resistance", "readings": [{"place": "1", "flow_l_min": 20, "value": 1}]},
        {"kind": "resistance", "readings": [{"place": "1", "value": 1}]},
        {"kind": "ratio", "readings": [{"place": "1", "value": 1}, {"place": "1", "value": 1}]},
        {"kind": "monitor", "readings": [{"check": "ratio", "value": 1}]},
        {"readings": []},
    ],
)
def test_what_cannot_be_judged_is_refused(city: Database, changes: dict[str, Any]) -> None:
    assert entered(Person("zhiban"), certificate_no="YQ-X", **changes).status_code == 422


def test_who_may_and_who_sees(city: Database) -> None:
    assert entered(Person("shenji"), certificate_no="YQ-9").status_code == 403
    assert entered(Person("zhiban"), certificate_no="YQ-9", station_id="3602999999").status_code == 404
    made = entered(Person("zhiban"), certificate_no="YQ-10").json()
    leping = Person("leping")
    assert leping.see(f"/vapour/station-tests/{made['id']}").status_code == 404
    seen = leping.see("/tables/vapour_tests").json()["items"]
    assert {one["station_id"] for one in seen} <= {LEPING}
