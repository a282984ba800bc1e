"""Cases: moved by the one table, decided by somebody else, seen by those who take part, told in time."""

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


@pytest.fixture(scope="module")
def city(module_database: Database, django_db_blocker: Any) -> Iterator[Database]:
    with office_on(module_database, django_db_blocker):
        office.furnish(module_database)
        from youjian.bureau.accounts import services

        services.take_departments(
            [
                {"code": "tax", "name": "市税务局"},
                {"code": "market", "name": "市监局"},
                {"code": "police", "name": "公安局"},
            ]
        )
        people = [
            office._person("jiliang", "inspector", ["3602"]) | {"department": "market"},
            office._person("jiliang2", "inspector", ["3602"]) | {"department": "market"},
            office._person("shuiwu", "tax", ["3602"]) | {"department": "tax"},
            office._person("jingcha", "police", ["3602"]) | {"department": "police"},
            office._person("lingdao", "leader", ["3602"]),
            office._person("fuzhi", "leader", ["3602"]),
            office._person("zhan", "station", [ZHUSHAN]),
        ]
        services.take_accounts(people)
        office.say(module_database, office.gap(ZHUSHAN), office.gap(LEPING))
        while office.publish():
            pass
        yield module_database


@pytest.fixture(scope="module")
def clerk(city: Database) -> Person:
    return Person("jiliang")


@pytest.fixture(scope="module")
def leader(city: Database) -> Person:
    return Person("lingdao")


def alert_at(station_id: str) -> int:
    from youjian.bureau.alerts.models import Alert

    with scoped():
        return Alert.objects.filter(station_id=station_id).values_list("id", flat=True)[0]


def opened(person: Person, **changes: Any) -> dict[str, Any]:
    given = {"title": "3号枪少加油", "kind": "metering", "station_id": ZHUSHAN, "department": "market"}
    answer = person.send("/cases", given | changes)
    assert answer.status_code == 200, answer.content.decode()
    return answer.json()


def step(person: Person, case_id: int, kind: str, **more: Any) -> Any:
    return person.send(f"/cases/{case_id}/steps", {"step": kind, **more})


def did(person: Person, case_id: int, kind: str, **more: Any) -> dict[str, Any]:
    answer = step(person, case_id, kind, **more)
    assert answer.status_code == 200, answer.content.decode()
    return answer.json()


def investigated(clerk: Person, leader: Person, **changes: Any) -> int:
    number = opened(clerk, **changes)["id"]
    did(leader, number, "file")
    return number


def decided(clerk: Person, leader: Person, number: str) -> int:
    case = investigated(clerk, leader)
    did(clerk, case, "propose", note="示值误差超差，建议责令改正并罚款")
    did(
        leader, case, "decide", note="责令改正并罚款", outcome="penalty", number=number, penalty_fen=2_000_000
    )
    return case


def file_to(person: Person, path: str, field: str = "photos", **more: Any) -> Any:
    given = {field: SimpleUploadedFile("扫描件.png", PNG + more.pop("tail", b"")), **more}
    return person.post(f"/api/v1{path}", data=given, headers={"X-CSRFToken": person.token})


def test_a_case_from_an_alert_knows_its_party_and_the_alert_knows_the_case(clerk: Person) -> None:
    alert = alert_at(ZHUSHAN)
    told = opened(clerk, alerts=[alert])
    assert told["status"] == "filing"
    assert told["due_at"] is not None
    assert told["party_id"].startswith("91")
    assert [one["id"] for one in told["alerts"]] == [alert]
    words = [
        one["text"] for one in Person("zhiban").see(f"/alerts/{alert}").json()["timeline"] if one.get("text")
    ]
    assert any(told["code"] in word for word in words)


def test_an_alert_of_another_station_is_no_part_of_a_case(clerk: Person) -> None:
    given = {"title": "少加油", "kind": "metering", "station_id": ZHUSHAN, "alerts": [alert_at(LEPING)]}
    assert clerk.send("/cases", given).status_code == 404


def test_a_case_without_a_station_has_a_place_and_a_plate(clerk: Person) -> None:
    told = opened(
        clerk,
        station_id=None,
        region="360281",
        kind="mobile",
        title="流动加油车",
        plate="赣H12345",
        place="206国道旁",
    )
    assert (told["area"], told["plate"], told["station_id"]) == ("360281", "赣H12345", None)


def test_a_lead_becomes_part_of_one_case_only(clerk: Person) -> None:
    given = {"source": "other", "kind": "mobile", "text": "罐车给货车加油", "region": "3602"}
    lead = clerk.post("/api/v1/leads", data=given, headers={"X-CSRFToken": clerk.token}).json()["id"]
    told = opened(clerk, station_id=None, region="3602", leads=[lead])
    assert told["leads"][0]["state_name"] == "办理中"
    again = clerk.send("/cases", {"title": "又一次", "kind": "mobile", "region": "3602", "leads": [lead]})
    assert again.status_code == 409
    assert any(told["code"] in one["note"] for one in clerk.see(f"/leads/{lead}").json()["steps"])


def test_every_line_of_the_table_holds(clerk: Person, leader: Person) -> None:
    """From each state the steps that the table does not name are refused; nothing changes by a refusal."""
    from youjian.bureau.cases.transitions import TRANSITIONS

    case = opened(clerk)["id"]
    for line in TRANSITIONS:
        if "filing" in line.before:
            continue
        asked = leader if line.permission != "case.manage" else clerk
        assert step(
            asked, case, line.step, note="理由", outcome="penalty", number="x", department="tax"
        ).status_code in (
            403,
            409,
        ), line.step
    assert clerk.see(f"/cases/{case}").json()["status"] == "filing"


def test_who_opened_a_case_does_not_file_it_and_who_proposed_does_not_decide(
    leader: Person, clerk: Person
) -> None:
    from youjian.bureau.accounts.models import Role, User

    with scoped():
        both = Role.objects.create(
            code="both", name="两权", permissions=["case.see", "case.manage", "case.decide"]
        )
        User.objects.filter(username="fuzhi").update(role=both)
    deputy = Person("fuzhi")
    case = opened(deputy)["id"]
    assert step(deputy, case, "file").status_code == 409
    did(leader, case, "file")
    did(deputy, case, "propose", note="建议责令改正")
    answer = step(deputy, case, "decide", note="改正", outcome="rectified", number="景市监责改〔2026〕9号")
    assert answer.status_code == 409
    assert "他人" in answer.json()["message"]


def test_a_decision_has_a_number_of_its_own_and_sane_dates(clerk: Person, leader: Person) -> None:
    first = decided(clerk, leader, "景市监处罚〔2026〕1号")
    told = clerk.see(f"/cases/{first}").json()
    assert told["decisions"][0]["effective"] is True
    assert told["penalty_fen"] == 2_000_000
    other = investigated(clerk, leader)
    did(clerk, other, "propose", note="同上")
    given = {"note": "罚款", "outcome": "penalty"}
    assert step(leader, other, "decide", **given, number="景市监处罚〔2026〕1号").status_code == 422
    bad = {"decided_on": "2026-11-01", "effective_on": "2026-10-01"}
    assert step(leader, other, "decide", **given, number="景市监处罚〔2026〕2号", **bad).status_code == 422
    assert step(leader, other, "decide", note="", outcome="penalty", number="3").status_code == 422


def test_a_transfer_is_received_and_reported_before_the_case_is_closed(clerk: Person, leader: Person) -> None:
    tax = Person("shuiwu")
    case = investigated(clerk, leader, title="隐匿销售待查", kind="tax")
    assert tax.see(f"/cases/{case}").status_code == 404
    told = did(leader, case, "transfer", note="疑似少申报", department="tax")
    [row] = told["transfers"]
    assert tax.see(f"/cases/{case}").json()["transfers"][0]["may"] == ["receive", "return"]
    assert clerk.send(f"/case-transfers/{row['id']}/receive", {"receipt_no": "R1"}).status_code == 403
    assert step(leader, case, "close", note="已移送", outcome="transferred").status_code == 409
    assert (
        tax.send(f"/case-transfers/{row['id']}/receive", {"receipt_no": "税收〔2026〕7"}).status_code == 200
    )
    assert (
        tax.send(f"/case-transfers/{row['id']}/receive", {"receipt_no": "税收〔2026〕8"}).status_code == 409
    )
    settled = {"result": "补缴税款并加收滞纳金", "tax_fen": 1_234_500, "penalty_fen": 10_000}
    assert tax.send(f"/case-transfers/{row['id']}/settle", settled).json()["tax_fen"] == 1_234_500
    told = did(leader, case, "close", note="移送已办结", outcome="transferred")
    assert told["status"] == "closed"
    assert told["outcome"] == "transferred"
    assert "12,345.00" in told["sentence"]


def test_a_transfer_given_back_goes_on_where_it_came_from(clerk: Person, leader: Person) -> None:
    case = investigated(clerk, leader)
    [row] = did(leader, case, "transfer", note="请公安查处", department="police")["transfers"]
    told = Person("jingcha").send(f"/case-transfers/{row['id']}/return", {"result": "不属于管辖"}).json()
    assert told["status"] == "investigating"
    assert told["transfers"][0]["status"] == "returned"


def test_departments_that_take_no_part_see_nothing_of_a_case(clerk: Person, city: Database) -> None:
    """The office's filter keeps them out, and so does the database by itself."""
    case = opened(clerk)["id"]
    for other in ("shuiwu", "jingcha", "leping"):
        assert Person(other).see(f"/cases/{case}").status_code == 404, other
        listed = Person(other).see(f"/tables/cases?q=&id={case}")
        assert listed.status_code == 200
        assert not [one for one in listed.json()["items"] if one["id"] == case]
    with city.connect("bureau") as conn:
        counted = {}
        for desk in ("tax", "market", "*", "", "tax','market"):
            conn.execute(
                "SELECT set_config('youjian.scope', '3602', true), set_config('youjian.desk', %s, true)",
                [desk],
            )
            row = conn.execute("SELECT count(*) FROM bureau.cases_case WHERE id = %s", [case]).fetchone()
            steps = conn.execute(
                "SELECT count(*) FROM bureau.cases_casestep WHERE case_id = %s", [case]
            ).fetchone()
            counted[desk] = (row[0], steps[0]) if row and steps else None
        assert counted == {"tax": (0, 0), "market": (1, 1), "*": (1, 1), "": (0, 0), "tax','market": (0, 0)}
        conn.execute(
            "SELECT set_config('youjian.scope', '360281', true), set_config('youjian.desk', '*', true)"
        )
        row = conn.execute("SELECT count(*) FROM bureau.cases_case WHERE id = %s", [case]).fetchone()
        assert row
        assert row[0] == 0


def test_a_department_brought_in_sees_the_case_and_does_its_task(clerk: Person, leader: Person) -> None:
    police = Person("jingcha")
    case = investigated(clerk, leader)
    due = (datetime.now(UTC) + timedelta(days=3)).isoformat()
    told = clerk.send(
        f"/cases/{case}/tasks", {"department": "police", "text": "协助封存主板", "due_at": due}
    ).json()
    [task] = told["tasks"]
    assert [one["code"] for one in told["departments"]][-1] == "police"
    did(clerk, case, "propose", note="先行拟处")
    assert step(leader, case, "dismiss", note="不成立", outcome="unfounded").status_code == 409
    assert clerk.send(f"/case-tasks/{task['id']}/done", {"result": "代办"}).status_code == 403
    assert police.send(f"/case-tasks/{task['id']}/done", {"result": "已封存"}).status_code == 200
    assert police.send(f"/case-tasks/{task['id']}/done", {"result": "再次"}).status_code == 409
    assert did(leader, case, "dismiss", note="不成立", outcome="unfounded")["status"] == "closed"
    assert (
        clerk.send(
            f"/cases/{case}/tasks", {"department": "police", "text": "再做", "due_at": due}
        ).status_code
        == 409
    )


def test_a_document_is_drafted_issued_once_served_and_never_changed(clerk: Person, leader: Person) -> None:
    case = investigated(clerk, leader, alerts=[alert_at(ZHUSHAN)])
    told = clerk.send(f"/cases/{case}/documents", {"kind": "rectify_order"}).json()
    [paper] = told["documents"]
    assert "责令" in "".join(paper["body"])
    assert paper["status"] == "draft"
    assert paper["addressee"]
    text = {"title": "责令改正通知书", "addressee": "某公司", "body": ["请于七日内更换主板。"]}
    put = clerk.put(
        f"/api/v1/case-documents/{paper['id']}", data=text, content_type="application/json",
        headers={"X-CSRFToken": clerk.token},
    )  # fmt: skip
    assert put.json()["documents"][0]["body"] == ["请于七日内更换主板。"]
    number = {"number": "景市监责改〔2026〕1号"}
    assert clerk.send(f"/case-documents/{paper['id']}/issue", number).status_code == 403
    issued = leader.send(f"/case-documents/{paper['id']}/issue", number).json()["documents"][0]
    assert issued["status"] == "issued"
    assert len(issued["sha256"]) == 64
    assert leader.send(f"/case-documents/{paper['id']}/issue", number).status_code == 409
    word = clerk.see(f"/case-documents/{paper['id']}/file?form=docx")
    assert word.content[:2] == b"PK"
    assert clerk.see(f"/case-documents/{paper['id']}/file?form=pdf").content[:4] == b"%PDF"
    served = {"served_to": "王经理", "served_how": "direct", "served_at": datetime.now(UTC).isoformat()}
    assert (
        clerk.send(f"/case-documents/{paper['id']}/serve", served).json()["documents"][0]["status"]
        == "served"
    )
    receipt = clerk.send(
        f"/cases/{case}/documents", {"kind": "service_receipt", "of_document": paper["id"]}
    ).json()
    assert "王经理" in "".join(receipt["documents"][1]["body"])
    scan = file_to(clerk, f"/cases/{case}/files", document_id=paper["id"])
    assert scan.json()["documents"][0]["files"][0]["filename"] == "扫描件.png"
    assert clerk.see(f"/case-files/{scan.json()['documents'][0]['files'][0]['id']}").content == PNG


def test_the_station_reads_what_was_served_and_objects(clerk: Person, leader: Person) -> None:
    station = Person("zhan")
    case = investigated(clerk, leader)
    paper = clerk.send(f"/cases/{case}/documents", {"kind": "hearing_notice"}).json()["documents"][0]["id"]
    assert case not in [one["id"] for one in station.see("/portal/cases").json()]
    assert station.see(f"/case-documents/{paper}/file").status_code == 404
    assert station.send(f"/portal/cases/{case}/appeals", {"text": "不服"}).status_code == 404
    leader.send(f"/case-documents/{paper}/issue", {"number": "景市监告〔2026〕5号"})
    served = {"served_to": "站长", "served_how": "direct", "served_at": datetime.now(UTC).isoformat()}
    clerk.send(f"/case-documents/{paper}/serve", served)
    [mine] = [one for one in station.see("/portal/cases").json() if one["id"] == case]
    assert [one["id"] for one in mine["documents"]] == [paper]
    assert mine["may_appeal"]
    assert station.see(f"/case-documents/{paper}/file").status_code == 200
    assert station.see(f"/cases/{case}").status_code == 403
    assert station.send(f"/portal/cases/{case}/appeals", {"text": "我站已自行更换"}).status_code == 200
    told = clerk.see(f"/cases/{case}").json()
    [said] = told["appeals"]
    assert step(leader, case, "dismiss", note="采纳", outcome="unfounded").status_code == 409
    answer = {"result": "upheld", "answer": "采纳，核实无误"}
    assert clerk.send(f"/case-appeals/{said['id']}/answer", answer).status_code == 200
    assert clerk.send(f"/case-appeals/{said['id']}/answer", answer).status_code == 409
    [mine] = [one for one in station.see("/portal/cases").json() if one["id"] == case]
    assert mine["appeals"][0]["result_name"] == "采纳"


def test_supervision_wants_a_report_and_a_reopened_case_takes_its_decision_back(
    clerk: Person, leader: Person
) -> None:
    case = decided(clerk, leader, "景市监处罚〔2026〕20号")
    until = (datetime.now(UTC) + timedelta(days=2)).isoformat()
    assert did(leader, case, "supervise", note="三日内反馈", until=until)["supervised_until"]
    assert did(clerk, case, "report", note="罚款已缴")["supervised_until"] is None
    assert step(clerk, case, "report", note="再报").status_code == 409
    did(clerk, case, "execute", note="罚款已缴清")
    did(leader, case, "close", note="结案", outcome="penalty")
    told = did(leader, case, "reopen", note="发现新情况")
    assert told["status"] == "investigating"
    assert told["decisions"][0]["withdrawn_at"]
    assert told["outcome"] == ""


def test_a_decision_counts_among_the_stations_credit_until_it_is_withdrawn(
    clerk: Person, leader: Person
) -> None:
    from youjian.bureau.credit.models import CreditDecision

    case = decided(clerk, leader, "景市监处罚〔2026〕77号")
    with scoped():
        row = CreditDecision.objects.get(number="景市监处罚〔2026〕77号")
        assert (row.station_id, row.kind, row.annulled_on) == (ZHUSHAN, "fine", None)
    did(clerk, case, "execute", note="已缴")
    did(leader, case, "close", note="结案", outcome="penalty")
    did(leader, case, "reopen", note="有新情况")
    with scoped():
        row.refresh_from_db()
        assert row.annulled_on is not None


def test_cases_of_the_same_company_are_offered_and_related_once(clerk: Person) -> None:
    first, second = opened(clerk)["id"], opened(clerk)["id"]
    assert second in [one["id"] for one in clerk.see(f"/cases/{first}").json()["alike"]]
    for _ in range(2):
        told = clerk.send(f"/cases/{first}/parts", {"related": second, "note": "同一主板"}).json()
    assert [(one["id"], one["text"]) for one in told["related"]] == [(second, "同一主板")]
    assert second not in [one["id"] for one in told["alike"]]


def test_terms_are_told_ahead_and_when_they_are_over_once(clerk: Person, leader: Person) -> None:
    from youjian.bureau.cases.models import Case
    from youjian.bureau.cases.reminding import remind
    from youjian.bureau.notify.models import Message

    case = investigated(clerk, leader)
    with scoped():
        due = Case.objects.get(id=case).due_at
    assert due is not None
    for moment in (due - timedelta(hours=3), due - timedelta(hours=2), due + timedelta(minutes=1)):
        with scoped():
            remind(moment)
    with scoped():
        told = Message.objects.filter(source__startswith=f"case:{case}:due:").values_list("source", flat=True)
    assert len(told) == 3
    assert sum(":True" in one for one in told) == 2


def test_a_term_is_set_for_the_whole_city_and_holds_from_the_next_step(clerk: Person, leader: Person) -> None:
    given = {"working_days": 2, "basis": "市办案规定（试行）"}
    put = leader.put(
        "/api/v1/cases/terms/investigating", data=given, content_type="application/json",
        headers={"X-CSRFToken": leader.token},
    )  # fmt: skip
    assert put.status_code == 200
    case = investigated(clerk, leader)
    told = clerk.see(f"/cases/{case}").json()
    assert datetime.fromisoformat(told["due_at"]) - datetime.now(UTC) < timedelta(days=7)


def test_lists_and_overview_count_what_the_actor_sees(clerk: Person) -> None:
    mine = clerk.see("/cases/overview").json()
    assert mine["open"] >= 1
    assert mine["own"] == "market"
    assert Person("jingcha").see("/cases/overview").json()["open"] < mine["open"]
    assert len(names(page(clerk, "cases"), "title")) > 3
    assert page(clerk, "case_transfers")["items"]
