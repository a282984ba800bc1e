"""The workbench: what waits for a person, when it is due, who is on duty, what changed; few statements."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.conftest import Database
from tests.integration import bureau_office as office
from tests.integration.bureau_office import LEPING, ZHUSHAN, Person, gap
from tests.integration.tables_kit import office_on
from youjian.contract.fields import SHANGHAI


@pytest.fixture(scope="module")
def city(module_database: Database, django_db_blocker: Any) -> Iterator[Database]:
    """The small city with an alert in each county, a downtime that waits and a shift that runs."""
    with office_on(module_database, django_db_blocker):
        office.furnish(module_database)
        from youjian.bureau.accounts import services

        services.take_accounts([office._person("fenguan", "leader", ["3602"])])
        office.say(module_database, gap(ZHUSHAN), gap(LEPING))
        while office.publish():
            pass
        _deadlines()
        _shift()
        begins = datetime.now(UTC) + timedelta(days=1)
        asked = {"station_id": LEPING, "device": "tank:1", "kind": "planned", "reason": "清罐"}
        times = {"starts_at": begins.isoformat(), "ends_at": (begins + timedelta(hours=2)).isoformat()}
        assert Person("zhiban").send("/downtimes", {**asked, **times}).status_code == 200
        yield module_database


def _deadlines() -> None:
    """One alert is overdue, the other is due in an hour."""
    from youjian.bureau.alerts.models import Alert
    from youjian.bureau.scope import scoped

    with scoped():
        hour, moment = timedelta(hours=1), datetime.now(UTC)
        for station, due in ((ZHUSHAN, moment + hour), (LEPING, moment - hour)):
            Alert.objects.filter(station_id=station).update(
                sign_by=due, close_by=due + timedelta(days=5), departments=["commerce"]
            )


def _shift() -> None:
    from youjian.bureau.accounts.models import User
    from youjian.bureau.duty.models import Entry, Roster
    from youjian.bureau.scope import scoped

    with scoped():
        moment = datetime.now(UTC)
        roster = Roster.objects.create(
            department_id="commerce", region="3602", name="市级值班", shifts=[], from_on="2026-01-01"
        )
        Entry.objects.create(
            roster=roster,
            region="3602",
            day=moment.date(),
            shift="day",
            shift_name="白班",
            starts_at=moment - timedelta(hours=8),
            ends_at=moment + timedelta(minutes=30),
            person=User.objects.get(username="zhiban"),
        )


def desk(username: str) -> dict[str, Any]:
    """Somebody's workbench."""
    answer = Person(username).see("/workbench")
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_the_sentence_names_what_waits_and_who_is_on_duty(city: Database) -> None:
    shown = desk("zhiban")
    until = (datetime.now(UTC) + timedelta(minutes=30)).astimezone(SHANGHAI)
    assert shown["sentence"].startswith("您有2条预警待签收，其中1条红色已超期；")
    assert "今日值班：zhiban 某人（白班，至" in shown["sentence"]
    assert shown["duty"]["people"][0]["username"] == "zhiban"
    assert abs(datetime.fromisoformat(shown["duty"]["ends_at"]) - until) < timedelta(minutes=2)
    assert [shift["running"] for shift in shown["my_shifts"]] == [True]


def test_overdue_alerts_come_first_and_are_counted(city: Database) -> None:
    mine = desk("zhiban")["inbox"]
    assert [row["station_id"] for row in mine["items"]] == [LEPING, ZHUSHAN]
    assert (mine["total"], mine["unsigned"], mine["overdue"]) == (2, 2, 1)


def test_tasks_and_deadlines_are_those_of_the_persons_rights(city: Database) -> None:
    assert [task["kind"] for task in desk("zhiban")["tasks"]] == ["handover"]
    leader = desk("fenguan")
    assert [(task["kind"], task["count"]) for task in leader["tasks"]] == [("downtime", 1)]
    assert leader["tasks"][0]["left"].startswith("还剩")
    mine = desk("zhiban")["deadlines"]
    assert [one["kind"] for one in mine] == ["sign", "task", "sign"]
    assert (mine[0]["overdue"], mine[0]["left"][:4]) == (True, "已超期1")


def test_a_county_sees_its_own(city: Database) -> None:
    shown = desk("leping")
    assert [row["station_id"] for row in shown["inbox"]["items"]] == [LEPING]
    assert shown["duty"] is None


def test_who_may_see_nothing_has_a_desk_that_says_so(city: Database) -> None:
    shown = desk("shenji")
    assert (shown["inbox"], shown["tasks"], shown["changes"]) == (None, [], [])
    assert shown["sentence"].startswith("您没有待办事项")


def test_what_changed_since_yesterday_is_counted(city: Database) -> None:
    counted = {change["kind"]: change["count"] for change in desk("zhiban")["changes"]}
    assert counted["opened"] == 2
    assert (counted["came"], "closed" in counted) == (3, False)
