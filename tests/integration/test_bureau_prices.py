"""Prices: notices write the register's caps, prices seen are kept, anomalies are told with their litres."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.conftest import Database
from tests.integration import bureau_office as office
from tests.integration.bureau_office import LEPING, LEPING_2, ZHUSHAN, Person
from tests.integration.tables_kit import office_on

NOON = datetime(2026, 8, 3, 4, tzinfo=UTC)
PRICES = {ZHUSHAN: 750, LEPING: 752, LEPING_2: 640}
DAYS = 4


@pytest.fixture(scope="module")
def city(module_database: Database, django_db_blocker: Any) -> Iterator[Database]:
    """Three stations sell for four days, one of them far below the others and changing its price at night."""
    with office_on(module_database, django_db_blocker):
        office.furnish(module_database)
        for station_id, price in PRICES.items():
            for day in range(DAYS):
                for number in range(3):
                    at = NOON + timedelta(days=day, minutes=number)
                    _put(module_database, station_id, 100 + day * 3 + number, price, at)
        night = NOON + timedelta(hours=14)  # 02:00 of the next day in Shanghai
        _put(module_database, ZHUSHAN, 900, 740, night)
        _put(module_database, ZHUSHAN, 901, 750, night + timedelta(minutes=5))
        from youjian.bureau.cockpit.keeper import sum_round

        while sum_round():
            pass
        yield module_database


def _put(database: Database, station_id: str, seq: int, price: int, at: datetime) -> None:
    with database.connect("intake") as conn:
        conn.execute(
            """
            INSERT INTO ledger.fuellings (station_id, nozzle_id, seq, started_at, ended_at, volume_ml,
                unit_price_fen, amount_fen, totalizer_ml, kind, source, received_at)
            VALUES (%s, 3, %s, %s, %s, 30000, %s, %s, %s, 'sale', 'live', now())
            """,
            [station_id, seq, at, at, price, price * 30, seq * 30_000],
        )


def notice(person: Person, **changes: Any) -> Any:
    """Enter a notice."""
    sent = {
        "notice_no": "瓷发改价〔2026〕8号",
        "issued_by": "瓷都市发展和改革委员会",
        "region_code": "3602",
        "effective_from": "2026-08-05T00:00:00+08:00",
        "prices": "92=760,95=815",
    }
    return person.post("/api/v1/prices/notices", {**sent, **changes}, headers={"X-CSRFToken": person.token})


def test_notice_goes_into_the_register_with_its_file(city: Database) -> None:
    person = Person("zhiban")
    file = SimpleUploadedFile("公告.pdf", b"%PDF-1.4 notice")
    answer = notice(person, file=file)
    assert answer.status_code == 200, answer.content
    assert notice(person).json()["code"] == "notice_there"
    assert notice(person, notice_no="另一号", region_code="999999").status_code == 422
    assert notice(person, notice_no="另一号", prices="92=760,92=770").json()["code"] == "twice"
    caps = person.see("/prices/caps?region=360203&moment=2026-08-06T00:00:00%2B08:00").json()
    assert [(one["product"], one["max_price_fen"], one["notice_no"]) for one in caps] == [
        ("92", 760, "瓷发改价〔2026〕8号"),
        ("95", 815, "瓷发改价〔2026〕8号"),
    ]
    assert person.see("/prices/caps?region=360203&moment=2026-08-04T00:00:00%2B08:00").json() == []
    with city.connect("owner") as conn:
        said = conn.execute(
            "SELECT source, reason FROM ledger.register_changes WHERE table_name = 'price_caps'"
        ).fetchall()
    assert said == [("form", "瓷都市发展和改革委员会公告瓷发改价〔2026〕8号")] * 2
    number = answer.json()["id"]
    assert person.see(f"/prices/notices/{number}/file").content == b"%PDF-1.4 notice"
    assert notice(Person("leping")).status_code == 403


def test_prices_seen_are_kept_by_day_beside_the_citys_median(city: Database) -> None:
    told = Person("zhiban").see(f"/prices/stations/{ZHUSHAN}?first=2026-08-03&last=2026-08-06").json()
    assert [(one["low_fen"], one["median_fen"], one["high_fen"]) for one in told] == [
        (750, 750, 750),
        (740, 750, 750),
        (750, 750, 750),
        (750, 750, 750),
    ]
    assert {one["city_fen"] for one in told} == {750}
    late = told[1]
    assert (late["fuellings"], late["changes"]) == (5, 1)
    assert Person("jiancha").see(
        f"/prices/stations/{ZHUSHAN}?first=2026-08-03&last=2026-08-06"
    ).status_code in {403, 404}


def test_anomalies_are_told_with_their_litres_within_the_scope(city: Database) -> None:
    told = Person("zhiban").see("/prices/anomalies?first=2026-08-01&last=2026-08-10").json()
    found = {(one["station_id"], one["kind"]): one for one in told["items"]}
    assert found.keys() == {(LEPING_2, "far_below"), (ZHUSHAN, "odd_hours")}
    below = found[LEPING_2, "far_below"]
    assert (below["price_fen"], below["against_fen"], below["volume_ml"]) == (640, 750, DAYS * 3 * 30_000)
    mine = Person("leping").see("/prices/anomalies?first=2026-08-01&last=2026-08-10").json()
    assert {one["station_id"] for one in mine["items"]} == {LEPING_2}
    assert Person("zhiban").see("/prices/anomalies?first=2026-01-01&last=2026-08-10").status_code == 422


def test_sales_above_the_cap_are_told_with_their_litres(city: Database) -> None:
    said = office.gap(
        rule="price.above_cap",
        finding_id="c" * 32,
        started_at=NOON,
        ended_at=NOON + timedelta(hours=1),
        message="92号油3笔加油单价最高7.50元/升。",
        evidence='{"figures": {"caps_fen": [745], "sales": 3, "over_fen": 450}}',
    )
    office.say(city, said)
    told = Person("zhiban").see("/prices/anomalies?first=2026-08-03&last=2026-08-03").json()
    above = [one for one in told["items"] if one["kind"] == "above_cap"]
    assert [(one["station_id"], one["product"], one["price_fen"], one["volume_ml"]) for one in above] == [
        (ZHUSHAN, "92", 750, 90_000)
    ]


def test_limits_of_odd_prices_are_set_with_a_reason_and_judge_at_once(city: Database) -> None:
    span = "first=2026-08-01&last=2026-08-10"
    before = Person("zhiban").see(f"/prices/anomalies?{span}").json()
    assert before["limits"]["below_pct"] == 8
    assert "far_below" in before["counts"]
    limits = {**before["limits"], "below_pct": 90}
    wanted = {"limits": limits, "reason": "促销期"}
    assert Person("leping").send("/prices/limits", wanted).status_code == 403
    person = Person("zhiban")
    wrong = {"limits": {**limits, "below_days": 0}, "reason": "促销期"}
    assert person.send("/prices/limits", wrong).status_code == 422
    assert person.send("/prices/limits", wanted).json()["below_pct"] == 90
    after = Person("zhiban").see(f"/prices/anomalies?{span}").json()
    assert (after["limits"]["below_pct"], "far_below" in after["counts"]) == (90, False)
    with city.connect("owner") as conn:
        rows = conn.execute(
            "SELECT count(*) FROM bureau.journal_journalentry WHERE action = 'price.limits'"
        ).fetchone()
    assert rows == (1,)
