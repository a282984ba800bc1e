"""Fuel quality: plans drawn again, custody, reports judged by the limits of the day, follow-up."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.conftest import Database
from tests.integration import bureau_office as office
from tests.integration.bureau_office import LEPING, ZHUSHAN, Person
from tests.integration.tables_kit import office_on
from youjian.contract.fields import business_day

TAKEN = datetime(2026, 7, 6, 2, tzinfo=UTC)


@pytest.fixture(scope="module")
def city(module_database: Database, django_db_blocker: Any) -> Iterator[Database]:
    with office_on(module_database, django_db_blocker):
        office.furnish(module_database)
        from youjian.bureau.accounts import services

        people = [
            office._person("zhijian", "inspector", ["3602"]),
            office._person("leping_zhi", "inspector", ["360281"]),
            office._person("zhan", "station", [ZHUSHAN]),
        ]
        services.take_accounts(people)
        yield module_database


def sample(person: Person, number: str, **changes: Any) -> dict[str, Any]:
    given = {
        "number": number, "station_id": ZHUSHAN, "product": "92", "taken_at": TAKEN.isoformat(),
        "taken_by_name": "质检员 甲", "witness_name": "站长 乙", "seal_no": f"F{number}",
        "kept_seal_no": f"B{number}",
    }  # fmt: skip
    answer = person.send("/quality/samples", given | changes)
    assert answer.status_code == 200, answer.content.decode()
    return answer.json()


def step(person: Person, number: int, kind: str, **more: Any) -> Any:
    at = (TAKEN + timedelta(hours=3)).isoformat()
    return person.send(
        f"/quality/samples/{number}/steps", {"step": kind, "at": at, "who_name": "检验院 丙", **more}
    )


def report(person: Person, number: int, report_no: str, *, dry_run: bool = False, **values: str) -> Any:
    listed = [{"code": code, "value": value} for code, value in values.items()]
    given = {"report_no": report_no, "lab_name": "省质检院", "tested_on": "2026-07-09", "values": listed}
    return person.send(f"/quality/samples/{number}/reports", given | {"dry_run": dry_run})


def test_a_plan_by_lot_is_drawn_the_same_again(city: Database) -> None:
    person = Person("zhijian")
    wanted = {"name": "三季度抽检", "method": "random", "products": ["92", "95", "0D"],
              "from_on": "2026-07-01", "until_on": "2026-09-30", "count": 2, "seed": 20260701}  # fmt: skip
    first, again = (person.send("/quality/plans", wanted).json() for _ in range(2))
    drawn = [[(one["station_id"], one["product"]) for one in told["items"]] for told in (first, again)]
    assert drawn[0] == drawn[1]
    assert len({station for station, _ in drawn[0]}) == 2
    assert person.send("/quality/plans", wanted | {"products": ["-35D"]}).json()["code"] == "nobody"
    assert Person("zhan").send("/quality/plans", wanted).status_code == 403


def test_a_failed_sample_goes_from_custody_to_retest_and_close(city: Database) -> None:
    person = Person("zhijian")
    told = sample(person, "Y-1")
    assert step(person, told["id"], "received").json()["code"] == "seal"
    assert step(person, told["id"], "received", seal_intact=True).json()["status"] == "sent"
    seen = report(
        person, told["id"], "R-1", dry_run=True, ron="91.9", sulphur="10", vapour_pressure="66"
    ).json()
    assert seen["id"] is None
    bad = report(person, told["id"], "R-1", ron="91.9", sulphur="10", vapour_pressure="66").json()
    assert bad["result"] == "fail"
    assert [(one["code"], one["outside"]) for one in bad["values"]] == [
        ("ron", True), ("sulphur", False), ("vapour_pressure", True),
    ]  # fmt: skip
    assert step(person, told["id"], "closed").json()["code"] == "empty"
    asked = step(person, told["id"], "retest_asked", note="企业书面申请复检").json()
    assert (asked["status"], asked["may_report"]) == ("retest", True)
    good = report(person, told["id"], "R-2", ron="92.4", vapour_pressure="64.5").json()
    assert (good["result"], good["retest"]) == ("pass", True)
    assert report(person, told["id"], "R-3", ron="92").json()["code"] == "not_now"
    closed = step(person, told["id"], "closed", note="复检合格").json()
    assert (closed["status"], closed["next_steps"]) == ("closed", [])
    assert [one["report_no"] for one in closed["reports"]] == ["R-1", "R-2"]


def test_numbers_are_taken_once_and_scopes_hold(city: Database) -> None:
    person, other = Person("zhijian"), Person("leping_zhi")
    told = sample(person, "Y-2", station_id=LEPING, product="0D")
    given = {"number": "Y-2", "station_id": ZHUSHAN, "product": "92", "taken_at": TAKEN.isoformat(),
             "taken_by_name": "甲", "witness_name": "乙", "seal_no": "F"}  # fmt: skip
    assert person.send("/quality/samples", given).json()["code"] == "sample_there"
    assert other.send("/quality/samples", given | {"number": "Y-3"}).status_code == 404
    assert other.see(f"/quality/samples/{told['id']}").status_code == 200
    assert Person("zhan").see(f"/quality/samples/{told['id']}").status_code == 404
    assert report(person, told["id"], "R-9", flash="61").json()["result"] == "pass"
    rows = Person("zhan").see("/tables/quality_samples").json()["items"]
    assert {row["station_id"] for row in rows} <= {ZHUSHAN}


def test_a_new_limit_judges_what_was_taken_from_its_day_on(city: Database) -> None:
    person = Person("zhijian")
    wanted = {"fuel": "92", "code": "ron", "low": "93", "standard": "地方标准", "valid_from": "2026-08-01",
              "source": "市场监管局通知"}  # fmt: skip
    assert person.send("/quality/limits", wanted).status_code == 200
    assert person.send("/quality/limits", wanted).json()["code"] == "limit_there"
    before, after = sample(person, "Y-5"), sample(person, "Y-6", taken_at="2026-08-01T02:00:00Z")
    assert report(person, before["id"], "R-20", ron="92.5").json()["result"] == "pass"
    answer = person.send(
        f"/quality/samples/{after['id']}/reports",
        {"report_no": "R-21", "lab_name": "省质检院", "tested_on": "2026-08-03",
         "values": [{"code": "ron", "value": "92.5"}]},
    )  # fmt: skip
    assert answer.json()["result"] == "fail"
    with city.connect("owner") as conn:
        conn.execute("DELETE FROM bureau.quality_propertylimit WHERE standard = '地方标准'")


def test_risk_puts_failures_and_odd_densities_first(city: Database) -> None:
    person = Person("zhijian")
    told = sample(person, "Y-7", station_id=LEPING)
    assert report(person, told["id"], "R-30", ron="90").json()["result"] == "fail"
    at = datetime.now(UTC) - timedelta(days=3)
    with city.connect("owner") as conn:
        conn.execute(_DELIVERED, [ZHUSHAN, "D-odd", "92", at, 835.0])
        conn.execute(_DELIVERED, [ZHUSHAN, "D-fine", "92", at, 740.0])
    plan = person.send(
        "/quality/plans",
        {"name": "风险抽检", "method": "risk", "products": ["92", "95", "0D"], "from_on": "2026-11-01",
         "until_on": "2026-11-30", "count": 2},
    ).json()  # fmt: skip
    chosen = {(one["station_id"], one["product"]): one for one in plan["items"]}
    assert {station for station, _ in chosen} == {ZHUSHAN, LEPING}
    assert chosen[LEPING, "92"]["why"] == ["上次抽检不合格"]
    assert chosen[ZHUSHAN, "92"]["why"] == ["上次抽检不合格", "进油密度异常"]
    assert plan["items"][0] == chosen[ZHUSHAN, "92"], "the gravest comes first"
    today = business_day(datetime.now(UTC))
    path = f"/quality?first={today - timedelta(days=30)}&last={today}"
    hints = person.see(path).json()["hints"]
    assert [(one["delivery_id"], one["fits"]) for one in hints] == [("D-odd", "车用柴油")]
    assert Person("leping_zhi").see(path).json()["hints"] == []


_DELIVERED = """
INSERT INTO ledger.deliveries (station_id, delivery_id, product, delivered_at, documented_volume_ml,
    reference, density20_kg_m3, temp_c, received_at) VALUES (%s, %s, %s, %s, 10000000, '20', %s, 20, now())
"""
