"""Risk classes redone by hand, decisions that count until repaired, draws that anybody can do again."""

import io
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.conftest import Database
from tests.integration import bureau_office as office
from tests.integration.bureau_office import LEPING, LEPING_2, ZHUSHAN, Person
from tests.integration.tables_kit import names, office_on, page
from youjian.bureau.credit import lots
from youjian.bureau.scope import scoped

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


@pytest.fixture(scope="module")
def city(module_database: Database, django_db_blocker: Any) -> Iterator[Database]:
    with office_on(module_database, django_db_blocker):
        office.furnish(module_database)
        from youjian.bureau.accounts import services

        services.take_accounts(
            [
                office._person("lingdao", "leader", ["3602"]),
                office._person("zhan", "station", [ZHUSHAN]),
                office._person("jiancha2", "inspector", ["3602"]),
                office._person("jiancha3", "inspector", ["3602"]),
            ]
        )
        yield module_database


@pytest.fixture(scope="module")
def desk(city: Database) -> Person:
    return Person("zhiban")


@pytest.fixture(scope="module")
def leader(city: Database) -> Person:
    return Person("lingdao")


@pytest.fixture(scope="module")
def owner(city: Database) -> Person:
    return Person("zhan")


def sent(person: Person, path: str, fields: dict[str, Any], *files: bytes) -> Any:
    papers = [SimpleUploadedFile("扫描件.png", content, "image/png") for content in files]
    data = fields | ({"papers": papers} if papers else {})
    return person.post(f"/api/v1{path}", data, headers={"X-CSRFToken": person.token})


def did(answer: Any) -> Any:
    assert answer.status_code == 200, answer.content.decode()
    return answer.json()


def decision(**changes: Any) -> dict[str, Any]:
    from youjian.bureau.credit.keeping import today

    given = {
        "station_id": ZHUSHAN,
        "kind": "fine",
        "number": f"景市监罚〔2026〕{uuid4().hex[:6]}号",
        "authority": "市市场监督管理局",
        "decided_on": str(today() - timedelta(days=20)),
        "effective_on": str(today() - timedelta(days=5)),
        "text": "罚款2万元",
    }
    return given | changes


def scored(person: Person, station_id: str = ZHUSHAN) -> dict[str, Any]:
    did(person.send("/credit/scores"))
    return did(person.see(f"/credit/stations/{station_id}"))


def test_the_demo_is_furnished_once(city: Database) -> None:
    from youjian.bureau.bulletins.models import Bulletin, Notice
    from youjian.bureau.credit.models import CreditDecision, Draw, DrawnInspection, RiskScore
    from youjian.bureau.times import now
    from youjian.commands.demo_credit import furnish_credit

    for _ in range(2):
        furnish_credit([LEPING, ZHUSHAN], now())
        with scoped():
            kept = (CreditDecision, Draw, Bulletin, Notice, DrawnInspection, RiskScore)
            assert [one.objects.count() for one in kept] == [1, 1, 1, 1, 2, 3]


def test_a_class_can_be_redone_by_hand_from_its_lines(desk: Person) -> None:
    from youjian.bureau.alerts.models import Alert

    alert = raised(ZHUSHAN, "red")
    found = scored(desk)["now"]
    assert any(str(alert) in line["what"] for line in found["lines"])
    for line in found["lines"]:
        product = Decimal(line["weight"]) * Decimal(line["amount"]) * Decimal(line["decay"])
        assert abs(product - Decimal(line["points"])) <= Decimal("0.005"), line
    assert sum(Decimal(part["counted"]) for part in found["parts"]) == Decimal(str(found["points"]))
    with scoped():
        Alert.objects.filter(id=alert).update(
            status="closed",
            outcome="false_alarm",
            reason="误报",
            closed_at=Alert.objects.get(id=alert).opened_at,
        )
    assert not any(str(alert) in line["what"] for line in scored(desk)["now"]["lines"])


def test_findings_steer_and_only_effective_decisions_count_against_a_station(desk: Person) -> None:
    raised(LEPING_2, "red")
    steering = scored(desk, LEPING_2)["now"]
    assert steering["points"] > 0
    assert steering["record_points"] == 0

    from youjian.bureau.credit.keeping import today

    later = str(today() + timedelta(days=30))
    did(sent(desk, "/credit/decisions", decision(station_id=LEPING_2, effective_on=later), PNG))
    assert scored(desk, LEPING_2)["now"]["record_points"] == 0
    did(sent(desk, "/credit/decisions", decision(station_id=LEPING_2), PNG))
    assert scored(desk, LEPING_2)["now"]["record_points"] == 15


def test_scoring_again_the_same_day_changes_nothing(desk: Person) -> None:
    did(desk.send("/credit/scores"))
    assert did(desk.send("/credit/scores")) == {"changed": 0}


def test_weights_change_by_two_people_only(desk: Person, leader: Person) -> None:
    from youjian.bureau.credit.keeping import today

    standing = did(desk.see("/credit/schemes"))[0]
    keep = {one: standing[one] for one in ("half_life_days", "window_days", "online_pct", "limits")}
    weights = [{k: one[k] for k in ("code", "points", "cap", "decays")} for one in standing["weights"]]
    wanted = keep | {"valid_from": str(today()), "weights": weights, "source": "市局会议纪要"}
    wanted["weights"][0] |= {"points": 12}
    assert leader.send("/credit/schemes", wanted).status_code == 403
    proposed = did(desk.send("/credit/schemes", wanted))[0]
    assert desk.send("/credit/schemes", wanted).status_code == 409
    path = f"/credit/schemes/{proposed['version']}/verdict"
    assert desk.send(path, {"granted": True}).status_code == 403
    made = did(leader.send(path, {"granted": True}))[0]
    assert (made["status"], made["in_force"], made["decided_by_name"]) == ("granted", True, "lingdao 某人")
    raised(ZHUSHAN, "red")
    assert scored(desk)["now"]["version"] == proposed["version"]
    assert any(line["weight"] == "12.00" for line in scored(desk)["now"]["lines"])


def test_a_decision_stops_counting_when_it_is_repaired_and_its_history_stays(
    desk: Person, leader: Person, owner: Person
) -> None:
    made = did(sent(desk, "/credit/decisions", decision(kind="warning"), PNG))
    assert (made["standing"], len(made["papers"])) == ("effective", 1)
    before = scored(desk)["now"]["record_points"]
    path = f"/credit/decisions/{made['id']}/requests"
    assert sent(owner, path, {"kind": "repair", "text": "已整改"}).status_code == 422
    asked = did(sent(owner, path, {"kind": "repair", "text": "已缴纳罚款并整改"}, PNG))
    assert sent(owner, path, {"kind": "repair", "text": "再次申请"}, PNG).status_code == 409
    assert owner.send(f"/credit/requests/{asked['id']}/verdict", {"granted": True}).status_code == 403
    assert any("修复" in one["title"] for one in leader.see("/workbench").json()["tasks"])
    verdict = {"granted": True, "reason": "材料齐全，已履行"}
    assert did(leader.send(f"/credit/requests/{asked['id']}/verdict", verdict))["status"] == "granted"
    after = did(owner.see(f"/credit/decisions/{made['id']}"))
    assert after["standing"] == "repaired"
    assert scored(desk)["now"]["record_points"] == before - 5
    assert leader.send(f"/credit/requests/{asked['id']}/verdict", verdict).status_code == 409


def test_an_objection_that_is_upheld_annuls_the_decision(desk: Person, leader: Person, owner: Person) -> None:
    made = did(sent(desk, "/credit/decisions", decision(kind="suspension")))
    asked = did(
        sent(owner, f"/credit/decisions/{made['id']}/requests", {"kind": "objection", "text": "不是本站"})
    )
    did(leader.send(f"/credit/requests/{asked['id']}/verdict", {"granted": True, "reason": "查明主体有误"}))
    assert did(desk.see(f"/credit/decisions/{made['id']}"))["standing"] == "annulled"


def test_a_station_sees_and_objects_for_itself_alone(desk: Person, owner: Person) -> None:
    did(desk.send("/credit/scores"))
    assert [one["station_id"] for one in did(owner.see("/credit/own"))["stations"]] == [ZHUSHAN]
    assert owner.see(f"/credit/stations/{LEPING}").status_code == 404
    assert owner.see("/credit").status_code == 403
    other = did(sent(desk, "/credit/decisions", decision(station_id=LEPING), PNG))
    assert owner.see(f"/credit/decisions/{other['id']}").status_code == 404
    assert owner.see(f"/credit-papers/{other['papers'][0]['id']}").status_code == 404
    month = scored(desk)["now"]["month"]
    asked = did(
        sent(owner, f"/credit/stations/{ZHUSHAN}/objections", {"month": month, "text": "预警已核实为误报"})
    )
    assert asked["about"].endswith("风险分级")
    assert names(page(Person("leping"), "credit_decisions")).count(ZHUSHAN) == 0


def test_a_decision_of_one_origin_is_entered_once(desk: Person) -> None:
    from youjian.bureau.accounts.contracts import SYSTEM
    from youjian.bureau.credit.decisions import Entered, enter_decision
    from youjian.bureau.credit.keeping import today

    given = Entered(LEPING, "fine", "A1", "市商务局", today(), today(), "罚款", "case:77")
    with scoped():
        first, second = enter_decision(SYSTEM, given), enter_decision(SYSTEM, given)
    assert first.pk == second.pk
    wanted = decision()
    did(sent(desk, "/credit/decisions", wanted))
    assert sent(desk, "/credit/decisions", wanted).status_code == 409
    late = decision(effective_on="2020-01-01")
    assert sent(desk, "/credit/decisions", late).status_code == 422
    assert sent(desk, "/credit/decisions", decision(), b"MZ exe").status_code == 422


def test_official_classes_are_kept_as_given_beside_ours(desk: Person) -> None:
    rows = [{"station_id": ZHUSHAN, "given": "B", "given_on": "2026-06-30", "source": "省市场监管信用系统"}]
    assert did(desk.send("/credit/official", {"rows": rows})) == {"changed": 1}
    assert did(desk.send("/credit/official", {"rows": rows})) == {"changed": 0}
    other = [rows[0] | {"given": "D"}]
    assert desk.send("/credit/official", {"rows": other}).status_code == 409
    found = did(desk.see(f"/credit/stations/{ZHUSHAN}"))
    assert [(one["given"], one["given_on"]) for one in found["official"]] == [("B", "2026-06-30")]
    assert "官方信用风险分类B类" in found["sentence"]


def test_the_export_tells_effective_decisions_and_repairs_alone(desk: Person, leader: Person) -> None:
    from youjian.bureau.credit.keeping import today

    later = decision(effective_on=str(today() + timedelta(days=9)), number="未生效1号")
    counted = decision(number="=已生效1号")
    for one in (later, counted):
        did(sent(desk, "/credit/decisions", one))
    text = desk.see("/credit-export.csv").content.decode("utf-8-sig")
    assert "'=已生效1号" in text
    assert "未生效1号" not in text
    assert "统一社会信用代码" in text.splitlines()[0]
    assert leader.see("/credit-export.csv").status_code == 403


def sealed(person: Person, **changes: Any) -> Any:
    from youjian.bureau.credit.keeping import today

    wanted = {
        "title": "四季度双随机",
        "area": "3602",
        "count": 2,
        "each": 2,
        "due_on": str(today() + timedelta(days=20)),
        "inspectors": ["jiancha2", "jiancha3", "jiancha"],
        "weights": {"A": 1, "B": 2, "C": 4, "D": 8},
    }
    return person.send("/draws", wanted | changes)


def test_a_draw_is_redone_by_anybody_from_its_published_list(desk: Person) -> None:
    barred = {"username": "jiancha2", "reach": LEPING, "reason": "亲属任职"}
    did(desk.send("/conflicts", barred))
    made = did(sealed(desk))
    assert made["drawn_at"] is None
    seed = {"seed": "2026-11-23 福彩3D 4 7 1", "source": "省福彩中心公告"}
    drawn = did(desk.send(f"/draws/{made['id']}/seed", seed))
    assert drawn["list_digest"] == made["list_digest"]
    assert desk.send(f"/draws/{made['id']}/seed", seed | {"seed": "another"}).status_code == 409
    proof = ZipFile(io.BytesIO(desk.see(f"/draws/{made['id']}/proof.zip").content))
    text = proof.read("list.txt").decode()
    assert lots.digest_of(text) == made["list_digest"]
    again = lots.draw(*lots.read_list(text), seed["seed"], 2, 2)
    told = [(one["station_id"], [p["username"] for p in one["inspectors"]]) for one in drawn["drawn"]]
    assert told == [(one.station_id, list(one.inspectors)) for one in again]
    for one in drawn["drawn"]:
        people = [p["username"] for p in one["inspectors"]]
        assert not (one["station_id"] == LEPING and "jiancha2" in people)
        assert not (one["station_id"] == ZHUSHAN and "jiancha" in people)  # another county's inspector


def test_a_drawn_inspection_waits_on_the_workbench_until_its_record_is_there(desk: Person) -> None:
    from youjian.bureau.accounts.contracts import SYSTEM
    from youjian.bureau.credit.draws import check_off
    from youjian.bureau.credit.models import DrawnInspection
    from youjian.bureau.inspection.models import Checklist, Inspection
    from youjian.bureau.times import now

    made = did(sealed(desk, count=3, each=1, inspectors=["jiancha3"]))
    did(desk.send(f"/draws/{made['id']}/seed", {"seed": "seed-1", "source": "公告"}))
    waiting = [one for one in Person("jiancha3").see("/workbench").json()["tasks"] if one["kind"] == "credit"]
    assert waiting
    with scoped():
        moment = now()
        Inspection.objects.create(
            number=uuid4(), station_id=LEPING, checklist=Checklist.objects.first(), department="commerce",
            started_at=moment, ended_at=moment, received_at=moment, inspectors=[], site_name="某",
            answers=[], readings=[], seals=[], problems=0, conclusion="clear", effects=[], leads=[],
            digest="0" * 64, made_by="jiancha3", made_by_name="检查",
        )  # fmt: skip
        check_off(SYSTEM)
        assert check_off(SYSTEM) == 0
        done = DrawnInspection.objects.filter(draw_id=made["id"], inspection_id__isnull=False)
        assert list(done.values_list("station_id", flat=True)) == [LEPING]
    after = did(desk.see(f"/draws/{made['id']}"))
    assert sum(one["inspection_id"] is not None for one in after["drawn"]) == 1


def test_a_list_that_cannot_be_drawn_from_is_refused(desk: Person) -> None:
    assert sealed(desk, count=99).json()["code"] == "count"
    assert sealed(desk, inspectors=["zhan"]).json()["code"] == "people"
    assert sealed(desk, due_on="2020-01-01").status_code == 422
    assert sealed(Person("jiancha")).status_code == 404  # the city is wider than a county's scope
    assert sealed(Person("shenji")).status_code == 403


def raised(station_id: str, colour: str) -> int:
    """An alert of a station, as the publisher would have raised it now."""
    from youjian.bureau.alerts.models import Alert
    from youjian.bureau.times import now

    moment = now()
    with scoped():
        return Alert.objects.create(
            fingerprint=uuid4().hex, cause="x", finding_id=uuid4().hex, revision=1, finding_status="open",
            station_id=station_id, rule="meter.gap", subject="nozzle:3", severity="high", verdict="deviation",
            colour=colour, rank=1, message="泵码不符", unit="L", started_at=moment, detected_at=moment,
            opened_at=moment, measured_at=moment,
        ).pk  # fmt: skip
