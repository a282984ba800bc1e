"""A form of the register: what it is made from, what it saves, and when it is told to look again."""

from typing import Any
from urllib.parse import quote

import pytest

from tests.conftest import Database
from tests.integration.bureau_office import LEPING, NOON, ZHUSHAN, Person, furnish

TANK = {"station_id": LEPING, "tank_id": 1}
TANK_ROW = f"/register/tanks/row?station_id={LEPING}&tank_id=1"
ENGLISH = {"X-Language": "en"}


@pytest.fixture
def office(office_database: Database) -> Database:
    from youjian.bureau.accounts.models import User

    furnish(office_database)
    User.objects.filter(username__in=("leping", "zhiban")).update(role="admin")
    return office_database


def save(person: Person, sheet: str, values: dict[str, Any], **more: Any) -> Any:
    return person.send(f"/register/{sheet}", {"values": values, "reason": "核对档案", **more})


def test_sheets_describe_forms_in_the_language_asked_for(office: Database) -> None:
    person = Person("leping")
    tables = {sheet["name"]: sheet for sheet in person.see("/register/sheets").json()}
    assert list(tables) == [
        "stations", "companies", "operations", "tanks", "tank_charts", "dispensers", "nozzles",
        "verifications", "seals", "price_caps", "regions",
    ]  # fmt: skip
    product = next(f for f in tables["tanks"]["fields"] if f["name"] == "product")
    assert (product["title"], product["required"]) == ("油品", True)
    assert {"code": "0D", "title": "0号柴油"} in product["choices"]
    english = person.see("/register/sheets", **ENGLISH).json()[0]
    assert (english["title"], english["fields"][2]["title"]) == ("Stations", "County")


def test_a_row_is_read_and_changed(office: Database) -> None:
    person = Person("leping")
    shown = person.see(TANK_ROW).json()
    assert (shown["key"], shown["editable"], shown["changed"]["username"]) == (TANK, True, "platform")
    assert shown["values"]["capacity_l"] == 30000
    saved = save(person, "tanks", {**TANK, "manifold": " 甲 "}, seen=shown["seen"])
    assert saved.status_code == 200, saved.content
    assert saved.json()["values"]["manifold"] == "甲"
    assert saved.json()["seen"] > shown["seen"]
    assert person.see("/register/pumps/row?station_id=1").status_code == 404
    missing = person.see(f"/register/tanks/row?station_id={LEPING}")
    assert (missing.status_code, missing.json()["fields"][0]["name"]) == (422, "tank_id")
    assert person.see(f"/register/tanks/row?station_id={ZHUSHAN}&tank_id=1").status_code == 404


def test_who_was_overtaken_is_told_by_whom(office: Database) -> None:
    one, other = Person("leping"), Person("zhiban")
    shown = one.see(TANK_ROW).json()
    assert save(other, "tanks", {**TANK, "safe_fill_l": 26000}, seen=shown["seen"]).status_code == 200
    for seen in (shown["seen"], shown["values"]):
        refused = save(one, "tanks", {**TANK, "safe_fill_l": 25000}, seen=seen)
        assert (refused.status_code, refused.json()["code"]) == (409, "changed_meanwhile")
        assert refused.json()["changed"]["username"] == "zhiban"
        assert "zhiban 某人" in refused.json()["message"]
    assert one.see(TANK_ROW).json()["values"]["safe_fill_l"] == 26000
    there = save(one, "tanks", {**TANK, "safe_fill_l": 25000}, seen=None)
    assert there.status_code == 409
    fresh = one.see(TANK_ROW).json()["values"]
    assert save(one, "tanks", {**TANK, "safe_fill_l": 25000}, seen=fresh).status_code == 200


def test_a_form_is_told_what_is_wrong_by_field_in_its_language(office: Database) -> None:
    person = Person("leping")
    bad = {**TANK, "safe_fill_l": 99000, "product": "93"}
    body = save(person, "tanks", bad).json()
    assert (body["code"], {f["name"] for f in body["fields"]}) == ("invalid_row", {"safe_fill_l", "product"})
    assert any("大于标称容量" in f["message"] for f in body["fields"])
    english = person.post(
        "/api/v1/register/tanks",
        data={"values": bad, "reason": "x"},
        content_type="application/json",
        headers={"X-CSRFToken": person.token, **ENGLISH},
    ).json()
    assert any("above the capacity" in f["message"] for f in english["fields"])
    without = person.send("/register/tanks", {"values": TANK})
    assert (without.status_code, without.json()["fields"][0]["name"]) == (422, "reason")
    assert save(Person("jiancha"), "tanks", TANK).status_code == 403


def test_a_nozzle_is_named_by_its_time_or_by_none(office: Database) -> None:
    person = Person("leping")
    row = person.see(f"/register/nozzles/row?station_id={LEPING}&nozzle_id=3").json()
    assert (row["key"]["valid_from"], row["values"]["tank_id"]) == (None, 1)
    given = {
        "station_id": LEPING,
        "nozzle_id": 3,
        "valid_from": "2026-11-01T00:00:00+08:00",
        "dispenser_id": 1,
    }
    saved = save(person, "nozzles", {**given, "tank_id": 1, "product": "92"}).json()
    assert saved["key"]["valid_from"] == "2026-10-31T16:00:00Z"
    for moment in ("2026-10-31T16:00:00Z", "2026-11-01T00:00:00+08:00", "2026-11-01"):
        path = f"/register/nozzles/row?station_id={LEPING}&nozzle_id=3&valid_from="
        assert person.see(path + moment).status_code == 200
        assert person.see(path + quote(moment)).status_code == 200


def test_a_future_operation_is_shown_as_coming(office: Database) -> None:
    person = Person("leping")
    values = {"station_id": LEPING, "operating_mode": "leased"}
    row = save(person, "stations", values, effective_on="2199-01-01").json()
    assert row["values"]["operating_mode"] is None
    assert [(o["valid_from"], o["operating_mode"]) for o in row["coming"]] == [("2199-01-01", "leased")]


def test_a_company_is_named_and_shown_with_its_group(office: Database) -> None:
    person = Person("leping")
    uscc = person.see(f"/register/stations/row?station_id={LEPING}").json()["values"]["uscc"]
    values = {
        "uscc": uscc,
        "name": "乐平能源有限公司",
        "controlling_group": "赣能",
        "control": "state_holding",
    }
    assert save(person, "companies", values).status_code == 200
    [company] = person.see(f"/tables/companies?uscc={uscc}").json()["items"]
    assert (company["name"], company["controlling_group"], company["control"]) == (
        "乐平能源有限公司",
        "赣能",
        "state_holding",
    )


def test_a_chart_follows_the_one_before_and_is_compared_with_it(office: Database) -> None:
    person = Person("leping")
    path = f"/stations/{LEPING}/tanks/1/charts"
    first = person.see(path).json()
    assert [(v["in_force"], v["compared"], len(v["lines"])) for v in first["versions"]] == [(True, None, 2)]
    lines = [{"height_mm": h, "volume_l": v} for h, v in ((0, 0), (1250, 15150), (2500, 29900))]
    chart = {"valid_from": "2026-11-01", "lines": lines, "reason": "重新标定"}
    answer = person.send(path, chart)
    assert answer.status_code == 200, answer.content
    new, old = answer.json()["versions"]
    assert (new["valid_from"], new["in_force"], old["in_force"]) == ("2026-10-31T16:00:00Z", True, False)
    assert old["valid_until"] == new["valid_from"]
    assert [(d["height_mm"], d["litres"]) for d in new["compared"]["differences"]] == [
        (0, 0),
        (1250, 150),
        (2500, -100),
    ]
    assert new["compared"]["greatest"] == {"height_mm": 1250, "litres": 150}
    assert (new["noted"]["username"], new["noted"]["reason"]) == ("leping", "重新标定")
    before = person.see(f"{path}?at=2026-10-30").json()
    assert before["in_force"].startswith(f"{NOON:%Y}"[:2])
    assert [v["in_force"] for v in before["versions"]] == [False, True]
    assert person.send(path, chart).json()["code"] == "chart_there"
    falling = {**chart, "valid_from": "2026-11-02", "lines": [*lines, {"height_mm": 2600, "volume_l": 1}]}
    assert "不得随高度减少" in person.send(path, falling).json()["message"]
    assert person.see(f"/stations/{LEPING}/tanks/9/charts").status_code == 404
    [change, _] = (
        person.see(
            f"/register/tank_charts/changes?station_id={LEPING}&tank_id=1&valid_from=2026-11-01"
        ).json()
        * 2
    )
    assert change["fields"][0]["after"] == "0 mm: 0 L、1250 mm: 15,150 L、2500 mm: 29,900 L"


def test_what_cannot_be_stored_is_refused_and_never_a_failure(office: Database) -> None:
    person = Person("leping")
    place = f"/stations/{LEPING}"
    closing = {"effective_on": "2026-11-01", "reason": "关停\x00", "dry_run": True}
    chart = {"valid_from": "0001-01-01", "lines": [{"height_mm": h, "volume_l": h} for h in (0, 9)]}
    answers = [
        person.send(f"{place}/close", closing),
        save(person, "tanks", {**TANK, "safe_fill_l": 26000}, reason="核对\x00"),
        save(person, "stations", {"station_id": LEPING, "contact_name": "\ud800"}),
        person.send(f"{place}/tanks/1/charts", chart),
        person.see(f"{place}/tanks/1/charts?at=0001-01-01"),
        person.see(f"/register/tanks/state?station_id={LEPING}&tank_id=1&at=0001-01-01"),
        person.see(f"{place}/changes?before={10**30}"),
        person.see(f"/downtimes?page={10**30}"),
        person.see("/downtimes?station_id=3602%00"),
    ]
    assert [answer.status_code for answer in answers] == [422] * len(answers)
    assert {answer.json()["code"] for answer in answers} == {"bad_value"}
    assert person.see(TANK_ROW).json()["values"]["safe_fill_l"] != 26000
