"""A shift is handed over with a sheet, taken once, and sealed afterwards."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest

from tests.conftest import Database
from tests.integration import bureau_office as office
from tests.integration.bureau_office import LEPING, ZHUSHAN, Person, gap
from tests.integration.tables_kit import names, office_on, page

HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def city(module_database: Database, django_db_blocker: Any) -> Iterator[Database]:
    """The small city with three people who may be on duty and two alerts."""
    with office_on(module_database, django_db_blocker):
        office.furnish(module_database)
        from youjian.bureau.accounts import services

        officers = [office._person(name, "duty", ["3602"]) for name in ("lin", "wang", "zhao")]
        services.take_accounts([*officers, office._person("fenguan", "leader", ["3602"])])
        office.say(module_database, gap(ZHUSHAN), gap(LEPING))
        while office.publish():
            pass
        yield module_database


@pytest.fixture
def shift(city: Database) -> Iterator[int]:
    """Lin's shift, which ends in half an hour; Wang has the next one."""
    from youjian.bureau.accounts.models import User
    from youjian.bureau.duty.models import Entry, Roster
    from youjian.bureau.duty.shifts import USUAL, to_rows
    from youjian.bureau.scope import scoped

    begins = datetime.now(UTC) - 8 * HOUR
    with scoped():
        roster = Roster.objects.create(
            department_id="commerce",
            region="3602",
            name="市级值班",
            shifts=to_rows(USUAL),
            from_on="2026-01-01",
        )
        users = {user.username: user for user in User.objects.all()}
        made = [
            Entry.objects.create(
                roster=roster,
                region="3602",
                day=begins.date(),
                shift=code,
                shift_name=name,
                starts_at=begins + number * 8.5 * HOUR,
                ends_at=begins + (number + 1) * 8.5 * HOUR,
                person=users[who],
            )
            for number, (code, name, who) in enumerate((("day", "白班", "lin"), ("night", "夜班", "wang")))
        ]
    yield made[0].pk
    with city.connect("owner") as conn:
        conn.execute("TRUNCATE bureau.duty_roster CASCADE")


def counts(shown: dict[str, Any]) -> dict[str, int]:
    """How many lines each part of a sheet has."""
    return {section["kind"]: section["count"] for section in shown["sections"]}


def test_a_sheet_goes_from_shift_to_shift(shift: int, city: Database) -> None:
    lin, wang = Person("lin"), Person("wang")
    before = lin.see(f"/duty/handovers/{shift}").json()
    assert (before["status"], before["may"], before["next_people"]) == ("missing", ["offer"], ["wang 某人"])
    assert (counts(before)["opened"], counts(before)["open"]) == (2, 2)
    offered = lin.send(f"/duty/handovers/{shift}/offer", {"remarks": "平稳", "watch": "留意三龙站"}).json()
    assert (offered["status"], offered["may"]) == ("offered", [])
    assert wang.see(f"/duty/handovers/{shift}").json()["may"] == ["take", "return"]
    back = wang.send(f"/duty/handovers/{shift}/return", {"note": "三龙站联系了谁？"}).json()
    assert back["status"] == "returned"
    again = lin.send(f"/duty/handovers/{shift}/offer", {"remarks": "已联系站长", "watch": "留意三龙站"})
    assert again.status_code == 200
    taken = wang.send(f"/duty/handovers/{shift}/take", {"note": "已知悉"}).json()
    assert (taken["status"], taken["taken_by_name"], taken["may"]) == ("taken", "wang 某人", [])
    assert [step["step"] for step in taken["steps"]] == ["offered", "returned", "offered_again", "taken"]
    assert page(wang, "handovers")["items"][0]["status"] == "taken"
    with city.connect("owner") as conn:
        noted = conn.execute(
            "SELECT action FROM bureau.journal_journalentry WHERE object = %s ORDER BY number",
            [f"handover:{shift}"],
        ).fetchall()
    assert [row[0] for row in noted] == [
        "handover.offer", "handover.return", "handover.offer", "handover.take",
    ]  # fmt: skip


def test_only_who_is_on_the_shift_gives_and_only_the_next_takes(shift: int) -> None:
    lin, wang, zhao = Person("lin"), Person("wang"), Person("zhao")
    refused = zhao.send(f"/duty/handovers/{shift}/offer")
    assert (refused.status_code, refused.json()["code"]) == (403, "not_on_shift")
    assert wang.send(f"/duty/handovers/{shift}/take").json()["code"] == "state"
    lin.send(f"/duty/handovers/{shift}/offer")
    assert zhao.send(f"/duty/handovers/{shift}/take").json()["code"] == "not_next"
    assert lin.send(f"/duty/handovers/{shift}/take").status_code == 403
    answer = wang.send(f"/duty/handovers/{shift}/return", {"note": "  "})
    assert (answer.status_code, answer.json()["code"]) == (422, "empty")
    assert Person("leping").see(f"/duty/handovers/{shift}").status_code == 404


def test_a_sheet_is_taken_once_when_two_try_at_the_same_time(shift: int) -> None:
    from django.db import connections

    Person("lin").send(f"/duty/handovers/{shift}/offer")
    people = [Person("wang") for _ in range(3)]

    def take(person: Person) -> int:
        try:
            return person.send(f"/duty/handovers/{shift}/take").status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(3) as pool:
        assert sorted(pool.map(take, people)) == [200, 409, 409]


def test_a_taken_sheet_is_sealed(shift: int, city: Database) -> None:
    from youjian.bureau.duty.handing import digest
    from youjian.bureau.duty.models import Handover
    from youjian.bureau.scope import scoped

    lin = Person("lin")
    lin.send(f"/duty/handovers/{shift}/offer", {"remarks": "平稳"})
    before = Person("wang").send(f"/duty/handovers/{shift}/take").json()
    assert lin.send(f"/duty/handovers/{shift}/offer", {"remarks": "改口"}).status_code == 409
    for statement in (
        b"UPDATE bureau.duty_handover SET remarks = 'x'",
        b"DELETE FROM bureau.duty_handover",
        b"UPDATE bureau.duty_handoverstep SET note = 'x'",
    ):
        with pytest.raises(psycopg.errors.RaiseException), city.connect("owner") as conn:
            conn.execute(statement)
    office.say(city, gap(ZHUSHAN, seq=77))
    while office.publish():
        pass
    assert lin.see(f"/duty/handovers/{shift}").json()["sections"] == before["sections"]
    with scoped():
        row = Handover.objects.get(entry_id=shift)
        assert row.digest == digest(row) == before["digest"]


def test_alerts_that_wait_for_the_leaver_pass_to_the_taker(shift: int) -> None:
    from youjian.bureau.accounts.models import User
    from youjian.bureau.alerts.models import Alert
    from youjian.bureau.scope import scoped

    with scoped():
        lin, wang = (User.objects.get(username=name) for name in ("lin", "wang"))
        first = Alert.objects.order_by("id")[0].pk
        Alert.objects.filter(pk=first).update(assigned_to=lin, assigned_at=datetime.now(UTC))
    Person("lin").send(f"/duty/handovers/{shift}/offer")
    taken = Person("wang").send(f"/duty/handovers/{shift}/take")
    assert (taken.status_code, taken.json()["passed"]) == (200, [first])
    with scoped():
        assert Alert.objects.get(pk=first).assigned_to_id == wang.pk


def test_who_should_act_is_told_once(shift: int) -> None:
    from youjian.bureau.duty.models import Entry
    from youjian.bureau.duty.telling import remind
    from youjian.bureau.scope import scoped

    def told() -> list[tuple[str, str]]:
        from youjian.bureau.notify.models import Delivery

        mine = Delivery.objects.filter(message__path=f"/duty/handovers/{shift}", channel__isnull=True)
        listed = mine.order_by("id").values_list("user__username", "message__subject")
        return [(name, subject[:4]) for name, subject in listed]

    Person("lin").send(f"/duty/handovers/{shift}/offer")
    Person("wang").send(f"/duty/handovers/{shift}/return", {"note": "还差一条"})
    with scoped():
        assert told() == [("wang", "请接班："), ("lin", "交班被退")]
        ends_at = Entry.objects.get(pk=shift).ends_at
        assert [remind(ends_at + n * HOUR) for n in (0, 1, 2)] == [0, 1, 0]
        assert [name for name, _ in told()] == ["wang", "lin", "lin"]


def test_a_leader_who_takes_over_leaves_signing_to_the_department(shift: int) -> None:
    from youjian.bureau.accounts.models import User
    from youjian.bureau.alerts.models import Alert
    from youjian.bureau.duty.models import Entry
    from youjian.bureau.scope import scoped

    with scoped():
        users = {user.username: user for user in User.objects.all()}
        Entry.objects.filter(person=users["wang"]).update(deputy=users["fenguan"])
        last = Alert.objects.filter(status="open").order_by("-id")[0].pk
        Alert.objects.filter(pk=last).update(assigned_to=users["lin"], assigned_at=datetime.now(UTC))
    Person("lin").send(f"/duty/handovers/{shift}/offer")
    taken = Person("fenguan").send(f"/duty/handovers/{shift}/take")
    assert (taken.status_code, taken.json()["passed"]) == (200, [last])
    with scoped():
        row = Alert.objects.get(pk=last)
        assert (row.assigned_to_id, row.departments[0]) == (None, "commerce")


def test_a_shift_that_nobody_handed_over_is_shown(shift: int) -> None:
    found = page(Person("zhiban"), "handovers?status=missing")
    assert names(found, "id") == [shift]
    assert page(Person("leping"), "handovers")["items"] == []
