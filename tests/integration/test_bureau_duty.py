"""Duty rosters: filled in turn, swapped with a reason, seen by whom they concern; who is on duty when."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.conftest import Database
from tests.integration import bureau_office as office
from tests.integration.bureau_office import Person
from tests.integration.tables_kit import office_on
from youjian.contract.fields import SHANGHAI

TODAY = datetime.now(SHANGHAI).date()
MONDAY = TODAY + timedelta(days=7 - TODAY.weekday())
"""The next Monday: a week that has not begun."""
SHIFTS = [
    {"code": "day", "name": "白班", "begins": "08:30", "ends": "17:30", "days": "working"},
    {"code": "night", "name": "夜班", "begins": "17:30", "ends": "08:30", "days": "working"},
    {"code": "whole", "name": "全天班", "begins": "08:30", "ends": "08:30", "days": "rest"},
]


@pytest.fixture(scope="module")
def office_city(module_database: Database, django_db_blocker: Any) -> Iterator[Database]:
    """The small city with people of two departments and a holiday on the Wednesday of next week."""
    with office_on(module_database, django_db_blocker):
        office.furnish(module_database)
        from youjian.bureau.accounts import services
        from youjian.bureau.accounts.contracts import SYSTEM
        from youjian.bureau.calendar.contracts import DayRow
        from youjian.bureau.calendar.services import take_days

        services.take_departments([{"code": "county", "name": "乐平市商务局"}])
        services.take_accounts(
            [
                *(office._person(name, "duty", ["3602"]) for name in ("lin", "wang", "zhao")),
                office._person("lingdao", "leader", ["3602"]),
                office._person("juzhang", "county_head", ["360281"]) | {"department": "county"},
                office._person("kezhang", "county_head", ["360281"]) | {"department": "county"},
                office._person("waiqu", "duty", ["360203"]),
            ]
        )
        take_days(SYSTEM, [DayRow(day=MONDAY + timedelta(days=2), state="rest", name="假日")], "")
        yield module_database


@pytest.fixture
def city(office_city: Database) -> Iterator[Database]:
    """The same city without rosters."""
    yield office_city
    from youjian.bureau.accounts.models import Delegation
    from youjian.bureau.duty.models import Entry, Roster
    from youjian.bureau.scope import scoped

    with scoped():
        Entry.objects.all().delete()
        Roster.objects.all().delete()
        Delegation.objects.all().delete()


def made(person: Person, **changes: Any) -> int:
    """The number of a roster of the usual shifts."""
    body = {"department": "commerce", "region": "3602", "name": "市级值班", "shifts": SHIFTS}
    answer = person.send("/duty/rosters", {**body, "from_on": MONDAY.isoformat(), **changes})
    assert answer.status_code == 200, answer.content
    return answer.json()["id"]


def filling(days: int = 7, **changes: Any) -> dict[str, Any]:
    """A week of three people."""
    span = {"from_on": MONDAY.isoformat(), "until_on": (MONDAY + timedelta(days=days - 1)).isoformat()}
    return {**span, "people": ["lin", "wang", "zhao"], **changes}


def seen(person: Person, roster: int, days: int = 7) -> dict[str, Any]:
    """A week of a roster."""
    until = MONDAY + timedelta(days=days - 1)
    answer = person.see(f"/duty/rosters/{roster}?first={MONDAY}&last={until}")
    assert answer.status_code == 200, answer.content
    return answer.json()


def slots(shown: dict[str, Any]) -> list[tuple[int, str, str]]:
    """Day of the week, shift and person of every slot."""
    return [
        (number, slot["shift"], slot["person"]["username"] if slot["person"] else slot["state"])
        for number, day in enumerate(shown["days"])
        for slot in day["slots"]
    ]


def at(day: int, clock: str) -> datetime:
    """A moment of next week in Shanghai, in UTC."""
    hour, minute = (int(part) for part in clock.split(":"))
    on = MONDAY + timedelta(days=day)
    return datetime(on.year, on.month, on.day, hour, minute, tzinfo=SHANGHAI).astimezone(UTC)


def on_duty(moment: datetime, department: str = "commerce", region: str = "") -> list[str]:
    """Usernames of who is on duty."""
    from youjian.bureau.accounts.models import User
    from youjian.bureau.duty.selectors import on_duty as asked
    from youjian.bureau.scope import scoped

    with scoped():
        names = dict(User.objects.values_list("pk", "username"))
        return [names[pk] for pk in asked(department, moment, region)]


def test_a_week_is_filled_in_turn_and_days_of_rest_have_a_turn_of_their_own(city: Database) -> None:
    duty = Person("zhiban")
    roster = made(duty)
    gaps = seen(duty, roster)
    assert (gaps["gaps"], gaps["message"]) == (11, "共11个班次，其中11个班次无人值班。")
    looked = duty.send(f"/duty/rosters/{roster}/fill", filling(dry_run=True)).json()
    assert (looked["filled"], looked["gaps"]) == (11, 0)
    assert seen(duty, roster)["gaps"] == 11
    told = duty.send(f"/duty/rosters/{roster}/fill", filling(deputies=["lingdao"])).json()
    assert {c["username"]: (c["working"], c["rest"]) for c in told["counts"]} == {
        "lin": (3, 1), "wang": (3, 1), "zhao": (2, 1),
    }  # fmt: skip
    assert slots(seen(duty, roster)) == [
        (0, "day", "lin"), (0, "night", "wang"), (1, "day", "zhao"), (1, "night", "lin"), (2, "whole", "lin"),
        (3, "day", "wang"), (3, "night", "zhao"), (4, "day", "lin"), (4, "night", "wang"),
        (5, "whole", "wang"), (6, "whole", "zhao"),
    ]  # fmt: skip
    again = duty.send(f"/duty/rosters/{roster}/fill", filling()).json()
    assert (again["filled"], again["kept"]) == (0, 11)


def test_who_is_on_duty_over_midnight_and_on_a_holiday(city: Database) -> None:
    duty = Person("zhiban")
    duty.send(f"/duty/rosters/{made(duty)}/fill", filling(deputies=["lingdao"]))
    assert on_duty(at(0, "08:30")) == ["lin", "lingdao"]
    assert on_duty(at(0, "08:29")) == []
    assert on_duty(at(0, "17:29")) == ["lin", "lingdao"]
    assert on_duty(at(1, "03:00")) == ["wang", "lingdao"]
    assert on_duty(at(2, "12:00")) == ["lin", "lingdao"]
    assert on_duty(at(3, "08:29")) == ["lin", "lingdao"]
    assert on_duty(at(3, "12:00"), "tax") == []


def test_the_narrowest_roster_counts_and_who_acts_for_somebody_is_named(city: Database) -> None:
    from youjian.bureau.accounts.models import Delegation, User

    duty = Person("zhiban")
    duty.send(f"/duty/rosters/{made(duty)}/fill", filling(people=["lin"]))
    county = made(duty, region="360281", name="乐平片区")
    duty.send(f"/duty/rosters/{county}/fill", filling(people=["zhao"]))
    assert on_duty(at(0, "12:00")) == ["lin"]
    assert on_duty(at(0, "12:00"), region="360281") == ["zhao"]
    assert on_duty(at(0, "12:00"), region="3602810001") == ["zhao"]
    assert on_duty(at(0, "12:00"), region="360203") == ["lin"]
    users = {user.username: user for user in User.objects.all()}
    day = MONDAY + timedelta(days=1)
    Delegation.objects.create(
        principal=users["lin"], deputy=users["wang"], from_on=day, until_on=day, reason="出差",
        made_at=datetime.now(UTC), made_by=users["lin"],
    )  # fmt: skip
    assert [on_duty(at(n, "12:00")) for n in (0, 1)] == [["lin"], ["lin", "wang"]]


def test_shifts_change_hands_with_a_reason(city: Database) -> None:
    duty = Person("zhiban")
    roster = made(duty)
    duty.send(f"/duty/rosters/{roster}/fill", filling())
    week = [slot for day in seen(duty, roster)["days"] for slot in day["slots"]]
    swap = {"entry": week[0]["entry_id"], "other": week[2]["entry_id"], "reason": "开会"}
    assert duty.send("/duty/swap", swap).status_code == 204
    after = [slot for day in seen(duty, roster)["days"] for slot in day["slots"]]
    assert [after[n]["person"]["username"] for n in (0, 2)] == ["zhao", "lin"]
    assert after[0]["note"] == "lin 某人→zhao 某人：开会"
    put = {"day": MONDAY.isoformat(), "shift": "night", "person": "lin"}
    answer = duty.send(f"/duty/rosters/{roster}/put", put)
    assert (answer.status_code, answer.json()["message"]) == (422, "请写明调班原因。")
    assert duty.send(f"/duty/rosters/{roster}/put", {**put, "reason": "病假"}).status_code == 204
    assert on_duty(at(0, "20:00")) == ["lin"]
    away = {**put, "person": "", "reason": "取消"}
    assert duty.send(f"/duty/rosters/{roster}/put", away).status_code == 204
    assert seen(duty, roster)["gaps"] == 1


def test_nobody_stands_in_two_places(city: Database) -> None:
    duty = Person("zhiban")
    duty.send(f"/duty/rosters/{made(duty)}/fill", filling(people=["lin"]))
    county = made(duty, region="360281", name="乐平片区")
    told = duty.send(f"/duty/rosters/{county}/fill", filling(days=2, people=["lin"])).json()
    assert (told["filled"], told["gaps"]) == (0, 4)
    body = {"day": MONDAY.isoformat(), "shift": "day", "person": "lin"}
    answer = duty.send(f"/duty/rosters/{county}/put", body)
    assert (answer.status_code, answer.json()["code"]) == (409, "double")


@pytest.mark.parametrize(
    ("who", "why"),
    [
        ("lingdao", "只能作为副班"),
        ("juzhang", "不在该值班表的部门"),
        ("waiqu", "管辖范围不含"),
        ("nobody", "没有人员"),
    ],
)
def test_who_cannot_be_on_duty_is_named(city: Database, who: str, why: str) -> None:
    duty = Person("zhiban")
    answer = duty.send(f"/duty/rosters/{made(duty)}/fill", filling(people=["lin", who]))
    assert (answer.status_code, why in answer.json()["message"]) == (422, True)


def test_who_left_is_shown_and_not_called(city: Database) -> None:
    from youjian.bureau.accounts.models import User

    duty = Person("zhiban")
    roster = made(duty)
    duty.send(f"/duty/rosters/{roster}/fill", filling(people=["wang"]))
    User.objects.filter(username="wang").update(is_active=False)
    try:
        shown = seen(duty, roster)
        assert (shown["absent"], on_duty(at(0, "12:00"))) == (11, [])
        assert shown["days"][0]["slots"][0]["problem"] == "wang 某人已离岗，不能排班。"
        assert "wang" not in [p["username"] for p in duty.see(f"/duty/rosters/{roster}/people").json()]
    finally:
        User.objects.filter(username="wang").update(is_active=True)


def test_a_countys_roster_is_its_own(city: Database) -> None:
    head, duty = Person("juzhang"), Person("zhiban")
    city_roster = made(duty)
    own = made(head, department="county", region="360281", name="乐平值班")
    assert [one["id"] for one in head.see("/duty/rosters").json()["items"]] == [own]
    assert {one["id"] for one in duty.see("/duty/rosters").json()["items"]} == {own, city_roster}
    assert head.see(f"/duty/rosters/{city_roster}?first={MONDAY}&last={MONDAY}").status_code == 404
    assert head.send(f"/duty/rosters/{city_roster}/fill", filling()).status_code == 404
    outside = {"department": "county", "region": "360203", "name": "别县", "shifts": SHIFTS}
    body = {**outside, "from_on": MONDAY.isoformat()}
    answer = head.send("/duty/rosters", body)
    assert (answer.status_code, answer.json()["code"]) == (403, "scope_beyond_own")
    assert Person("leping").send("/duty/rosters", body).status_code == 403


def test_a_roster_is_journaled_and_refuses_shifts_that_cross(city: Database) -> None:
    duty = Person("zhiban")
    roster = made(duty)
    with city.connect("owner") as conn:
        found = conn.execute(
            "SELECT action FROM bureau.journal_journalentry WHERE object = %s", [f"duty:{roster}"]
        ).fetchall()
    assert found == [("duty.roster",)]
    crossed = [SHIFTS[0], {**SHIFTS[1], "begins": "17:00"}]
    body = {"department": "commerce", "region": "3602", "name": "市级值班", "shifts": crossed}
    answer = duty.send("/duty/rosters", {**body, "from_on": date(2026, 1, 1).isoformat()})
    assert (answer.status_code, "重叠" in answer.json()["message"]) == (422, True)
