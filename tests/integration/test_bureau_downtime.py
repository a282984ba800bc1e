"""Announced downtime: one person asks, another decides, detection keeps to what was decided."""

from datetime import UTC, datetime, timedelta
from typing import Any, LiteralString

import pytest

from tests.conftest import Database
from tests.integration import bureau_office as office

ZHUSHAN, LEPING, _ = office.STATIONS
_Rows = list[tuple[Any, ...]]


@pytest.fixture
def city(office_database: Database) -> Database:
    """The small city with people who ask and people who decide."""
    office.furnish(office_database)
    from youjian.bureau.accounts import services

    services.take_accounts(
        [
            office._person("dangan", "clerk", ["3602"]),
            office._person("fenguan", "leader", ["3602"]),
            office._person("leping_fuze", "county_head", ["360281"]),
        ]
    )
    return office_database


def hour(offset: float) -> datetime:
    """A moment so many hours from now."""
    return datetime.now(UTC).replace(microsecond=0) + timedelta(hours=offset)


def wanted(start: float = 1, end: float = 5, **changes: Any) -> dict[str, Any]:
    """What is announced, hours from now."""
    span = {"starts_at": hour(start).isoformat(), "ends_at": hour(end).isoformat()}
    what = {"station_id": LEPING, "device": "collector", "kind": "power", "reason": "供电公司检修线路"}
    return {**what, **span, **changes}


def rows(database: Database, statement: LiteralString, *parameters: Any) -> _Rows:
    """What the database holds."""
    with database.connect("owner") as conn:
        return conn.execute(statement, parameters).fetchall()


def asked(person: office.Person, **changes: Any) -> int:
    """The number of a request that was just made."""
    answer = person.send("/downtimes", wanted(**changes))
    assert answer.status_code == 200, answer.json()
    return answer.json()["id"]


def test_request_is_approved_by_another_and_becomes_maintenance(city: Database) -> None:
    number = asked(office.Person("dangan"))
    assert rows(city, "SELECT count(*) FROM ledger.maintenance") == [(0,)]
    answer = office.Person("fenguan").send(f"/downtimes/{number}/approve", {"note": "同意"}).json()
    assert (answer["status"], answer["phase"]) == ("approved", "ahead")
    assert [step["step"] for step in answer["steps"]] == ["requested", "approved"]
    assert rows(city, "SELECT station_id, device, reason, approved_by FROM ledger.maintenance") == [
        (LEPING, "collector", f"停电：供电公司检修线路（停机申报{number}）", "fenguan 某人")
    ]
    assert rows(
        city, "SELECT username, source FROM ledger.register_changes WHERE table_name = 'maintenance'"
    ) == [("fenguan", "downtime")]
    assert rows(
        city, "SELECT action FROM bureau.journal_journalentry WHERE action LIKE 'downtime.%%' ORDER BY number"
    ) == [("downtime.request",), ("downtime.approve",)]


def test_nobody_decides_on_their_own_request(city: Database) -> None:
    duty = office.Person("zhiban")
    number = asked(duty)
    for verb in ("approve", "reject"):
        answer = duty.send(f"/downtimes/{number}/{verb}", {"note": "同意"})
        assert (answer.status_code, answer.json()["code"]) == (403, "own_request")
    assert rows(city, "SELECT count(*) FROM ledger.maintenance") == [(0,)]


def test_whole_station_covers_what_falls_silent_and_no_dispenser(city: Database) -> None:
    number = asked(office.Person("dangan"), device="station", kind="closure")
    office.Person("fenguan").send(f"/downtimes/{number}/approve", {})
    assert rows(city, "SELECT device FROM ledger.maintenance ORDER BY device") == [
        ("collector",),
        ("tank:1",),
    ]


def test_late_announcement_is_marked_and_refused_after_a_day(city: Database) -> None:
    clerk = office.Person("dangan")
    late = clerk.send("/downtimes", wanted(-23, 1)).json()
    assert late["late"] is True
    refused = clerk.send("/downtimes", wanted(-25, 1))
    assert (refused.status_code, refused.json()["code"]) == (422, "too_late")
    assert "24小时" in refused.json()["message"]


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"device": "nozzle:9"}, 422, "no_such_device"),
        ({"device": "vapour"}, 422, "no_such_device"),
        ({"device": "nozzle:03"}, 422, "invalid"),
        ({"start": 5, "end": 5}, 422, "bad_span"),
        ({"end": 24 * 400}, 422, "too_long"),
        ({"reason": "   "}, 422, "empty"),
        ({"starts_at": "2026-11-22T10:00:00"}, 422, "no_zone"),
        ({"station_id": "3602819999"}, 404, "not_found"),
    ],
)
def test_refusals_are_specific_in_both_languages(
    city: Database, changes: dict[str, Any], status: int, code: str
) -> None:
    clerk = office.Person("dangan")
    body = wanted(**changes)
    chinese = clerk.send("/downtimes", body)
    assert (chinese.status_code, chinese.json()["code"]) == (status, code), chinese.json()
    clerk.cookies["youjian_lang"] = "en"
    assert clerk.send("/downtimes", body).json()["message"] != chinese.json()["message"]


def test_overlaps_are_told_and_dry_run_writes_nothing(city: Database) -> None:
    clerk = office.Person("dangan")
    number = asked(clerk, device="station")
    told = clerk.send("/downtimes", wanted(2, 8, device="tank:1", dry_run=True)).json()
    assert [(o["id"], o["device_name"]) for o in told["overlaps"]] == [(number, "全站")]
    assert told["id"] is None
    assert rows(city, "SELECT count(*) FROM bureau.downtime_request") == [(1,)]


def test_rejection_needs_a_note_and_leaves_no_maintenance(city: Database) -> None:
    number = asked(office.Person("dangan"))
    head = office.Person("leping_fuze")
    assert head.send(f"/downtimes/{number}/reject", {"note": " "}).status_code == 422
    assert head.send(f"/downtimes/{number}/reject", {"note": "时段不符"}).json()["status"] == "rejected"
    again = head.send(f"/downtimes/{number}/approve", {})
    assert (again.status_code, again.json()["code"]) == (409, "decided")
    assert rows(city, "SELECT count(*) FROM ledger.maintenance") == [(0,)]


def test_only_the_requester_withdraws(city: Database) -> None:
    clerk, duty = office.Person("dangan"), office.Person("zhiban")
    number = asked(clerk)
    assert duty.send(f"/downtimes/{number}/withdraw", {}).json()["code"] == "not_own"
    assert clerk.send(f"/downtimes/{number}/withdraw", {}).json()["status"] == "withdrawn"


def test_early_end_shortens_maintenance_and_keeps_the_plan(city: Database) -> None:
    clerk = office.Person("dangan")
    number = asked(clerk, start=-2, end=6)
    office.Person("fenguan").send(f"/downtimes/{number}/approve", {})
    answer = clerk.send(f"/downtimes/{number}/end", {"note": "已恢复供电"}).json()
    assert answer["phase"] == "over"
    assert answer["planned_ends_at"] > answer["ends_at"]
    [(ends_at,)] = rows(city, "SELECT ends_at FROM ledger.maintenance")
    assert ends_at < hour(0.1)
    assert clerk.send(f"/downtimes/{number}/end", {}).json()["code"] == "not_running"


def test_revoked_approval_takes_maintenance_back_and_history_keeps_it(city: Database) -> None:
    number = asked(office.Person("dangan"))
    leader = office.Person("fenguan")
    leader.send(f"/downtimes/{number}/approve", {})
    answer = leader.send(f"/downtimes/{number}/revoke", {"note": "检修取消"}).json()
    assert answer["status"] == "revoked"
    assert rows(city, "SELECT count(*) FROM ledger.maintenance") == [(0,)]
    assert rows(
        city, "SELECT kind FROM ledger.register_changes WHERE table_name = 'maintenance' ORDER BY id"
    ) == [("added",), ("removed",)]


def test_running_approval_cannot_be_revoked(city: Database) -> None:
    number = asked(office.Person("dangan"), start=-1)
    leader = office.Person("fenguan")
    leader.send(f"/downtimes/{number}/approve", {})
    assert leader.send(f"/downtimes/{number}/revoke", {"note": "误批"}).json()["code"] == "begun"


def test_extension_begins_where_the_other_ends(city: Database) -> None:
    clerk = office.Person("dangan")
    number = asked(clerk)
    assert clerk.send("/downtimes", wanted(5, 9, extends=number)).json()["code"] == "over"
    first = office.Person("fenguan").send(f"/downtimes/{number}/approve", {}).json()
    more = clerk.send("/downtimes", wanted(2, 9, extends=number, device="tank:1")).json()
    assert (more["starts_at"], more["device"], more["extends"]) == (first["ends_at"], "collector", number)
    assert more["overlaps"] == []


def test_another_county_sees_and_decides_nothing(city: Database) -> None:
    number = asked(office.Person("dangan"), station_id=ZHUSHAN)
    head = office.Person("leping_fuze")
    assert head.see(f"/downtimes/{number}").status_code == 404
    assert head.send(f"/downtimes/{number}/approve", {}).status_code == 404
    assert head.see("/downtimes").json()["total"] == 0
    with city.connect("bureau") as conn:
        conn.execute("SELECT set_config('youjian.scope', '360281', false)")
        assert conn.execute("SELECT count(*) FROM bureau.downtime_request").fetchone() == (0,)
        assert conn.execute("SELECT count(*) FROM bureau.downtime_step").fetchone() == (0,)


def test_decision_is_due_at_the_end_of_the_next_working_day(city: Database) -> None:
    from youjian.bureau.downtime.deadlines import decide_by

    friday = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
    assert decide_by(friday) == datetime(2026, 11, 23, 16, 0, tzinfo=UTC)


def test_timeline_tells_each_step_and_the_downtime_itself(city: Database) -> None:
    number = asked(office.Person("dangan"))
    office.Person("fenguan").send(f"/downtimes/{number}/approve", {"note": "同意"})
    items = (
        office.Person("zhiban").see(f"/stations/{LEPING}/timeline?kinds=downtime,maintenance").json()["items"]
    )
    assert [(i["kind"], i["title"], i["actor"]) for i in items] == [
        ("maintenance", "停机开始：采集终端", None),
        ("downtime", "停机申报：批准", "fenguan 某人"),
        ("downtime", "停机申报：申报", "dangan 某人"),
    ]
    assert items[1]["path"] == f"/downtimes?open={number}"
