"""Bulletins made from figures and issued by another person; notices answered by their receivers."""

import io
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from docx import Document

from tests.conftest import Database
from tests.integration import bureau_office as office
from tests.integration.bureau_office import LEPING, ZHUSHAN, Person
from tests.integration.tables_kit import names, office_on, page
from youjian.bureau.scope import scoped


@pytest.fixture(scope="module")
def city(module_database: Database, django_db_blocker: Any) -> Iterator[Database]:
    with office_on(module_database, django_db_blocker):
        office.furnish(module_database)
        from youjian.bureau.accounts import services

        services.take_departments([{"code": "ecology", "name": "市生态环境局"}])
        services.take_accounts(
            [
                office._person("lingdao", "leader", ["3602"]),
                office._person("xianqu", "liaison", ["360281"]),
                office._person("huanbao", "ecology", ["3602"]) | {"department": "ecology"},
                office._person("zhan", "station", [ZHUSHAN]),
            ]
        )
        raised()
        yield module_database


def raised() -> None:
    """Four alerts of Leping: closed in time after 2 h, closed late after 6 h, past its deadline, fresh."""
    from youjian.bureau.alerts.models import Alert
    from youjian.bureau.times import now

    moment = now()
    ways = ((2, 3, "closed"), (6, 3, "closed"), (0, -1, "open"), (0, 48, "open"))
    with scoped():
        for took, allowed, status in ways:
            opened = moment - timedelta(minutes=1) if not took else moment - timedelta(hours=took)
            closed = {"closed_at": moment, "outcome": "confirmed", "reason": "已核实"} if took else {}
            Alert.objects.create(
                fingerprint=uuid4().hex, cause="x", finding_id=uuid4().hex, revision=1, finding_status="open",
                station_id=LEPING, rule="meter.gap", subject="nozzle:3", severity="high", verdict="deviation",
                colour="red", rank=1, message="泵码不符", unit="L", started_at=opened, detected_at=opened,
                opened_at=opened, measured_at=opened, departments=["ecology"], status=status,
                close_by=opened + timedelta(hours=allowed) if allowed > 0 else moment - timedelta(seconds=30),
                **closed,
            )  # fmt: skip


@pytest.fixture(scope="module")
def desk(city: Database) -> Person:
    return Person("zhiban")


@pytest.fixture(scope="module")
def leader(city: Database) -> Person:
    return Person("lingdao")


def did(answer: Any) -> Any:
    assert answer.status_code == 200, answer.content.decode()
    return answer.json()


def drafted(person: Person, kind: str = "month", area: str = "360281") -> dict[str, Any]:
    from youjian.bureau.bulletins.selectors import today

    return did(person.send("/bulletins", {"kind": kind, "area": area, "first": str(today())}))


def put(person: Person, path: str, body: dict[str, Any]) -> Any:
    return person.put(
        f"/api/v1{path}", body, content_type="application/json", headers={"X-CSRFToken": person.token}
    )


def test_a_bulletin_is_prefilled_edited_and_issued_by_another_person(desk: Person, leader: Person) -> None:
    made = drafted(desk, "month", "3602")
    ecology = next(row for row in made["tables"][0]["rows"] if row[0] == "市生态环境局")
    assert ecology == ["市生态环境局", "4", "2", "50.0%", "4.0", "1"]
    assert (
        "办结2件，其中按时办结1件（50.0%），办结用时中位数4.0小时；期末超期未办1件"
        in made["sections"][0]["text"]
    )
    path = f"/bulletins/{made['id']}"
    wanted = {name: made[name] for name in ("version", "title", "addressee", "attachments")}
    wanted |= {"sections": [*made["sections"], {"heading": "四、其他", "text": "=1+1\n<script>"}]}
    edited = did(put(desk, path, wanted))
    assert put(desk, path, wanted).status_code == 409
    number = {"version": edited["version"], "number": "景油通〔2026〕1号", "departments": ["ecology"]}
    assert desk.send(f"{path}/issue", number).status_code == 403
    assert Person("huanbao").see(path).status_code == 404  # a draft is nobody else's
    issued = did(leader.send(f"{path}/issue", number))
    assert (issued["status"], issued["departments"]) == ("issued", ["市生态环境局"])
    assert put(desk, path, wanted | {"version": edited["version"]}).status_code == 409
    assert did(Person("huanbao").see(path))["number"] == number["number"]
    assert did(Person("xianqu").see(path))["may_edit"] is False  # a county reads what the city issued
    assert Person("zhan").see(path).status_code == 403


def test_word_and_pdf_of_a_bulletin_are_the_same_bytes_each_time(desk: Person) -> None:
    path = f"/bulletins/{drafted(desk, 'week')['id']}/files"
    first, second = (desk.see(f"{path}/docx").content for _ in range(2))
    assert first == second
    told = Document(io.BytesIO(first))
    text = "\n".join(one.text for one in told.paragraphs)
    assert "一、预警办理" in text
    assert "附表" in text
    assert told.tables[0].rows[0].cells[0].text == "部门"
    assert desk.see(f"{path}/pdf").content.startswith(b"%PDF-")
    assert desk.see(f"{path}/exe").status_code == 422


def test_a_bulletin_of_days_stands_once_and_a_number_is_given_once(desk: Person, leader: Person) -> None:
    from youjian.bureau.bulletins.selectors import today

    made = drafted(desk, "month", "360203")
    again = desk.send("/bulletins", {"kind": "month", "area": "360203", "first": str(today())})
    assert again.status_code == 409
    other = drafted(desk, "week", "360203")
    for one, status in ((made, 200), (other, 409)):
        wanted = {"version": 0, "number": "景油通〔2026〕77号"}
        assert leader.send(f"/bulletins/{one['id']}/issue", wanted).status_code == status
    late = {"kind": "week", "area": "3602", "first": str(today() + timedelta(days=30))}
    assert desk.send("/bulletins", late).status_code == 422


def test_a_notice_from_facts_is_issued_acknowledged_and_answered(desk: Person, leader: Person) -> None:
    from youjian.bureau.bulletins.selectors import today

    assert did(desk.send("/notices/propose"))["proposed"] >= 1
    assert did(desk.send("/notices/propose"))["proposed"] == 0
    rows = page(leader, "notices?kind=overdue_alerts")["items"]
    found = next(one for one in rows if one["department"] == "ecology")
    path, ecology = f"/notices/{found['id']}", Person("huanbao")
    assert ecology.see(path).status_code == 404
    told = did(leader.see(path))
    assert len(told["facts"]) == 1
    wanted = {"title": told["title"], "text": told["text"], "answer_by": str(today() + timedelta(days=3))}
    assert leader.send(f"{path}/issue", wanted | {"answer_by": "2020-01-01"}).status_code == 422
    assert did(leader.send(f"{path}/issue", wanted))["status"] == "issued"
    assert leader.send(f"{path}/drop").status_code == 409
    assert leader.send(f"{path}/acknowledge").status_code == 404  # it went to another desk
    assert any("催办" in one["title"] for one in ecology.see("/workbench").json()["tasks"])
    assert did(ecology.send(f"{path}/acknowledge"))["acknowledged_by_name"] == "huanbao 某人"
    done = did(ecology.send(f"{path}/answer", {"text": "已派员核实，3日内办结"}))
    assert (done["status"], done["overdue"]) == ("answered", False)
    assert ecology.send(f"{path}/answer", {"text": "再答"}).status_code == 409
    assert desk.see(f"{path}/files/docx").status_code == 200


def test_an_answer_that_is_late_is_shown(desk: Person, leader: Person) -> None:
    from youjian.bureau.bulletins.models import Notice
    from youjian.bureau.bulletins.selectors import today

    wanted = {"area": "360281", "title": "请报送整改情况", "text": "请于期限内报送。"}
    made = did(desk.send("/notices", wanted))
    sent = {"title": made["title"], "text": made["text"], "answer_by": str(today())}
    assert did(leader.send(f"/notices/{made['id']}/issue", sent))["overdue"] is False
    county = Person("xianqu")
    assert did(county.see(f"/notices/{made['id']}"))["may_answer"] is True
    with scoped():
        Notice.objects.filter(id=made["id"]).update(answer_by=today() - timedelta(days=1))
    assert did(county.see(f"/notices/{made['id']}"))["overdue"] is True
    assert "其中逾期1件" in did(desk.see("/bulletins"))["sentence"]
    assert made["id"] not in names(page(Person("huanbao"), "notices"), "id")


def test_who_wrote_a_notice_does_not_issue_it(city: Database) -> None:
    from youjian.bureau.accounts.contracts import SYSTEM
    from youjian.bureau.bulletins import noticing
    from youjian.bureau.bulletins.contracts import BulletinNoticeIn, NoticeIssue
    from youjian.bureau.bulletins.selectors import today
    from youjian.bureau.problems import Problem

    wanted = BulletinNoticeIn(area="360203", department="", title="通知", text="请核实。")
    with scoped():
        made = noticing.write(SYSTEM, wanted)
        with pytest.raises(Problem, match="拟稿人"):
            noticing.issue(SYSTEM, made.pk, NoticeIssue(title="通知", text="请核实。", answer_by=today()))


def test_who_sees_everything_sees_drafts_too(desk: Person) -> None:
    from youjian.bureau.accounts.contracts import SYSTEM
    from youjian.bureau.bulletins.selectors import bulletins_of

    made = drafted(desk, "month", "360281")
    with scoped():
        assert bulletins_of(SYSTEM).filter(id=made["id"], status="draft").exists()
