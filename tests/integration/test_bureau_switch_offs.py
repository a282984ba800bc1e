"""A rule switched off at a station raises no alert there; nothing else is touched. How right rules are."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.conftest import Database
from tests.integration import bureau_office as office
from tests.integration.tables_kit import office_on

ZHUSHAN, LEPING, LEPING_2 = office.STATIONS
GAP, FLOW = "fuelling.totalizer_gap", "fuelling.implausible_flow"


@pytest.fixture(scope="module")
def city(module_database: Database, django_db_blocker: Any) -> Iterator[Database]:
    with office_on(module_database, django_db_blocker):
        office.furnish(module_database)
        yield module_database


def until(days: float) -> str:
    return (datetime.now(UTC) + timedelta(days=days)).isoformat()


def off(person: office.Person, rule: str = GAP, station: str = ZHUSHAN, **changes: Any) -> Any:
    body = {"rule": rule, "station_id": station, "until": until(7), "reason": "更换主板期间"}
    return person.send("/switch-offs", {**body, **changes})


def queued(database: Database) -> list[tuple[str, int]]:
    with database.connect("owner") as conn:
        return conn.execute("SELECT finding_id, revision FROM ledger.finding_queue ORDER BY 1").fetchall()


def emptied(database: Database) -> None:
    with database.connect("owner") as conn:
        conn.execute("DELETE FROM ledger.finding_queue")


def expired(later: timedelta = timedelta(0)) -> int:
    from youjian.bureau.rules import switching
    from youjian.bureau.scope import scoped

    with scoped():
        return switching.expire(datetime.now(UTC) + later)


def test_only_this_rule_at_this_station_is_off(city: Database) -> None:
    from youjian.bureau.rules.selectors import switched_off
    from youjian.bureau.scope import scoped

    duty = office.Person("zhiban")
    made = off(duty).json()
    assert (made["state"], made["station_name"], made["may_end"]) == ("running", "三龙加油站", True)
    with scoped():
        assert switched_off([ZHUSHAN, LEPING], datetime.now(UTC)) == {(GAP, ZHUSHAN)}
        assert switched_off([ZHUSHAN], datetime.now(UTC) + timedelta(days=8)) == set()
    assert [one["id"] for one in duty.see("/switch-offs?running=true").json()] == [made["id"]]
    assert office.Person("leping").see("/switch-offs").json() == []
    assert {one["code"]: one["switched_off"] for one in duty.see("/rules").json()}[GAP] == 1
    listed = duty.see("/tables/switch_offs?state=running").json()["items"]
    assert [(item["rule"], item["station_id"]) for item in listed] == [(GAP, ZHUSHAN)]


def test_what_cannot_be_is_refused(city: Database) -> None:
    duty = office.Person("zhiban")
    off(duty)
    for answer, status, code in (
        (off(duty), 409, "switched_off"),
        (off(duty, rule="no.such"), 422, "unknown_rule"),
        (off(duty, station="3602039999"), 404, "not_found"),
        (off(duty, rule=FLOW, until=until(-1)), 422, "past"),
        (off(duty, rule=FLOW, until=until(91)), 422, "too_long"),
        (off(duty, rule=FLOW, reason="  "), 422, "empty"),
        (off(office.Person("leping"), rule=FLOW), 403, "forbidden"),
        (off(office.Person("jiancha"), rule=FLOW), 404, "not_found"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (status, code), answer.json()


def test_open_findings_are_queued_again_when_it_ends(city: Database) -> None:
    duty = office.Person("zhiban")
    running = duty.see(f"/switch-offs?station_id={ZHUSHAN}&running=true").json()
    number = running[0]["id"] if running else off(duty).json()["id"]
    still, over = office.gap(seq=50), office.gap(seq=51)
    other_rule = office.gap(seq=52, rule=FLOW, finding_id="f" * 32)
    taken_back = office.gap(seq=51, revision=2, status="superseded")
    office.say(city, still, over, taken_back, other_rule, office.gap(LEPING, seq=50))
    emptied(city)
    assert expired() == 0
    assert queued(city) == []
    told = duty.send(f"/switch-offs/{number}/end", {"reason": "更换完成"}).json()
    assert (told["state"], told["end_reason"]) == ("ended", "更换完成")
    assert queued(city) == [(still.finding_id, 1)]
    again = duty.send(f"/switch-offs/{number}/end", {"reason": "再次"})
    assert (again.status_code, again.json()["code"]) == (409, "over")
    emptied(city)
    assert (expired(), queued(city)) == (0, [])


def test_one_that_runs_out_queues_once(city: Database) -> None:
    duty = office.Person("zhiban")
    open_still = office.gap(LEPING, seq=60)
    office.say(city, open_still)
    assert off(duty, station=LEPING, until=until(1)).status_code == 200
    emptied(city)
    assert (expired(), queued(city)) == (0, [])
    assert expired(timedelta(days=2)) == 1
    assert (open_still.finding_id, 1) in queued(city)
    emptied(city)
    assert (expired(timedelta(days=2)), queued(city)) == (0, [])


def test_precision_counts_what_people_decided(city: Database) -> None:
    from youjian.bureau.alerts.models import Alert
    from youjian.bureau.scope import scoped

    found = [office.gap(LEPING_2, seq=n) for n in range(70, 76)]
    office.say(city, *found)
    office.publish()
    outcomes = ["confirmed", "confirmed", "confirmed", "false_alarm", "explained"]
    moment = datetime.now(UTC)
    with scoped():
        alerts = list(Alert.objects.filter(rule=GAP, station_id=LEPING_2).order_by("id"))
        for alert, outcome in zip(alerts, outcomes, strict=False):
            alert.status, alert.outcome, alert.reason = "closed", outcome, "查明"
            alert.signed_at, alert.closed_at = moment, moment
            alert.save()
    duty = office.Person("zhiban")
    told = duty.see("/rule-precision?by=rule&days=30").json()
    line = next(one for one in told["items"] if one["code"] == GAP)
    decided = min(len(alerts), len(outcomes))
    expected = {name: outcomes[:decided].count(name) for name in outcomes}
    assert {name: line[name] for name in expected} == expected
    assert line["raised"] >= len(alerts) > 0
    judged = expected["confirmed"] + expected.get("false_alarm", 0)
    assert line["precision"] == expected["confirmed"] / judged
    assert line["low"] < line["precision"] <= line["high"]
    assert told["station_months"] == 3.0
    elsewhere = duty.see("/rule-precision?by=rule&days=30&region=360203").json()
    assert elsewhere["stations"] == 1
    assert duty.see("/rule-precision.csv?days=30").content.startswith(b"\xef\xbb\xbf")
    assert duty.see("/rule-precision?days=0").status_code == 422
