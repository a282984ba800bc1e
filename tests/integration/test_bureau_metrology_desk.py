"""The metering desk: appointments and plan, dispensers accepted, repairs closed, breaches noticed."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.conftest import Database
from tests.integration import bureau_office as office
from tests.integration.bureau_office import LEPING, LEPING_2, ZHUSHAN, Person
from tests.integration.tables_kit import office_on
from tests.integration.test_bureau_metrology import result
from youjian.contract.fields import business_day

TODAY = business_day(datetime.now(UTC))


@pytest.fixture(scope="module")
def city(module_database: Database, django_db_blocker: Any) -> Iterator[Database]:
    """Leping 1 is verified until in 40 days, Leping 2 lapsed, Zhushan never verified."""
    with office_on(module_database, django_db_blocker):
        office.furnish(module_database)
        from youjian.bureau.accounts import services

        services.take_accounts([office._person("zhanzhang", "station", [LEPING])])
        with module_database.connect("owner") as conn:
            for station, until in (
                (LEPING, TODAY + timedelta(days=40)),
                (LEPING_2, TODAY - timedelta(days=3)),
            ):
                conn.execute(
                    "INSERT INTO ledger.verifications (station_id, nozzle_id, verified_on, certificate_no,"
                    " result, error_pct, valid_until) VALUES (%s, 3, %s, 'A1', 'pass', 0.05, %s)",
                    [station, TODAY - timedelta(days=150), until],
                )
        yield module_database


def applied(database: Database, station_id: str) -> date | None:
    with database.connect("owner") as conn:
        return conn.execute(
            "SELECT renewal_applied_on FROM ledger.verifications WHERE station_id = %s", [station_id]
        ).fetchone()[0]  # type: ignore[index]


def plan(**changes: Any) -> dict[str, Any]:
    return {"first_on": TODAY.isoformat(), "weeks": 8, "verifiers": ["王检", "李检"]} | changes


def test_the_plan_spreads_what_is_due_and_leaves_what_is_open(city: Database) -> None:
    person = Person("zhiban")
    shown = person.send("/metrology/plan", plan()).json()
    assert {one["station_id"] for one in shown["visits"]} == {LEPING, LEPING_2, ZHUSHAN}
    for one in shown["visits"]:
        assert one["due_on"] is None or one["planned_on"] < one["due_on"] or one["station_id"] == LEPING_2
    assert person.see("/tables/metrology_appointments").json()["total"] == 0
    asked = Person("jiancha").send("/metrology/appointments", {"station_id": LEPING_2}).json()
    assert (asked["status"], asked["nozzles"], asked["origin"]) == ("requested", [3], "desk")
    person.send("/metrology/plan", plan(dry_run=False))
    rows = person.see("/tables/metrology_appointments").json()["items"]
    assert sorted((row["station_id"], row["status"]) for row in rows) == [
        (ZHUSHAN, "planned"),
        (LEPING, "planned"),
        (LEPING_2, "requested"),
    ]
    assert person.send("/metrology/plan", plan()).json()["visits"] == []
    assert Person("leping").send("/metrology/plan", plan()).status_code == 403


def test_an_application_is_noted_on_the_certificate_that_runs(city: Database) -> None:
    assert applied(city, LEPING_2) == TODAY
    again = Person("jiancha").send("/metrology/appointments", {"station_id": LEPING_2})
    assert again.json()["code"] == "open_already"
    bad = Person("jiancha").send("/metrology/appointments", {"station_id": LEPING, "nozzles": [8]})
    assert bad.json()["code"] == "no_nozzle"
    outside = Person("jiancha").send("/metrology/appointments", {"station_id": ZHUSHAN})
    assert outside.status_code == 404


def test_an_appointment_is_confirmed_and_done_when_its_nozzles_are_verified(city: Database) -> None:
    person = Person("jiancha")
    rows = person.see("/tables/metrology_appointments?status=requested").json()["items"]
    path = f"/metrology/appointments/{rows[0]['id']}/steps"
    assert person.send(path, {"step": "missed"}).json()["code"] == "note"
    assert person.send(path, {"step": "confirm"}).json()["code"] == "day"
    told = person.send(path, {"step": "confirm", "planned_on": TODAY.isoformat(), "verifier": "王检"}).json()
    assert (told["status"], told["verifier"]) == ("confirmed", "王检")
    made = person.send("/metrology/results", result(station_id=LEPING_2, certificate_no="B1", mark_no="M1"))
    assert made.status_code == 200, made.content
    assert person.see("/tables/metrology_appointments?status=done").json()["total"] == 1
    assert person.send(path, {"step": "cancel", "note": "x"}).json()["code"] == "over"


def accepted(**changes: Any) -> dict[str, Any]:
    return {
        "station_id": LEPING,
        "dispenser_id": 2,
        "kind": "new",
        "maker": "正星",
        "model": "CS42",
        "serial_no": "ZX-1",
        "ecqs": True,
        "remote_kit": True,
    } | changes


def dispenser(database: Database, number: int) -> tuple[Any, ...] | None:
    with database.connect("owner") as conn:
        return conn.execute(
            "SELECT serial_no, mainboard_no, ecqs_linked FROM ledger.dispensers"
            " WHERE station_id = %s AND dispenser_id = %s",
            [LEPING, number],
        ).fetchone()


def _settle(person: Person, rule: dict[str, Any]) -> Any:
    token = {"X-CSRFToken": person.token}
    return person.put("/api/v1/metrology/settings", rule, content_type="application/json", headers=token)


def test_a_dispenser_without_ecqs_or_kit_is_refused_in_writing_where_the_city_asks_for_them(
    city: Database,
) -> None:
    person = Person("jiancha")
    rule = {
        "require_ecqs": True,
        "require_remote_kit": True,
        "notice_to": ["市税务局", "市商务局"],
        "source": "郑州市规定第十二条",
    }
    assert _settle(person, rule).status_code == 403
    assert _settle(Person("zhiban"), rule).json() == rule
    refused = person.send("/metrology/acceptances", accepted(ecqs=False, remote_kit=False)).json()
    assert (refused["result"], len(refused["reasons"])) == ("refused", 2)
    assert "不具备e-CQS联网功能；未配远程监管套件" in refused["letter"]
    assert "郑州市规定第十二条" in refused["letter"]
    assert dispenser(city, 2) is None
    assert person.see(f"/metrology/acceptances/{refused['id']}").json() == refused
    taken = person.send("/metrology/acceptances", accepted()).json()
    assert taken["result"] == "accepted"
    assert dispenser(city, 2) == ("ZX-1", None, True)
    assert person.send("/metrology/acceptances", accepted()).json()["code"] == "dispenser_there"
    none = person.send("/metrology/acceptances", accepted(kind="replaced", dispenser_id=9))
    assert none.json()["code"] == "no_dispenser"


def test_a_repair_is_closed_with_the_parts_that_changed(city: Database) -> None:
    from tests.integration.test_bureau_metrology import approved_repair

    number = approved_repair("dispenser:2")
    person = Person("jiancha")
    told = person.send(f"/metrology/repairs/{number}/close", {"work": "更换主板", "mainboard_no": "MB-9"})
    assert told.status_code == 200, told.content
    assert dispenser(city, 2) == ("ZX-1", "MB-9", True)
    again = person.send(f"/metrology/repairs/{number}/close", {"work": "再"})
    assert again.json()["code"] == "closed"
    assert person.send("/metrology/repairs/999/close", {"work": "x"}).status_code == 404
    file = person.see(f"/metrology/stations/{LEPING}/dispensers/2").json()
    titles = [one["title"] for one in file["entries"]]
    assert f"维修结案（停机申报{number}）" in titles
    assert "查验不予验收" in titles
    assert any("MB-9" in one["detail"] for one in file["entries"] if one["kind"] == "register")


def test_only_an_established_breach_whose_handling_began_is_noticed_once(city: Database) -> None:
    person = Person("jiancha")
    passed = person.see("/tables/metrology_results?result=pass").json()["items"][0]["id"]
    wanted = {"handling_no": "乐市监立〔2026〕7号", "handling_on": TODAY.isoformat()}
    refused = person.send("/metrology/notices", wanted | {"result_id": passed})
    assert refused.json()["code"] == "not_established"
    failed = person.send(
        "/metrology/results",
        result(station_id=LEPING, q1=[0.8, 0.82, 0.81], certificate_no="T1", mark_no=""),
    ).json()
    early = wanted | {"result_id": failed["id"], "handling_on": (TODAY - timedelta(days=1)).isoformat()}
    assert person.send("/metrology/notices", early).json()["code"] == "handling_day"
    assert person.send("/metrology/notices", wanted | {"result_id": 999}).status_code == 404
    made = person.send("/metrology/notices", wanted | {"result_id": failed["id"]}).json()
    assert (made["status"], made["recipients"]) == ("prepared", ["市税务局", "市商务局"])
    assert "示值误差+0.810%" in made["text"]
    again = person.send("/metrology/notices", wanted | {"result_id": failed["id"]})
    assert again.json()["code"] == "notice_there"
    waiting = person.see("/workbench").json()["tasks"]
    assert any(task["kind"] == "metrology_notice" for task in waiting)
    sent = person.send(f"/metrology/notices/{made['id']}/send").json()
    assert (sent["status"], sent["sent_by_name"]) == ("sent", "jiancha 某人")
    assert person.send(f"/metrology/notices/{made['id']}/send").json()["code"] == "sent"
    assert Person("leping").send("/metrology/notices", wanted | {"result_id": 1}).status_code == 403


def test_estimates_are_kept_night_by_night_and_the_list_put_in_order(city: Database) -> None:
    from youjian.bureau.metrology.estimating import keep_estimates

    _fitted(city, LEPING, [-0.01, 0.0, 0.0])
    _fitted(city, ZHUSHAN, [0.002, 0.0, 0.0])
    assert keep_estimates() == 2
    assert keep_estimates() == 0
    person = Person("zhiban")
    rows = person.see("/tables/metrology_priority").json()["items"]
    first = rows[0]
    assert (first["rank"], first["station_id"], first["nozzle_id"]) == (1, LEPING, 3)
    assert first["error_pct"] == pytest.approx(1.0101, abs=0.01)
    assert first["short_l"] == pytest.approx(300 * 0.01, rel=0.05)
    told = person.see("/metrology/measured").json()
    assert (told["nozzles"], told["suspected"]) == (6, 1)
    one = person.see(f"/metrology/measured/{LEPING}/3").json()
    assert len(one["points"]) == 1
    assert one["short_fen"] == pytest.approx(225_000 * 0.01, rel=0.05)
    assert Person("jiancha").see(f"/metrology/measured/{ZHUSHAN}/3").status_code == 404


def test_a_visit_is_fed_back_and_the_hit_rate_shows(city: Database) -> None:
    person = Person("jiancha")
    wanted = {"station_id": LEPING, "nozzle_id": 3, "visited_on": TODAY.isoformat(), "error_pct": 0.95}
    told = person.send("/metrology/visits", wanted).json()
    assert (told["visits"], told["short"], told["hit_pct"], told["top20_short"]) == (1, 1, 100.0, 1)
    assert person.send("/metrology/visits", wanted).json()["code"] == "visit_there"
    fine = wanted | {"station_id": LEPING_2, "error_pct": -0.1}
    assert person.send("/metrology/visits", fine).json()["hit_pct"] == 50.0
    rows = person.see("/tables/metrology_visits").json()["items"]
    assert {(row["station_id"], row["outcome"], row["rank"]) for row in rows} == {
        (LEPING, "short", 1),
        (LEPING_2, "fine", None),
    }
    assert Person("zhiban").send("/metrology/visits", wanted).status_code == 403


def _fitted(database: Database, station_id: str, bias: list[float]) -> None:
    """A night's fit of nozzles 3, 4 and 5 of a tank, and ten fuellings of nozzle 3 before it."""
    import numpy as np

    from youjian.bureau.watch import fits
    from youjian.detection.balance.fits import StationFit, TankFit

    mean, cov = np.zeros(8), np.zeros((8, 8))
    mean[1:4], cov[1:4, 1:4] = bias, np.eye(3) * 0.0005**2
    tank = TankFit((1,), (3, 4, 5), "92", 30_000.0, mean, cov, 1.0, 0.0, 20, ())
    night = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    for number in range(10):
        at = night - timedelta(days=2, minutes=number)
        office.fuel(database, station_id, 100 + number, 30_000 * number, at)
    with database.connect("owner") as conn:
        conn.execute(
            "INSERT INTO ledger.fitted_books (station_id, night, rule_set, facts_digest, body)"
            " VALUES (%s, %s, '1', '', %s)",
            [station_id, night, fits.written(StationFit(1, {}, (tank,)))],
        )


def test_the_desk_is_told_in_a_sentence_within_the_scope(city: Database) -> None:
    told = Person("zhiban").see("/metrology").json()
    assert (told["nozzles"], told["failed"], told["valid"], told["never"]) == (3, 1, 1, 1)
    assert told["sentence"].startswith("3把在用油枪：检定有效1把")
    assert Person("leping").see("/metrology").json()["nozzles"] == 2


def test_a_station_asks_for_itself_and_does_not_see_whom_inspectors_will_visit(city: Database) -> None:
    manager = Person("zhanzhang")
    for path in ("/metrology/measured", f"/metrology/measured/{LEPING}/3", "/tables/metrology_priority"):
        assert manager.see(path).status_code == 403
    assert manager.see("/tables/metrology_notices").status_code == 403
    assert manager.see(f"/metrology/stations/{LEPING}/dispensers/1").status_code == 200
    assert manager.send("/metrology/results", result(certificate_no="Z1")).status_code == 403
    person = Person("jiancha")
    for row in person.see(f"/tables/metrology_appointments?station_id={LEPING}").json()["items"]:
        step = {"step": "cancel", "note": "改期"}
        person.send(f"/metrology/appointments/{row['id']}/steps", step)
    told = manager.send("/metrology/appointments", {"station_id": LEPING}).json()
    assert (told["origin"], told["status"]) == ("station", "requested")
    assert manager.send("/metrology/appointments", {"station_id": LEPING_2}).status_code == 404
