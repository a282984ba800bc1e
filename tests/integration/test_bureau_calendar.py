"""The calendar of an installation: notices taken, revised, asked for by several processes."""

import io
from datetime import UTC, date, datetime
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.utils import CaptureQueriesContext

from tests.conftest import Database
from tests.integration.bureau_office import PASSWORD, Person, furnish
from tests.unit.bureau.test_calendar_notice import YEAR_2026


@pytest.fixture
def office(office_database: Database) -> Database:
    from youjian.bureau.accounts import services

    furnish(office_database)
    services.take_accounts(
        [
            {
                "username": "guanli",
                "password": PASSWORD,
                "display_name": "何平",
                "department": "commerce",
                "role": "admin",
                "scope": ["3602"],
            }
        ]
    )
    return office_database


def take(who: Person, text: str = YEAR_2026, **more: Any) -> Any:
    return who.send("/calendar/notices", {"text": text, **more})


def days(who: Person, *rows: tuple[str, str], reason: str = "市政府通知") -> Any:
    listed = [{"day": day, "state": state, "name": "市庆"} for day, state in rows]
    return who.send("/calendar/days", {"rows": listed, "reason": reason})


def upload(who: Person, name: str, data: bytes) -> Any:
    file = SimpleUploadedFile(name, data)
    return who.post("/api/v1/calendar/files", {"file": file}, headers={"X-CSRFToken": who.token})


def state(who: Person, day: str) -> tuple[bool, str]:
    listed = who.see(f"/calendar/{day[:4]}").json()["days"]
    return next((one["working"], one["name"]) for one in listed if one["day"] == day)


def test_before_the_notice_only_weekends_count_and_that_is_said(office: Database) -> None:
    person = Person("zhiban")
    year = person.see("/calendar/2026").json()
    assert (year["known"], year["working_days"], len(year["days"])) == (False, 261, 365)
    assert "只按周末计算" in year["warning"]
    due = person.see("/calendar/due?day=2026-09-30&n=1").json()
    assert (due["due_on"], due["known"]) == ("2026-10-01", False)
    assert "2026" in person.see("/calendar/status").json()["warning"]


def test_a_notice_is_looked_at_and_taken(office: Database) -> None:
    admin = Person("guanli")
    preview = admin.send("/calendar/notices/preview", {"text": YEAR_2026}).json()
    assert (preview["year"], preview["number"]) == (2026, "国办发明电〔2025〕7号")
    assert (len(preview["days"]), len(preview["changes"]), preview["problems"]) == (39, 39, [])
    assert state(admin, "2026-10-01") == (True, ""), "nothing was written"
    taken = take(admin).json()
    assert (taken["known"], taken["working_days"]) == (True, 248)
    assert state(admin, "2026-10-10") == (True, "国庆节")
    assert Person("zhiban").see("/calendar/due?day=2026-09-30&n=5").json() == {
        "due_on": "2026-10-13",
        "due_at": "2026-10-13T16:00:00Z",
        "known": True,
        "warning": "",
    }
    entry = Person("shenji").see("/journal?action=calendar.notice").json()["items"][0]
    assert entry["after"]["number"] == "国办发明电〔2025〕7号"
    assert entry["after"]["changes"]["2026-10-01"] == "rest"


def test_a_notice_with_a_slip_is_not_taken(office: Database) -> None:
    admin = Person("guanli")
    answer = take(admin, YEAR_2026.replace("5月9日（周六）", "5月9日（周日）"))
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_notice")
    assert "2026年5月9日是周六，文中写的是周日" in answer.json()["message"]
    assert not admin.see("/calendar/2026").json()["known"]


def test_a_notice_is_revised_and_the_change_shown(office: Database) -> None:
    admin = Person("guanli")
    take(admin)
    assert take(admin).json()["code"] == "same"
    revised = YEAR_2026.replace("放假，共3天。\n　　四", "放假，共3天。4月11日（周六）上班。\n　　四")
    year = take(admin, revised, reason="通知有更正").json()
    assert [t["reason"] for t in year["takings"]] == ["通知有更正", ""]
    assert year["takings"][0]["changes"] == [
        {"day": "2026-04-11", "name": "清明节", "before": "plain", "after": "work"}
    ]


def test_days_by_hand_and_back(office: Database) -> None:
    admin = Person("guanli")
    take(admin)
    assert days(admin, ("2026-12-01", "rest"), ("2026-10-10", "plain")).status_code == 201
    assert state(admin, "2026-12-01") == (False, "市庆")
    assert state(admin, "2026-10-10") == (False, "")
    assert days(admin, ("2026-12-01", "rest")).json()["code"] == "same"
    assert days(admin, ("2026-12-01", "rest"), ("2026-12-01", "work")).json()["code"] == "twice"
    assert days(admin, ("1999-12-01", "rest")).status_code == 422
    assert days(admin, ("2027-01-04", "rest")).status_code == 201
    assert not admin.see("/calendar/2027").json()["known"], "a single day is no notice"


def test_who_may_not_changes_nothing(office: Database) -> None:
    person = Person("zhiban")
    assert take(person).status_code == 403
    assert days(person, ("2026-12-01", "rest")).status_code == 403
    assert person.see("/calendar/2026").status_code == 200
    assert person.see("/calendar/1066").status_code == 404
    assert person.see("/calendar/due?day=2026-01-01&n=100000").status_code == 422


def test_a_county_does_not_change_the_citys_calendar(office: Database) -> None:
    from youjian.bureau.accounts.models import User

    User.objects.filter(username="guanli").update(scope=["360281"])
    person = Person("guanli")
    assert take(person).status_code == 403
    refused = days(person, ("2026-12-01", "rest"))
    assert refused.status_code == 403
    assert "工作日历是全市共用的" in refused.json()["message"]
    assert state(person, "2026-12-01") == (True, "")


def test_rows_come_from_excel_as_people_write_them(office: Database) -> None:
    admin, book = Person("guanli"), openpyxl.Workbook()
    sheet = book.active
    for row in (
        ["日期", "类型", "名称"],
        ["2026.12.1", "休", "市庆"],
        ["2026年12月6日", "补班", ""],
        ["昨天", "休", ""],
    ):
        sheet.append(row)
    kept = io.BytesIO()
    book.save(kept)
    read = upload(admin, "日历.xlsx", kept.getvalue()).json()
    assert [(row["day"], row["state"]) for row in read["rows"]] == [
        ("2026-12-01", "rest"),
        ("2026-12-06", "work"),
    ]
    assert "第4行" in read["problems"][0]
    template = admin.see("/calendar/template")
    assert template.content[:2] == b"PK"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_a_notices_text_is_read_from_a_file(office: Database, encoding: str) -> None:
    read = upload(Person("guanli"), "通知.txt", YEAR_2026.encode(encoding)).json()
    assert "1月4日（周日）上班" in read["text"]


def test_a_file_that_is_no_file_is_refused(office: Database) -> None:
    for name in ("通知.docx", "表.xlsx"):
        assert upload(Person("guanli"), name, b"PK\x03\x04 nothing").status_code == 422


def test_asking_costs_one_query_and_another_process_is_heard(office: Database) -> None:
    from django.db import connection

    from youjian.bureau.calendar import selectors
    from youjian.bureau.calendar.models import SpecialDay, Taking

    selectors.is_working_day(date(2026, 10, 1))
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert selectors.is_working_day(date(2026, 10, 1))
        assert selectors.add_working_days(date(2026, 9, 30), 200) > date(2027, 1, 1)
    assert len(asked) == 2
    taking = Taking.objects.create(
        at=datetime.now(UTC), year=2026, kind="notice", username="x", display_name="x", changes=[]
    )
    SpecialDay.objects.create(day=date(2026, 10, 1), working=False, name="国庆节", year=2026, taking=taking)
    assert not selectors.is_working_day(date(2026, 10, 1))
    assert selectors.known(2026)


def test_what_was_rolled_back_is_not_remembered(office: Database) -> None:
    from django.db import transaction

    from youjian.bureau.accounts.contracts import SYSTEM
    from youjian.bureau.calendar import selectors, services

    with transaction.atomic():
        services.take_notice(SYSTEM, YEAR_2026, None)
        assert selectors.known(2026)
        transaction.set_rollback(True)
    assert not selectors.known(2026)
    services.take_days(SYSTEM, [_row("2026-12-01")], "别的事")
    assert not selectors.known(2026)
    assert selectors.is_working_day(date(2026, 10, 1))


def test_shipped_years_are_taken_once(office: Database) -> None:
    from youjian.bureau.accounts.contracts import SYSTEM
    from youjian.bureau.calendar import selectors, services

    assert services.take_shipped(SYSTEM) == [2025, 2026]
    assert services.take_shipped(SYSTEM) == []
    assert selectors.due_at(datetime(2026, 2, 13, 4, 0, tzinfo=UTC), 1) == datetime(
        2026, 2, 14, 16, tzinfo=UTC
    )
    assert selectors.years_to_take(date(2026, 10, 31)) == []
    assert selectors.years_to_take(date(2026, 11, 1)) == [2027]


def _row(day: str) -> Any:
    from youjian.bureau.calendar.contracts import DayRow

    return DayRow(day=date.fromisoformat(day), state="rest", name="x")
