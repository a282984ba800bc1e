"""Joint operations: confirmed by members, approved by somebody else, run and finished; need-to-know."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.conftest import Database
from tests.integration import bureau_office as office
from tests.integration.bureau_office import LEPING, ZHUSHAN, Person
from tests.integration.tables_kit import office_on, page
from youjian.bureau.scope import scoped

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


@pytest.fixture(scope="module")
def city(module_database: Database, django_db_blocker: Any) -> Iterator[Database]:
    with office_on(module_database, django_db_blocker):
        office.furnish(module_database)
        from youjian.bureau.accounts import services

        listed = (("tax", "市税务局"), ("market", "市监局"), ("police", "公安局"))
        services.take_departments([{"code": code, "name": name} for code, name in listed])
        services.take_accounts(
            [
                office._person("jiliang", "inspector", ["3602"]) | {"department": "market"},
                office._person("shuiwu", "tax", ["3602"]) | {"department": "tax"},
                office._person("jingcha", "police", ["3602"]) | {"department": "police"},
                office._person("lingdao", "leader", ["3602"]),
                office._person("zhan", "station", [ZHUSHAN]),
            ]
        )
        office.say(module_database, office.gap(ZHUSHAN))
        while office.publish():
            pass
        yield module_database


@pytest.fixture(scope="module")
def clerk(city: Database) -> Person:
    return Person("jiliang")


@pytest.fixture(scope="module")
def police(city: Database) -> Person:
    return Person("jingcha")


@pytest.fixture(scope="module")
def leader(city: Database) -> Person:
    return Person("lingdao")


def _said(**changes: Any) -> dict[str, Any]:
    begins = datetime.now(UTC) - timedelta(hours=1)
    given = {"title": "打击流动加油车", "purpose": "查处黑加油", "with_departments": ["police"]}
    given |= {"planned_from": begins.isoformat(), "planned_until": (begins + timedelta(days=2)).isoformat()}
    return given | {"stations": [{"station_id": ZHUSHAN, "chosen": "risk"}]} | changes


def planned(person: Person, **changes: Any) -> dict[str, Any]:
    answer = person.send("/joint", _said(**changes))
    assert answer.status_code == 200, answer.content.decode()
    return answer.json()


def did(who: Person, path: str, /, **body: Any) -> dict[str, Any]:
    answer = who.send(path, body)
    assert answer.status_code == 200, answer.content.decode()
    return answer.json()


def running(clerk: Person, police: Person, leader: Person, **changes: Any) -> int:
    number = planned(clerk, **changes)["id"]
    did(clerk, f"/joint/{number}/steps", step="submit")
    did(leader, f"/joint/{number}/steps", step="approve")
    for person in (clerk, police):
        did(person, f"/joint/{number}/answer", takes_part=True, people="甲、乙")
    did(clerk, f"/joint/{number}/steps", step="start")
    return number


def inspected(person: Person, station_id: str = ZHUSHAN) -> int:
    kit = person.see("/inspections/kit").json()
    listed = next(one for one in kit["checklists"] if one["department"] == "police")
    moment = datetime.now(UTC).isoformat()
    said = {"number": str(uuid4()), "station_id": station_id, "checklist": listed["id"], "site_name": "站长"}
    said |= {
        "started_at": moment,
        "ended_at": moment,
        "inspectors": [{"name": "民警"}],
        "conclusion": "clear",
    }
    said |= {"answers": [{"code": item["code"], "answer": "ok"} for item in listed["items"]]}
    said |= {
        "signatures": [{"side": one, "name": "甲", "signed_at": moment} for one in ("inspector", "site")]
    }
    signed = [SimpleUploadedFile("s.png", PNG) for _ in range(2)]
    sent = {"record": json.dumps(said), "signatures": signed}
    answer = person.post("/api/v1/inspections", sent, headers={"X-CSRFToken": person.token})
    assert answer.status_code == 200, answer.content.decode()
    return answer.json()["id"]


def test_an_operation_goes_from_plan_to_report(clerk: Person, police: Person, leader: Person) -> None:
    number = planned(clerk)["id"]
    path = f"/joint/{number}"
    assert clerk.send(f"{path}/steps", {"step": "start"}).status_code == 409
    did(clerk, f"{path}/steps", step="submit")
    assert any("确认参加联合执法" in one["title"] for one in police.see("/workbench").json()["tasks"])
    assert clerk.send(f"{path}/steps", {"step": "approve"}).status_code == 403
    did(leader, f"{path}/steps", step="approve")
    did(clerk, f"{path}/answer", takes_part=True, people="周敏")
    refused = clerk.send(f"{path}/steps", {"step": "start"}).json()
    assert "公安局" in refused["message"]
    assert police.send(f"{path}/answer", {"takes_part": True}).json()["code"] == "people"
    did(police, f"{path}/answer", takes_part=True, people="王警官、李警官")
    assert police.send(f"{path}/steps", {"step": "start"}).status_code == 403
    did(clerk, f"{path}/steps", step="start")
    due = (datetime.now(UTC) + timedelta(hours=3)).isoformat()
    told = did(clerk, f"{path}/tasks", department="police", person="王警官", text="设卡", due_at=due)
    assert (
        police.send(f"{path}/tasks", {"department": "market", "text": "x", "due_at": due}).status_code == 403
    )
    refused = clerk.send(f"{path}/steps", {"step": "finish", "note": "完"}).json()
    assert "未完成的任务" in refused["message"]
    given = {"result": "查扣一辆", "photos": SimpleUploadedFile("a.png", PNG)}
    task = f"/api/v1/joint-tasks/{told['tasks'][0]['id']}/done"
    told = police.post(task, given, headers={"X-CSRFToken": police.token}).json()
    assert told["tasks"][0]["files"][0]["media_type"] == "image/png"
    did(police, f"{path}/records", inspection_id=inspected(police))
    did(police, f"{path}/findings", station_id=ZHUSHAN, text="站外有人兜售")
    did(clerk, f"{path}/leads", kind="mobile", text="罐车夜间加油", place="206国道")
    did(clerk, f"{path}/cases", title="流动加油车案", kind="mobile", department="market")
    told = did(clerk, f"{path}/steps", step="finish", note="查扣流动加油车一辆")
    figures = told["figures"]
    assert (figures["inspected"], figures["records"], figures["findings"]) == (1, 1, 1)
    assert (figures["tasks_done"], figures["leads"], figures["cases"]) == (1, 1, 1)
    assert clerk.see(f"{path}/report.pdf").content.startswith(b"%PDF-")
    assert clerk.send(f"{path}/findings", {"text": "迟到的"}).status_code == 409


def test_who_is_no_member_does_not_learn_that_it_is_there(clerk: Person, leader: Person) -> None:
    number = planned(clerk)["id"]
    tax = Person("shuiwu")
    assert tax.see(f"/joint/{number}").status_code == 404
    assert tax.send(f"/joint/{number}/answer", {"takes_part": True, "people": "x"}).status_code == 404
    assert tax.see(f"/joint/{number}/report.pdf").status_code == 404
    assert all(one["id"] != number for one in page(tax, "joint-operations")["items"])
    assert leader.see(f"/joint/{number}").status_code == 200
    assert Person("zhan").see(f"/joint/{number}").status_code == 403
    assert Person("leping").see(f"/joint/{number}").status_code == 404


def test_row_level_security_knows_the_members(clerk: Person) -> None:
    from django.db import transaction

    from youjian.bureau.joint.models import Operation, OperationStation
    from youjian.bureau.scope import set_scope

    number = planned(clerk)["id"]
    for scope, desk, seen in (("3602", "police", True), ("3602", "tax", False), ("360281", "police", False)):
        with transaction.atomic():
            set_scope((scope,), desk)
            assert Operation.objects.filter(id=number).exists() is seen
            assert OperationStation.objects.filter(operation_id=number).exists() is seen


def test_who_planned_it_does_not_approve_it(city: Database, leader: Person) -> None:
    from youjian.bureau.accounts import services
    from youjian.bureau.accounts.models import Role

    with scoped():
        rights = [*Role.objects.get(code="leader").permissions, "case.manage"]
        Role.objects.create(code="both", name="两权", permissions=rights)
    services.take_accounts([office._person("quanneng", "both", ["3602"]) | {"department": "market"}])
    both = Person("quanneng")
    number = planned(both)["id"]
    did(both, f"/joint/{number}/steps", step="submit")
    assert both.send(f"/joint/{number}/steps", {"step": "approve"}).status_code == 409
    assert did(leader, f"/joint/{number}/steps", step="approve")["status"] == "approved"


def test_a_changed_plan_is_answered_and_approved_anew(clerk: Person, police: Person, leader: Person) -> None:
    number = planned(clerk)["id"]
    did(clerk, f"/joint/{number}/steps", step="submit")
    did(police, f"/joint/{number}/answer", takes_part=True, people="甲")
    did(leader, f"/joint/{number}/steps", step="approve")
    assert _put(clerk, number, _said(title="改动")).status_code == 409
    did(clerk, f"/joint/{number}/steps", step="revise", note="改期")
    told = _put(clerk, number, _said(title="改期后的行动")).json()
    assert [one["confirmed_at"] for one in told["members"]] == [None, None]
    assert told["approved_at"] is None
    assert _put(police, number, _said()).status_code == 403


def _put(person: Person, number: int, body: dict[str, Any]) -> Any:
    headers = {"X-CSRFToken": person.token}
    return person.put(f"/api/v1/joint/{number}", data=body, content_type="application/json", headers=headers)


def test_a_department_that_declines_keeps_it_from_starting(
    clerk: Person, police: Person, leader: Person
) -> None:
    number = planned(clerk)["id"]
    did(clerk, f"/joint/{number}/steps", step="submit")
    did(leader, f"/joint/{number}/steps", step="approve")
    assert police.send(f"/joint/{number}/answer", {"takes_part": False}).json()["code"] == "note"
    did(police, f"/joint/{number}/answer", takes_part=False, note="警力不足")
    did(clerk, f"/joint/{number}/answer", takes_part=True, people="甲")
    assert clerk.send(f"/joint/{number}/steps", {"step": "start"}).status_code == 409
    assert did(clerk, f"/joint/{number}/steps", step="cancel", note="另行安排")["status"] == "cancelled"


def test_what_lies_outside_is_refused(clerk: Person, police: Person, leader: Person) -> None:
    assert clerk.send("/joint", _said(with_departments=[])).json()["code"] == "with_departments"
    assert clerk.send("/joint", _said(with_departments=["x"])).status_code == 422
    backwards = _said(planned_until="2020-01-01T00:00:00Z")
    assert clerk.send("/joint", backwards).json()["code"] == "planned_until"
    assert Person("zhan").send("/joint", _said()).status_code == 403
    number = running(clerk, police, leader)
    other = inspected(clerk, LEPING)
    assert clerk.send(f"/joint/{number}/records", {"inspection_id": other}).status_code == 422
    assert clerk.send(f"/joint/{number}/records", {"inspection_id": 999_999}).status_code == 404
    assert clerk.send(f"/joint/{number}/findings", {"station_id": LEPING, "text": "x"}).status_code == 422
    assert clerk.send(f"/joint/{number}/links", {"kind": "case", "number": 999_999}).status_code == 404


def test_linking_twice_is_linking_once(clerk: Person, police: Person, leader: Person) -> None:
    number = running(clerk, police, leader)
    record = inspected(clerk)
    did(clerk, f"/joint/{number}/records", inspection_id=record)
    told = did(clerk, f"/joint/{number}/records", inspection_id=record)
    assert len(told["records"]) == 1
    assert [one["step"] for one in told["steps"]].count("record") == 1


def test_candidates_come_from_alerts_and_leads(clerk: Person) -> None:
    found = clerk.see("/joint/candidates").json()
    assert [(one["station_id"], one["chosen"]) for one in found] == [(ZHUSHAN, "risk")]
    given = {"source": "other", "kind": "metering", "text": "少给油", "station_id": LEPING}
    assert clerk.post("/api/v1/leads", given, headers={"X-CSRFToken": clerk.token}).status_code == 200
    found = clerk.see("/joint/candidates").json()
    assert (found[0]["station_id"], found[0]["chosen"], found[0]["leads"]) == (LEPING, "lead", 1)


def test_a_task_that_is_due_is_told_once(clerk: Person, police: Person, leader: Person) -> None:
    from youjian.bureau.joint.tasks import remind
    from youjian.bureau.notify.models import Message
    from youjian.bureau.times import now

    number = running(clerk, police, leader)
    due = (now() - timedelta(hours=1)).isoformat()
    task = did(clerk, f"/joint/{number}/tasks", department="police", text="设卡", due_at=due)["tasks"][0]
    assert task["overdue"]
    with scoped():
        remind(now())
        remind(now())
        source = f"joint:{number}:task-due:{task['id']}:True"
        assert Message.objects.filter(source=source).count() == 1
