"""Metering in the office: verifications judged by the edition in force, what the register gets of them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

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


def seal(**changes: Any) -> dict[str, Any]:
    return {
        "station_id": LEPING,
        "dispenser_id": 1,
        "position": "encoder",
        "seal_no": "QF-100",
        "act": "applied",
        "acted_on": (TODAY - timedelta(days=9)).isoformat(),
    } | changes


def sealed(database: Database) -> dict[str, tuple[Any, ...]]:
    with database.connect("owner") as conn:
        rows = conn.execute(
            "SELECT seal_no, position, applied_on, removed_on, removed_reason FROM ledger.seals"
            " WHERE station_id = %s",
            [LEPING],
        ).fetchall()
    return {row[0]: tuple(row[1:]) for row in rows}


def test_a_seal_is_put_on_changed_with_leave_and_found_broken(city: Database) -> None:
    person = Person("jiancha")
    told = person.send("/metrology/seals", seal())
    assert told.status_code == 200, told.content
    assert sealed(city)["QF-100"][0] == "encoder"
    assert told.json()["intact"] is False  # two required positions carry none
    assert person.send("/metrology/seals", seal(seal_no="QF-101")).json()["code"] == "seal_state"
    today = TODAY.isoformat()
    bare = seal(act="removed", acted_on=today)
    assert person.send("/metrology/seals", bare).json()["code"] == "no_leave"
    unknown = bare | {"leave": "authorised_repair", "downtime": 99}
    assert person.send("/metrology/seals", unknown).json()["code"] == "no_repair"
    changed = person.send(
        "/metrology/seals", bare | {"leave": "verification", "new_seal_no": "QF-102"}
    ).json()
    encoder = next(one for one in changed["seals"] if one["position"] == "encoder")
    assert (encoder["seal_no"], encoder["state"]) == ("QF-102", "on")
    assert sealed(city)["QF-100"][2:] == (TODAY, "verification")
    reused = seal(position="mainboard", acted_on=today)
    assert person.send("/metrology/seals", reused).json()["code"] == "seal_state"
    broken = person.send(
        "/metrology/seals", seal(seal_no="QF-102", act="found_broken", acted_on=today, note="铅丝断")
    ).json()
    assert sealed(city)["QF-102"][2:] == (TODAY, "found_broken")
    assert [one["act"] for one in broken["acts"]] == ["found_broken", "applied", "removed", "applied"]
    assert Person("leping").send("/metrology/seals", seal()).status_code == 403


def test_a_seal_comes_off_under_a_repair_approved_for_its_dispenser(city: Database) -> None:
    person, today = Person("jiancha"), TODAY.isoformat()
    person.send("/metrology/seals", seal(position="mainboard", seal_no="QF-200"))
    number = approved_repair("dispenser:1")
    wanted = seal(
        position="mainboard", seal_no="QF-200", act="removed", acted_on=today, leave="authorised_repair"
    )
    assert person.send("/metrology/seals", wanted | {"downtime": number}).status_code == 200
    assert sealed(city)["QF-200"][2:] == (TODAY, "authorised_repair")


def approved_repair(device: str) -> int:
    """The number of a repair that somebody asked for and another approved; it runs."""
    from youjian.bureau.accounts.contracts import SYSTEM
    from youjian.bureau.downtime import services
    from youjian.bureau.downtime.contracts import DowntimeIn
    from youjian.bureau.scope import scoped
    from youjian.bureau.times import now

    with scoped():
        asked = services.request(
            SYSTEM,
            DowntimeIn(
                station_id=LEPING,
                device=device,
                kind="repair",
                starts_at=now() - timedelta(minutes=1),
                ends_at=now() + timedelta(hours=2),
                reason="更换编码器",
            ),
        )
    from dataclasses import replace

    with scoped():
        services.approve(replace(SYSTEM, username="other", display_name="审批人"), asked.id or 0, "")
    return asked.id or 0


def test_positions_are_data(city: Database) -> None:
    wanted = {"code": "printer", "zh": "打印机", "en": "Printer"}
    told = Person("zhiban").send("/metrology/seal-positions", wanted).json()
    assert {"code": "printer", "name": "打印机", "required": False} in told
    assert Person("leping").send("/metrology/seal-positions", wanted).status_code == 403
    person = Person("jiancha")
    answer = person.send("/metrology/seals", seal(position="printer", seal_no="QF-300"))
    assert answer.status_code == 200, answer.content
    assert person.send("/metrology/seals", seal(position="nowhere", seal_no="QF-301")).status_code == 422


def test_a_dispensers_file_tells_all_that_happened(city: Database) -> None:
    at = datetime.now(UTC)
    with city.connect("owner") as conn:
        for code, moment in (("self_lock", at - timedelta(days=30)), ("cover_opened", at)):
            conn.execute(
                "INSERT INTO ledger.device_events (station_id, device, at, code, detail, received_at)"
                " VALUES (%s, 'dispenser:1', %s, %s, '', %s)",
                [LEPING, moment, code, moment],
            )
    told = Person("leping").see(f"/metrology/stations/{LEPING}/dispensers/1").json()
    assert told["sentence"].startswith("各枪检定均在有效期内；")
    [nozzle] = told["nozzles"]
    assert (nozzle["nozzle_id"], nozzle["state"], nozzle["seals_intact"]) == (3, "valid", False)
    events = {one["title"]: one["authorised"] for one in told["entries"] if one["kind"] == "event"}
    assert events == {"加油机自锁": False, "机盖打开": True}
    assert {one["kind"] for one in told["entries"]} >= {"event", "repair", "verification", "seal"}
    outside = f"/metrology/stations/{ZHUSHAN}/dispensers/1"
    assert Person("leping").see(outside).status_code == 404
    assert Person("leping").see(f"/metrology/stations/{LEPING}/dispensers/9").status_code == 404


def test_a_file_of_verifications_is_judged_and_taken_once(city: Database) -> None:
    person = Person("jiancha")
    head = "加油站,枪号,检定日期,证书编号,大流量误差1,大流量误差2,大流量误差3,"
    head += "小流量误差1,小流量误差2,小流量误差3,合格标记\n"
    good = f"{LEPING},3,2026-10-05,F-001,0.10,0.12,0.11,0.05,0.05,0.06,FHG1\n"
    over = f"{LEPING},3,2026-10-06,F-002,0.50,0.52,0.51,0.05,0.05,0.06,\n"
    bad = f"{LEPING},9,2026-10-05,F-003,0.10,0.12,0.11,0.05,0.05,0.06,FHG3\n"

    def bring(text: str) -> dict[str, Any]:
        file = SimpleUploadedFile("检定.csv", text.encode("utf-8-sig"))
        answer = person.post(
            "/api/v1/uploads",
            {"sheet": "nozzle_results", "file": file},
            headers={"X-CSRFToken": person.token},
        )
        assert answer.status_code == 200, answer.content.decode()
        return answer.json()

    assert bring(head + good + bad)["counts"]["bad"] == 1
    told = bring(head + good + over)
    done = person.send(f"/uploads/{told['id']}/commit", {"reason": "导入", "effective_on": None})
    assert done.status_code == 200, done.content.decode()
    rows = person.see("/tables/metrology_results?q=F-00").json()["items"]
    assert {row["certificate_no"]: row["result"] for row in rows} == {"F-001": "pass", "F-002": "fail"}
    assert bring(head + good + over)["counts"]["same"] == 2


def test_what_happened_to_meters_is_listed_with_whether_work_was_approved(city: Database) -> None:
    at = datetime(2026, 10, 1, 2, tzinfo=UTC)
    with city.connect("owner") as conn:
        conn.execute("SET youjian.scope = '*'")
        conn.execute(
            "INSERT INTO ledger.maintenance (station_id, device, starts_at, ends_at, reason, approved_by)"
            " VALUES (%s, 'nozzle:3', %s, %s, '换板', '计量科')",
            [LEPING_2, at - timedelta(hours=1), at + timedelta(hours=1)],
        )
        conn.cursor().executemany(
            "INSERT INTO ledger.device_events (station_id, device, at, code, received_at, test)"
            " VALUES (%s, 'nozzle:3', %s, %s, now(), %s)",
            [
                (LEPING_2, at, "board_id_changed", False),
                (LEPING_2, at + timedelta(days=1), "self_lock", False),
                (LEPING_2, at + timedelta(days=1), "nozzle_disabled", False),
                (LEPING_2, at + timedelta(days=2), "self_lock", True),
                (LEPING_2, at, "power_lost", False),
            ],
        )
    rows = Person("zhiban").see(f"/tables/metrology_events?station_id={LEPING_2}").json()["items"]
    assert sorted((row["code"], row["leave"]) for row in rows) == [
        ("board_id_changed", "approved"),
        ("nozzle_disabled", ""),
        ("self_lock", "none"),
    ]
