"""Metering in the office: verifications judged by the edition in force, what the register gets of them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.conftest import Database
from tests.integration import bureau_office as office
from tests.integration.bureau_office import LEPING, LEPING_2, ZHUSHAN, Person
from tests.integration.tables_kit import office_on
from youjian.contract.fields import business_day

TODAY = business_day(datetime.now(UTC))


@pytest.fixture(scope="module")
def city(module_database: Database, django_db_blocker: Any) -> Iterator[Database]:
    with office_on(module_database, django_db_blocker):
        office.furnish(module_database)
        yield module_database


def result(**changes: Any) -> dict[str, Any]:
    """A verification that is passed under either edition."""
    return {
        "station_id": LEPING,
        "nozzle_id": 3,
        "verified_on": TODAY.isoformat(),
        "q1": [0.05, 0.06, 0.04],
        "q2": [-0.02, 0.0, -0.01],
        "certificate_no": "检2026-001",
        "mark_no": "HG-0001",
    } | changes


def registered(database: Database, station_id: str = LEPING) -> list[tuple[Any, ...]]:
    with database.connect("owner") as conn:
        return conn.execute(
            "SELECT certificate_no, result, error_pct, repeatability_pct, verified_on, valid_until"
            " FROM ledger.verifications WHERE station_id = %s ORDER BY verified_on, certificate_no",
            [station_id],
        ).fetchall()


def test_a_pass_is_kept_and_the_register_holds_its_certificate(city: Database) -> None:
    person = Person("jiancha")
    answer = person.send("/metrology/results", result())
    assert answer.status_code == 200, answer.content
    told = answer.json()
    assert (told["result"], told["edition"], told["error_pct"], told["repeatability_pct"]) == (
        "pass",
        "JJG 443-2023",
        0.05,
        0.02,
    )
    assert told["document_name"] == "检定证书"
    [row] = registered(city)
    assert row[:5] == ("检2026-001", "pass", 0.05, 0.02, TODAY)
    assert row[5].isoformat() == told["valid_until"]
    assert person.see(f"/metrology/results/{told['id']}").json() == told
    again = person.send("/metrology/results", result())
    assert (again.status_code, again.json()["code"]) == (409, "result_there")
    twice = person.send("/metrology/results", result(certificate_no="检2026-002"))
    assert twice.json()["code"] == "result_there"  # the mark was used
    assert len(registered(city)) == 1


def test_a_failure_is_a_notice_and_the_nozzle_stands_failed(city: Database) -> None:
    wanted = result(
        station_id=LEPING_2, q1=[0.41, 0.40, 0.42], certificate_no="通2026-001", mark_no="HG-0002"
    )
    told = Person("jiancha").send("/metrology/results", wanted).json()
    assert (told["result"], told["document_name"], told["mark_no"]) == ("fail", "检定结果通知书", "")
    assert told["faults"] == ["大流量点Q1：示值误差超出最大允许误差"]
    [row] = registered(city, LEPING_2)
    assert (row[1], row[4], row[5]) == ("fail", TODAY, TODAY)


def test_the_edition_in_force_that_day_judges(city: Database) -> None:
    """A range of 0.12 % passes under the edition of 2015 and fails under that of 2023."""
    person = Person("jiancha")
    wide = result(q1=[0.0, 0.12, 0.06], dry_run=True, mark_no="")
    assert person.send("/metrology/results", wide).json()["result"] == "fail"
    last = date(2024, 4, 30).isoformat()
    old = person.send("/metrology/results", wide | {"verified_on": last}).json()
    assert (old["result"], old["edition"], old["valid_until"]) == ("pass", "JJG 443-2015", "2024-10-29")
    assert old["id"] is None
    before = person.send("/metrology/results", wide | {"verified_on": "2014-12-31"})
    assert before.json()["code"] == "no_edition"


def test_a_check_in_use_that_is_passed_renews_nothing(city: Database) -> None:
    before = registered(city)
    wanted = result(kind="in_use", certificate_no="查2026-001", mark_no="")
    told = Person("jiancha").send("/metrology/results", wanted).json()
    assert told["result"] == "pass"
    assert registered(city) == before


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"verified_on": (TODAY + timedelta(days=1)).isoformat()}, "future"),
        ({"q1": [0.1, 0.1]}, "readings"),
        ({"appearance_ok": False}, "defects"),
        ({"valid_until": (TODAY + timedelta(days=400)).isoformat()}, "bad_until"),
        ({"nozzle_id": 77}, "not_found"),
        ({"station_id": ZHUSHAN}, "not_found"),
    ],
)
def test_what_cannot_be_is_refused_and_writes_nothing(
    city: Database, changes: dict[str, Any], code: str
) -> None:
    before = registered(city)
    answer = Person("jiancha").send("/metrology/results", result(certificate_no="x") | changes)
    assert answer.json()["code"] == code
    assert registered(city) == before


def test_who_may_not_verify_is_refused(city: Database) -> None:
    assert Person("zhiban").send("/metrology/results", result(certificate_no="y")).status_code == 403
    assert Person("leping").send("/metrology/results", result(certificate_no="y")).status_code == 403


def test_a_result_is_noted_once(city: Database) -> None:
    from youjian.bureau.journal.models import JournalEntry
    from youjian.bureau.scope import scoped

    with scoped():
        entry = JournalEntry.objects.get(action="metrology.result", station_id=LEPING_2)
        assert entry.after["faults"] == ["error_q1"]
        assert not JournalEntry.objects.filter(action="registry.change").exists()


def test_an_edition_that_judged_results_is_not_rewritten(city: Database) -> None:
    person = Person("zhiban")
    listed = person.see("/metrology/editions").json()
    assert [one["code"] for one in listed] == ["JJG 443-2023", "JJG 443-2015"]
    wanted = {
        "code": "JJG 443-2023",
        "valid_from": "2024-05-01",
        "mpe_pct": 0.5,
        "repeatability_pct": 0.1,
        "source": "试",
    }
    assert person.send("/metrology/editions", wanted).json()["code"] == "edition_used"
    ahead = wanted | {"valid_from": (TODAY + timedelta(days=30)).isoformat(), "code": "JJG 443-2027"}
    assert person.send("/metrology/editions", ahead).json()[0]["code"] == "JJG 443-2027"


def test_the_list_holds_results_within_the_scope(city: Database) -> None:
    rows = Person("leping").see("/tables/metrology_results?result=fail").json()["items"]
    assert [(row["station_id"], row["nozzle_id"]) for row in rows] == [(LEPING_2, 3)]
