"""A station is tested on its records, accepted, goes live; final acceptance and evaluation."""

import io
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document

from tests.conftest import Database
from tests.integration import bureau_office as office
from tests.integration.bureau_office import LEPING, LEPING_2, ZHUSHAN, Person
from tests.integration.tables_kit import office_on
from youjian.bureau.scope import scoped

PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)
ACT = {"signatories": [{"party": one, "name": "某人"} for one in ("承建单位", "县主管部门", "加油站")]}


@pytest.fixture(scope="module")
def city(module_database: Database, django_db_blocker: Any) -> Iterator[Database]:
    with office_on(module_database, django_db_blocker):
        office.furnish(module_database)
        from youjian.bureau.accounts import services

        services.take_departments([{"code": "ecology", "name": "市生态环境局"}])
        services.take_accounts(
            [
                office._person("lingdao", "leader", ["3602"]),
                office._person("xianling", "county_head", ["360281"]),
                office._person("huanbao", "ecology", ["3602"]) | {"department": "ecology"},
            ]
        )
        yield module_database


@pytest.fixture(scope="module")
def desk(city: Database) -> Person:
    return Person("zhiban")


@pytest.fixture(scope="module")
def leader(city: Database) -> Person:
    return Person("lingdao")


def did(answer: Any) -> Any:
    assert answer.status_code == 200, answer.content.decode()
    return answer.json()


def put(person: Person, path: str, body: dict[str, Any]) -> Any:
    return person.put(
        f"/api/v1{path}", body, content_type="application/json", headers={"X-CSRFToken": person.token}
    )


def scan(person: Person, path: str) -> Any:
    photos = SimpleUploadedFile("scan.png", PNG, "image/png")
    return person.post(f"/api/v1{path}", {"photos": photos}, headers={"X-CSRFToken": person.token})


def passed(station_id: str) -> None:
    """As if every automatic check of the open test had passed."""
    from youjian.bureau.acceptance.models import JointTest

    with scoped():
        row = JointTest.objects.get(station_id=station_id, status="open")
        row.checks = [one | {"result": "pass"} for one in row.checks]
        row.save()


def entered(person: Person, test: int) -> None:
    for chapter in ("features", "indicators", "service"):
        body = {"chapter": chapter, "item": "断网补传", "result": "pass"}
        did(person.send(f"/acceptance/tests/{test}/entries", body))


def test_a_test_without_records_says_what_is_missing_and_cannot_pass(desk: Person) -> None:
    told = did(desk.send("/acceptance/tests", {"station_id": LEPING_2}))
    test = told["tests"][0]
    results = {one["code"]: one["result"] for one in test["checks"]}
    assert results == {
        "nozzles": "fail", "tanks": "fail", "totals": "short", "online": "short", "latency": "short",
        "clock": "short", "chart": "pass", "mapping": "short",
    }  # fmt: skip
    assert all(one["advice"] for one in test["checks"] if one["result"] != "pass")
    assert desk.send("/acceptance/tests", {"station_id": LEPING_2}).status_code == 409
    path = f"/acceptance/tests/{test['id']}"
    entered(Person("huanbao"), test["id"])
    assert desk.send(f"{path}/conclude", {"verdict": "pass"}).status_code == 409
    assert desk.send(f"{path}/conclude", {"verdict": "fail"}).status_code == 422
    told = did(desk.send(f"{path}/conclude", {"verdict": "fail", "note": "无数据"}))
    assert told["tests"][0]["entries"][0]["department"] == "市生态环境局"
    body = {"chapter": "service", "item": "x", "result": "pass"}
    assert desk.send(f"{path}/entries", body).status_code == 409  # concluded it stays as it is
    assert desk.send(f"{path}/measure").status_code == 409
    assert desk.send(f"{path}/act", {"number": "1", **ACT}).status_code == 409
    assert len(did(desk.send("/acceptance/tests", {"station_id": LEPING_2}))["tests"]) == 2  # repeatable


def test_a_station_is_accepted_by_another_person_and_goes_live(desk: Person, leader: Person) -> None:
    test = did(desk.send("/acceptance/tests", {"station_id": LEPING}))["tests"][0]["id"]
    passed(LEPING)
    path = f"/acceptance/tests/{test}"
    assert desk.send(f"{path}/conclude", {"verdict": "pass"}).status_code == 409  # no chapter yet
    entered(desk, test)
    assert did(desk.send(f"{path}/conclude", {"verdict": "pass"}))["tested_on"]
    assert leader.send(f"/acceptance/stations/{LEPING}/live").status_code == 409
    act = did(desk.send(f"{path}/act", {"number": "景油验〔2026〕1号", **ACT}))["acts"][0]
    assert desk.send(f"{path}/act", {"number": "景油验〔2026〕2号", **ACT}).status_code == 409
    paper = f"/acceptance/acts/{act['id']}"
    assert desk.send(f"{paper}/sign").status_code == 403
    assert leader.send(f"{paper}/sign").status_code == 409  # no scan yet
    did(scan(desk, f"{paper}/scans"))
    files = did(scan(desk, f"{paper}/scans"))["acts"][0]["files"]
    assert len(files) == 1  # the same bytes once
    assert desk.see(f"/acceptance/files/{files[0]['id']}").content == PNG
    assert did(leader.send(f"{paper}/sign"))["accepted_on"]
    assert leader.send(f"{paper}/sign").status_code == 409
    assert scan(desk, f"{paper}/scans").status_code == 409
    live = did(leader.send(f"/acceptance/stations/{LEPING}/live"))
    assert live["live_on"]
    assert did(leader.send(f"/acceptance/stations/{LEPING}/live"))["live_on"] == live["live_on"]
    text = "\n".join(p.text for p in Document(io.BytesIO(desk.see(f"{paper}/files/docx").content)).paragraphs)
    assert "不得自行离线" in text
    assert desk.see(f"{paper}/files/pdf").content.startswith(b"%PDF-")


def test_a_county_sees_its_own_stations_and_sets_no_limit(city: Database, leader: Person) -> None:
    county = Person("xianling")
    assert county.see(f"/acceptance/stations/{ZHUSHAN}").status_code == 404
    assert county.send("/acceptance/tests", {"station_id": ZHUSHAN}).status_code == 404
    limit = {"value": 30, "source": "合同附件三"}
    assert put(county, "/acceptance/limits/latency_s", limit).status_code == 403
    told = did(put(leader, "/acceptance/limits/latency_s", limit))
    assert next(one for one in told["limits"] if one["code"] == "latency_s")["source"] == "合同附件三"
    assert put(leader, "/acceptance/limits/nothing", limit).status_code == 404


def test_the_final_acceptance_waits_for_stations_and_experts(desk: Person, leader: Person) -> None:
    body: dict[str, Any] = {"area": "3602", "number": "景油终〔2026〕1号", "summary": "建设任务已完成"}
    made = did(desk.send("/acceptance/finals", body))
    assert made["missing"]
    assert desk.send("/acceptance/finals", body).status_code == 409
    body = body | {"number": "景油终〔2026〕2号"}
    body["exceptions"] = [{"station_id": one, "reason": "停业改造"} for one in made["missing"]]
    final = did(desk.send("/acceptance/finals", body))
    path = f"/acceptance/finals/{final['id']}"
    assert leader.send(f"/acceptance/finals/{made['id']}/approve").status_code == 409
    assert leader.send(f"{path}/approve").status_code == 409  # no expert yet
    expert = {"name": "王专家", "unit": "计量院", "title": "高级工程师", "opinion": "同意", "agrees": True}
    assert desk.send(f"{path}/opinions", expert | {"signature": "李四"}).status_code == 422
    told = did(desk.send(f"{path}/opinions", expert | {"signature": "王专家"}))
    assert did(scan(desk, f"/acceptance/opinions/{told['opinions'][0]['id']}/scans"))["opinions"][0]["files"]
    assert did(leader.send(f"{path}/approve"))["status"] == "approved"
    assert desk.send(f"{path}/opinions", expert | {"signature": "王专家"}).status_code == 409
    assert Document(io.BytesIO(desk.see(f"{path}/files/docx").content)).tables


def test_an_evaluation_is_measured_scored_and_approved(desk: Person, leader: Person) -> None:
    from youjian.bureau.times import now
    from youjian.contract.fields import business_day

    last = business_day(now())
    body = {"area": "360281", "first": str(last - timedelta(days=30)), "last": str(last)}
    made = did(desk.send("/acceptance/evaluations", body))
    values = {one["code"]: one["value"] for one in made["indicators"]}
    assert values["coverage"] == 50.0  # one of two stations of Leping
    assert made["total"] is None
    path = f"/acceptance/evaluations/{made['id']}"
    assert leader.send(f"{path}/approve").status_code == 409
    mine = [
        {"code": "coverage", "name": "覆盖率", "weight": 60, "target": 100, "unit": "%", "measured": True},
        {"code": "satisfied", "name": "满意度", "weight": 40, "target": 90, "value": 90, "evidence": "问卷"},
    ]
    assert put(desk, path, {"version": 0, "indicators": mine[:1]}).status_code == 422
    told = did(put(desk, path, {"version": 0, "indicators": mine}))
    assert (told["total"], told["grade"]) == (70.0, "中")
    assert put(desk, path, {"version": 0, "indicators": mine}).status_code == 409
    assert did(leader.send(f"{path}/approve"))["status"] == "approved"
    assert desk.see(f"{path}/files/xlsx").content.startswith(b"PK")
    assert desk.see(f"{path}/files/pdf").content.startswith(b"%PDF-")


def test_real_records_pass_the_checks(city: Database) -> None:
    """Fuellings from one tank and its levels: totals agree and the map is confirmed."""
    from tests.integration.acceptance_records import day_of
    from youjian.bureau.acceptance.checking import checked
    from youjian.bureau.acceptance.limits import DEFAULTS
    from youjian.bureau.acceptance.reading import measured

    since, until = day_of(city, ZHUSHAN)
    with scoped():
        found = measured(ZHUSHAN, since, until, 1.0)
    told = {one["code"]: one for one in checked(found, {code: one.value for code, one in DEFAULTS.items()})}
    assert {code: one["result"] for code, one in told.items()} == dict.fromkeys(told, "pass"), told
