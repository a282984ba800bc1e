"""Emergencies: told at once, called about, taken by the one table, closed with cause and losses; drills."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.conftest import Database
from tests.integration import bureau_office as office
from tests.integration.bureau_office import LEPING, LEPING_2, ZHUSHAN, Person
from tests.integration.tables_kit import office_on, page
from youjian.bureau.scope import scoped

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


@pytest.fixture(scope="module")
def city(module_database: Database, django_db_blocker: Any) -> Iterator[Database]:
    with office_on(module_database, django_db_blocker):
        office.furnish(module_database)
        from youjian.bureau.accounts import services

        services.take_departments(
            [{"code": "emergency", "name": "应急管理局"}, {"code": "police", "name": "公安局"}]
        )
        services.take_accounts(
            [
                office._person("yingji", "emergency", ["3602"]) | {"department": "emergency"},
                office._person("jingcha", "police", ["3602"]) | {"department": "police"},
                office._person("zhan", "station", [ZHUSHAN]),
            ]
        )
        with module_database.connect("bureau") as conn:
            conn.execute("SELECT set_config('youjian.scope', '*', true)")
            conn.execute(
                "UPDATE ledger.stations SET contact_name = '胡站长', contact_phone = '13900000001' "
                "WHERE station_id = %s",
                (ZHUSHAN,),
            )
        yield module_database


@pytest.fixture(scope="module")
def officer(city: Database) -> Person:
    return Person("yingji")


def reported(person: Person, **changes: Any) -> dict[str, Any]:
    given = {"kind": "fire", "level": "3", "text": "2号加油机起火", "station_id": ZHUSHAN} | changes
    answer = person.send("/incidents", given)
    assert answer.status_code == 200, answer.content.decode()
    return answer.json()


def step(person: Person, number: int, kind: str, **more: Any) -> Any:
    return person.send(f"/incidents/{number}/steps", {"step": kind, **more})


def did(person: Person, number: int, kind: str, **more: Any) -> dict[str, Any]:
    answer = step(person, number, kind, **more)
    assert answer.status_code == 200, answer.content.decode()
    return answer.json()


def told_of(username: str, path: str) -> list[str]:
    from youjian.bureau.notify.models import Delivery

    with scoped():
        found = Delivery.objects.filter(user__username=username, message__path=path, channel__isnull=True)
        return list(found.values_list("message__subject", flat=True))


def test_who_is_concerned_is_told_at_once(officer: Person) -> None:
    """The departments of the kind and everybody who handles emergencies there; no other county."""
    path = f"/incidents/{reported(officer)['id']}"
    for name in ("jingcha", "yingji", "zhiban"):
        assert any("请立即处置" in one for one in told_of(name, path)), name
    assert told_of("leping", path) == []
    spill = f"/incidents/{reported(officer, kind='spill', station_id=LEPING)['id']}"
    assert told_of("jingcha", spill) == []
    assert told_of("leping", spill) != []


def test_the_same_key_again_is_the_same_emergency(officer: Person) -> None:
    key = str(uuid4())
    first = reported(officer, key=key)
    assert reported(officer, key=key, text="又点了一次")["id"] == first["id"]
    assert len(told_of("jingcha", f"/incidents/{first['id']}")) == 1


def test_an_emergency_goes_its_way_to_the_closing_report(officer: Person) -> None:
    number = reported(officer)["id"]
    assert step(officer, number, "control", note="x").status_code == 409
    assert step(officer, number, "respond").json()["code"] == "note"
    did(officer, number, "respond", note="消防到场")
    assert step(officer, number, "report", note="已报").json()["code"] == "to"
    told = did(officer, number, "report", note="起火，无伤亡", to="市政府总值班室")
    assert told["first_report_at"] is not None
    did(officer, number, "control", note="明火扑灭")
    did(officer, number, "flare_up", note="复燃")
    assert did(officer, number, "control", note="再次扑灭")["close_by"] is not None
    assert step(officer, number, "close", note="办结", cause="静电").json()["code"] == "losses"
    closed = did(
        officer, number, "close", note="办结", cause="静电", losses="加油机一台", loss_fen=800_000, injured=1
    )
    assert (closed["status"], closed["loss_fen"], closed["injured"]) == ("closed", 800_000, 1)
    assert [one["step"] for one in closed["next_steps"]] == ["reopen"]
    pdf = officer.see(f"/incidents/{number}/report.pdf")
    assert pdf.content.startswith(b"%PDF-")
    assert [one["step"] for one in closed["steps"]][:3] == ["opened", "respond", "report"]


def test_a_false_alarm_is_taken_back_and_may_come_again(officer: Person) -> None:
    number = reported(officer)["id"]
    assert did(officer, number, "dismiss", note="蒸汽，非烟雾")["status"] == "dismissed"
    assert did(officer, number, "reopen", note="再次冒烟")["status"] == "handling"


def test_the_call_list_begins_with_the_station_and_ticks_who_was_called(officer: Person) -> None:
    county = {"area": "360203", "organisation": "珠山消防大队", "phone": "0798-119119", "position": 1}
    fire = {"area": "3602", "organisation": "市消防支队", "phone": "0798-8110119", "kind": "fire"}
    spill = {"area": "3602", "organisation": "危废处置单位", "phone": "0798-8000000", "kind": "spill"}
    for one in (fire, county, spill):
        assert officer.send("/incidents/contacts", one).status_code == 200
    assert officer.send("/incidents/contacts", county).status_code == 409
    told = reported(officer)
    listed = [(one["source"], one["organisation"]) for one in told["call_list"]]
    assert listed == [("station", "三龙加油站"), ("list", "珠山消防大队"), ("list", "市消防支队")]
    call = {"organisation": "珠山消防大队", "phone": "0798-119119", "answered": True}
    after = officer.send(f"/incidents/{told['id']}/calls", call).json()
    line = after["call_list"][1]
    assert (line["answered"], line["called_by_name"]) == (True, "yingji 某人")
    seen = Person("jingcha").see(f"/incidents/{told['id']}").json()
    assert seen["call_list"][0]["phone"] == "139******01"
    assert seen["may_manage"] is False


def test_a_county_reads_the_citys_call_list_and_changes_only_its_own(officer: Person) -> None:
    wanted = {"area": "3602", "organisation": "市政府总值班室", "phone": "0798-8388000"}
    listed = officer.send("/incidents/contacts", wanted).json()
    number = next(one["id"] for one in listed if one["organisation"] == "市政府总值班室")
    county = Person("leping")
    assert "市政府总值班室" in [one["organisation"] for one in county.see("/incidents/contacts").json()]
    changed = county.put(
        f"/api/v1/incidents/contacts/{number}",
        data=wanted | {"phone": "1"},
        content_type="application/json",
        headers={"X-CSRFToken": county.token},
    )
    assert changed.status_code in (404, 422)
    assert county.remove(f"/incidents/contacts/{number}").status_code == 404
    assert county.send("/incidents/contacts", wanted | {"phone": "0798-1"}).status_code == 404
    assert officer.remove(f"/incidents/contacts/{number}").status_code == 200


def test_who_is_on_duty_stands_on_the_call_list(officer: Person) -> None:
    from youjian.bureau.accounts.models import User
    from youjian.bureau.duty.models import Entry, Roster
    from youjian.bureau.times import now

    with scoped():
        moment = now()
        said = {"region": "3602", "name": "应急值班", "shifts": [], "from_on": moment.date()}
        roster = Roster.objects.create(department_id="emergency", **said)
        Entry.objects.create(
            roster=roster,
            region="3602",
            day=moment.date(),
            shift="d",
            shift_name="白班",
            starts_at=moment - timedelta(hours=1),
            ends_at=moment + timedelta(hours=1),
            person=User.objects.get(username="yingji"),
        )
    told = reported(Person("leping"), station_id=LEPING)
    assert ("duty", "yingji 某人") in [(one["source"], one["person"]) for one in told["call_list"]]


def test_another_county_and_who_may_not_see_nothing(officer: Person) -> None:
    number = reported(officer)["id"]
    assert Person("leping").see(f"/incidents/{number}").status_code == 404
    assert step(Person("leping"), number, "respond", note="x").status_code == 404
    assert Person("zhan").see(f"/incidents/{number}").status_code == 403
    assert step(Person("jingcha"), number, "respond", note="x").status_code == 403
    assert all(one["station_id"] != ZHUSHAN for one in page(Person("leping"), "incidents")["items"])


def test_row_level_security_stands_behind_the_filter(officer: Person) -> None:
    from youjian.bureau.incidents.models import Incident, IncidentCall, IncidentStep

    number = reported(officer)["id"]
    officer.send(f"/incidents/{number}/calls", {"organisation": "x", "phone": "119", "answered": False})
    with scoped(("360281",)):
        assert not Incident.objects.filter(id=number).exists()
        assert not IncidentStep.objects.filter(incident_id=number).exists()
        assert not IncidentCall.objects.filter(incident_id=number).exists()


def test_terms_that_ran_out_are_told_once_and_shown(officer: Person) -> None:
    from youjian.bureau.incidents.models import Incident
    from youjian.bureau.incidents.tasks import remind
    from youjian.bureau.times import now

    number = reported(officer)["id"]
    path = f"/incidents/{number}"
    before = len(told_of("zhiban", path))
    with scoped():
        Incident.objects.filter(id=number).update(respond_by=now() - timedelta(minutes=1))
        remind(now())
        remind(now())
    assert len(told_of("zhiban", path)) == before + 1
    assert officer.see(path).json()["late"] == ["到场处置"]


def test_a_term_is_data_of_the_city(officer: Person) -> None:
    def put(person: Person, path: str, body: dict[str, Any]) -> Any:
        headers = {"X-CSRFToken": person.token}
        return person.put(f"/api/v1{path}", data=body, content_type="application/json", headers=headers)

    told = put(officer, "/incidents/terms/leak/report", {"amount": 20, "source": "市应急预案"}).json()
    line = next(one for one in told["terms"] if (one["kind"], one["what"]) == ("leak", "report"))
    assert (line["amount"], line["unit"], line["source"]) == (20, "分钟", "市应急预案")
    made = reported(officer, kind="leak")
    from youjian.bureau.incidents.models import Incident

    with scoped():
        row = Incident.objects.get(id=made["id"])
        assert row.report_by - row.reported_at == timedelta(minutes=20)
    body = {"amount": 20, "source": "县里的"}
    assert put(Person("leping"), "/incidents/terms/leak/report", body).status_code == 403
    assert put(officer, "/incidents/terms/leak/drill", body).status_code == 404
    listed = put(officer, "/incidents/audience/other", {"departments": ["police"]}).json()["audience"]
    assert [one["code"] for one in listed[-1]["departments"]] == ["police"]
    assert put(officer, "/incidents/audience/other", {"departments": ["x"]}).status_code == 422


def test_photos_are_kept_once_and_a_lead_is_opened_once(officer: Person) -> None:
    number = reported(officer)["id"]
    headers = {"X-CSRFToken": officer.token}
    sent = [
        officer.post(
            f"/api/v1/incidents/{number}/photos",
            {"photos": SimpleUploadedFile("a.png", PNG), "caption": "现场"},
            headers=headers,
        )
        for _ in range(2)
    ]
    told = sent[-1].json()
    assert [one["caption"] for one in told["photos"]] == ["现场"]
    photo = officer.see(f"/incident-photos/{told['photos'][0]['id']}")
    assert photo.content == PNG
    assert Person("leping").see(f"/incident-photos/{told['photos'][0]['id']}").status_code == 404
    told = officer.send(f"/incidents/{number}/lead", {"text": "疑似私接油枪"}).json()
    assert told["lead_code"].startswith("XS-")
    assert officer.send(f"/incidents/{number}/lead", {"text": "再来"}).status_code == 409


def drilled(person: Person, **changes: Any) -> dict[str, Any]:
    given = {"title": "卸油泄漏演练", "kind": "spill", "held_on": "2026-11-01", "scenario": "快接头脱落"}
    given |= {"stations": [LEPING], "participants": [{"department": "emergency", "people": "张三"}]}
    answer = person.send("/drills", given | changes)
    assert answer.status_code == 200, answer.content.decode()
    return answer.json()


def test_a_drill_is_held_and_what_went_badly_waits_on_the_workbench(officer: Person) -> None:
    from youjian.bureau.times import now

    drill = drilled(officer)["id"]
    late = (now() - timedelta(days=2)).date().isoformat()
    measure = {"department": "emergency", "text": "补充吸油毡", "due_on": late}
    result = {"held_on": late, "went_well": "响应及时", "went_badly": "吸油毡不足", "measures": [measure]}
    assert officer.send(f"/drills/{drill}/result", result | {"held_on": "2999-01-01"}).status_code == 422
    told = officer.send(f"/drills/{drill}/result", result).json()
    assert (told["status"], told["measures"][0]["overdue"]) == ("held", True)
    assert officer.send(f"/drills/{drill}/result", result).status_code == 409
    assert any("改进措施" in one["title"] for one in officer.see("/workbench").json()["tasks"])
    path = f"/drill-measures/{told['measures'][0]['id']}/done"
    assert Person("jingcha").send(path, {"result": "x"}).status_code == 403
    assert officer.send(path, {"result": "已购置"}).json()["measures"][0]["done_by_name"] == "yingji 某人"
    assert officer.send(path, {"result": "再来"}).status_code == 409


def test_stations_and_counties_know_their_last_drill(officer: Person) -> None:
    from youjian.bureau.times import now

    day = now().date().isoformat()
    number = drilled(officer, stations=[LEPING_2])["id"]
    officer.send(f"/drills/{number}/result", {"held_on": day, "went_well": "顺利"})
    standing = {one["station_id"]: one["standing"] for one in page(officer, "drill-stations")["items"]}
    assert (standing[LEPING_2], standing[ZHUSHAN]) == ("current", "never")
    counties = {one["region_code"]: one for one in officer.see("/drills/overview").json()["counties"]}
    assert counties["360281"]["last_on"] == day
    assert counties["360203"]["overdue"] == counties["360203"]["stations"] == 1


def test_a_drill_of_two_counties_is_the_citys(officer: Person) -> None:
    told = drilled(officer, stations=[LEPING, ZHUSHAN])
    assert told["area"] == "3602"
    assert Person("leping").see(f"/drills/{told['id']}").status_code == 404
    cancelled = officer.send(f"/drills/{told['id']}/cancel", {"note": "暴雨"}).json()
    assert cancelled["status"] == "cancelled"
    assert (
        Person("leping")
        .send(
            "/drills",
            {
                "title": "外县",
                "kind": "fire",
                "held_on": "2026-11-01",
                "scenario": "x",
                "stations": [ZHUSHAN],
            },
        )
        .status_code
        == 404
    )
