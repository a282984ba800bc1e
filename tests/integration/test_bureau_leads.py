"""Leads and work orders: opened once, moved by the table alone, seen within the area, reporters hidden."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.conftest import Database
from tests.integration import bureau_office as office
from tests.integration.bureau_office import LEPING, ZHUSHAN, Person
from tests.integration.tables_kit import names, office_on, page
from youjian.bureau.scope import scoped

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
RECEIVED = datetime(2026, 11, 16, 2, tzinfo=UTC)


@pytest.fixture(scope="module")
def city(module_database: Database, django_db_blocker: Any) -> Iterator[Database]:
    with office_on(module_database, django_db_blocker):
        office.furnish(module_database)
        from youjian.bureau.accounts import services

        people = [
            office._person("shijian", "inspector", ["3602"]),
            office._person("shuiwu", "tax", ["3602"]),
            office._person("zhan", "station", [ZHUSHAN]),
        ]
        services.take_accounts(people)
        yield module_database


def lead(person: Person, **changes: Any) -> dict[str, Any]:
    given = {"source": "other", "kind": "mobile", "text": "有人在路边用罐车给货车加油", "region": "3602"}
    said = {name: value for name, value in (given | changes).items() if value is not None}
    answer = form(person, "/leads", said)
    assert answer.status_code == 200, answer.content.decode()
    return answer.json()


def form(person: Person, path: str, given: dict[str, Any]) -> Any:
    return person.post(f"/api/v1{path}", data=given, headers={"X-CSRFToken": person.token})


def step(person: Person, number: int, kind: str, **more: Any) -> Any:
    return person.send(f"/leads/{number}/steps", {"step": kind, **more})


def order(person: Person, number: str, **changes: Any) -> dict[str, Any]:
    given = {
        "hotline": "12345",
        "number": number,
        "received_at": RECEIVED.isoformat(),
        "kind": "metering",
        "text": "加油时表显跳动，怀疑少给油",
        "station_id": LEPING,
        "nozzle_id": 3,
        "reporter_name": "王小明",
        "reporter_phone": "13800001234",
    }
    answer = person.send("/hotline/orders", given | changes)
    assert answer.status_code == 200, answer.content.decode()
    return answer.json()


def test_a_lead_without_a_station_goes_its_way_to_the_end(city: Database) -> None:
    person = Person("shijian")
    told = lead(person, place="206国道", plate="赣H12345", photos=[SimpleUploadedFile("a.png", PNG)])
    assert (told["status"], told["station_id"], told["area_name"]) == ("new", None, "瓷都市")
    assert [photo["media_type"] for photo in told["photos"]] == ["image/png"]
    shown = person.see(f"/lead-photos/{told['photos'][0]['id']}")
    assert shown.content == PNG
    assert "sandbox" in shown.headers["Content-Security-Policy"]

    assert step(person, told["id"], "close", note="查实").json()["code"] == "not_now"
    assert step(person, told["id"], "accept").json()["status"] == "accepted"
    assert step(person, told["id"], "assign", department="nobody").json()["code"] == "department"
    assigned = step(person, told["id"], "assign", department="commerce").json()
    assert assigned["department"] == "commerce"
    linked = step(person, told["id"], "link", station_id=LEPING, nozzle_id=3).json()
    assert (linked["area"], linked["area_name"]) == (LEPING, "乐平市")
    assert step(person, told["id"], "close", note="查实").json()["code"] == "outcome"
    closed = step(person, told["id"], "close", note="车主已移交", outcome="confirmed").json()
    assert (closed["status"], closed["outcome_name"]) == ("closed", "属实")
    assert closed["next_steps"] == ["note"]
    assert [one["step"] for one in closed["steps"]] == ["opened", "accept", "assign", "link", "close"]
    assert step(person, told["id"], "accept").json()["code"] == "not_now"


def test_a_lead_is_seen_within_its_area_alone(city: Database) -> None:
    whole, county = Person("shijian"), Person("jiancha")
    of_city, of_county = lead(whole), lead(whole, region="360281")
    at_station = lead(whole, region=None, station_id=LEPING, kind="metering")
    for told, status in ((of_city, 404), (of_county, 200), (at_station, 200)):
        assert county.see(f"/leads/{told['id']}").status_code == status
        assert step(county, told["id"], "accept").status_code == status
    assert of_city["id"] not in names(page(county, "leads"), "id")
    assert set(names(page(whole, "leads?region=360281"), "id")) >= {of_county["id"], at_station["id"]}
    assert form(county, "/leads", {"source": "other", "kind": "other", "text": "外县", "region": "360203"}
                ).status_code == 404  # fmt: skip
    assert Person("zhan").see(f"/leads/{of_county['id']}").status_code == 403
    assert Person("leping").send(f"/leads/{of_county['id']}/steps", {"step": "accept"}).status_code == 403


def test_leads_about_the_same_are_merged(city: Database) -> None:
    person = Person("shijian")
    first, second = lead(person), lead(person)
    assert step(person, second["id"], "merge", into=second["id"]).status_code == 404
    merged = step(person, second["id"], "merge", into=first["id"]).json()
    assert (merged["status"], merged["merged_into"]) == ("merged", first["id"])
    assert person.see(f"/leads/{first['id']}").json()["merged"] == [second["id"]]
    third = lead(person)
    assert step(person, third["id"], "merge", into=second["id"]).json()["code"] == "ended"
    assert step(person, third["id"], "reject").json()["code"] == "empty"
    assert step(person, third["id"], "reject", note="重复反映").json()["status"] == "rejected"


def test_what_cannot_be_a_lead_is_refused(city: Database) -> None:
    person = Person("shijian")
    given = {"source": "other", "kind": "other", "text": "x"}
    assert form(person, "/leads", given).json()["code"] == "where"
    assert form(person, "/leads", given | {"region": "3699"}).json()["code"] == "region"
    assert form(person, "/leads", given | {"station_id": LEPING, "nozzle_id": 9}).json()["code"] == "nozzle"
    hostile = SimpleUploadedFile("a.png", b"<script>alert(1)</script>")
    assert (
        form(person, "/leads", given | {"region": "3602", "photos": [hostile]}).json()["code"] == "no_photo"
    )


def test_a_work_order_is_answered_and_its_lead_carries_its_deadline(city: Database) -> None:
    person = Person("jiancha")
    told = order(person, "GD-1")
    assert told["due_at"] == "2026-11-23T16:00:00Z", "five working days after Monday the 16th"
    assert person.send("/hotline/orders", {
        "hotline": "12345", "number": "GD-1", "received_at": RECEIVED.isoformat(), "text": "again"}
    ).json()["code"] == "order_there"  # fmt: skip
    moved = person.send(f"/hotline/orders/{told['id']}/steps", {"step": "lead"}).json()
    assert (moved["status"], moved["lead_code"]) == ("handling", f"XS-{moved['lead_id']:06d}")
    opened = person.see(f"/leads/{moved['lead_id']}").json()
    assert (opened["source"], opened["feedback_by"], opened["nozzle_id"]) == ("hotline", told["due_at"], 3)
    assert "lead" not in moved["next_steps"]
    answer = person.send(f"/hotline/orders/{told['id']}/steps", {"step": "lead"})
    assert answer.json()["code"] == "lead_there"
    later = (RECEIVED + timedelta(days=20)).isoformat()
    extended = person.send(f"/hotline/orders/{told['id']}/steps",
                           {"step": "extend", "due_at": later, "note": "需检定"}).json()  # fmt: skip
    assert extended["due_at"] == "2026-12-06T02:00:00Z"
    assert person.send(f"/hotline/orders/{told['id']}/steps", {"step": "close"}).json()["code"] == "not_now"
    replied = person.send(
        f"/hotline/orders/{told['id']}/steps", {"step": "reply", "note": "已检定，合格"}
    ).json()
    assert (replied["status"], replied["reply"]) == ("replied", "已检定，合格")
    assert person.send(f"/hotline/orders/{told['id']}/steps", {"step": "close"}).json()["status"] == "closed"
    told_of = person.see("/hotline?first=2026-11-01&last=2026-11-30").json()
    assert (told_of["answered"], told_of["on_time_pct"]) == (1, 100.0)


def test_who_reported_is_masked_and_told_for_a_reason_that_is_journaled(city: Database) -> None:
    from youjian.bureau.journal.models import JournalEntry

    person = Person("jiancha")
    told = order(person, "GD-2")
    assert told["reporter"] == {"name": "王**", "phone": "138******34"}
    path = f"/hotline/orders/{told['id']}/reporter"
    assert person.send(path, {"reason": ""}).status_code == 422
    assert person.send(path, {"reason": "回访核实情况"}).json() == {"name": "王小明", "phone": "13800001234"}
    duty = Person("zhiban")
    assert duty.see(f"/hotline/orders/{told['id']}").json()["may_reveal"] is False
    assert duty.send(path, {"reason": "想看看"}).status_code == 403
    with scoped():
        noted = JournalEntry.objects.filter(action="lead.reveal").values_list("username", "object", "after")
        assert list(noted) == [("jiancha", f"work_order:{told['id']}", {"reason": "回访核实情况"})]
        assert not JournalEntry.objects.filter(after__icontains="13800001234").exists()


def test_a_work_order_without_a_place_is_the_citys_until_it_is_linked(city: Database) -> None:
    whole, county = Person("shijian"), Person("jiancha")
    told = order(whole, "GD-3", station_id=None, nozzle_id=None)
    assert county.see(f"/hotline/orders/{told['id']}").status_code == 404
    linked = whole.send(f"/hotline/orders/{told['id']}/steps", {"step": "link", "station_id": LEPING}).json()
    assert linked["station_name"] == "乐平一站"
    seen = county.see(f"/hotline/orders/{told['id']}").json()
    assert (seen["reporter"]["name"], len(seen["steps"])) == ("王**", 2)


def test_terms_are_set_for_the_city_and_count_from_then_on(city: Database) -> None:
    whole, county = Person("shijian"), Person("jiancha")
    wanted = {"working_days": 15, "basis": "市热线办通知"}

    def put(person: Person, path: str) -> Any:
        return person.put(
            f"/api/v1{path}", wanted, content_type="application/json", headers={"X-CSRFToken": person.token}
        )

    assert put(county, "/leads/terms/12315").status_code == 403
    assert put(whole, "/leads/terms/nothing").status_code == 404
    assert put(whole, "/leads/terms/12315").status_code == 200
    told = order(whole, "ZX-1", hotline="12315")
    assert told["due_at"] == "2026-12-07T16:00:00Z"


def test_a_file_of_work_orders_is_taken_once_and_whole(city: Database) -> None:
    person = Person("shijian")
    head = "热线,工单编号,受理时间,办结时限,反映事项,内容,加油站,县区,来电人,联系电话\n"
    good = "12345,F-1,2026-11-17 09:00,2026-11-24 18:00,计量,加油不足,乐平一站,,李四,13900000001\n"
    place = "12315,F-2,2026-11-17 10:00,,价格,标价与收费不一致,,乐平市,,\n"
    bad = "12345,F-3,2026-11-17 10:00,2026-11-10 10:00,价格,时限有误,,乐平市,,\n"
    first = upload(person, head + good + bad)
    assert first["counts"] | {} == {"total": 2, "new": 1, "changed": 0, "same": 0, "bad": 1}
    refused = person.send(f"/uploads/{first['id']}/commit", {"reason": "导入", "effective_on": None})
    assert refused.status_code in {409, 422}
    second = upload(person, head + good + place)
    committed = person.send(f"/uploads/{second['id']}/commit", {"reason": "导入", "effective_on": None})
    assert committed.status_code == 200, committed.content.decode()
    assert set(names(page(person, "work_orders?q=F-"), "number")) == {"F-1", "F-2"}
    third = upload(person, head + good + place)
    assert third["counts"]["same"] == 2
    assert "13900000001" not in person.see(f"/uploads/{third['id']}/rows").content.decode()


def upload(person: Person, text: str) -> dict[str, Any]:
    file = SimpleUploadedFile("工单.csv", text.encode("utf-8-sig"))
    answer = form(person, "/uploads", {"sheet": "work_orders", "file": file})
    assert answer.status_code == 200, answer.content.decode()
    return answer.json()


def test_the_demo_furnishes_its_desks_once(city: Database) -> None:
    from youjian.bureau.hotline.models import WorkOrder, WorkOrderStep
    from youjian.bureau.quality.models import LabReport
    from youjian.commands.demo_desks import furnish_desks

    with scoped():
        WorkOrderStep.objects.all().delete()
        WorkOrder.objects.all().delete()
    moment = datetime.now(UTC)
    furnish_desks(office.STATIONS, moment)
    furnish_desks(office.STATIONS, moment)
    with scoped():
        assert set(WorkOrder.objects.values_list("status", flat=True)) == {"received", "handling", "closed"}
        assert WorkOrder.objects.count() == 4
        assert sorted(LabReport.objects.values_list("result", flat=True)) == ["fail", "pass"]
