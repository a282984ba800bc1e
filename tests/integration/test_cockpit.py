"""The wall's one answer: every figure by hand, within the scope, and nobody's single station for all eyes."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.core.cache import cache
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import Database
from tests.integration.bureau_office import LEPING, LEPING_2, ZHUSHAN, Person, furnish, gap, publish, say
from youjian.bureau.accounts import services
from youjian.bureau.accounts.sessions import ACTIVE_KEY, actor_of_session
from youjian.bureau.cockpit.contracts import Sales
from youjian.bureau.cockpit.models import DaySales, HourSales
from youjian.bureau.cockpit.ranking import FEWEST, Part, guarded
from youjian.bureau.scope import scoped
from youjian.bureau.times import now
from youjian.contract.fields import business_day, day_bounds


@pytest.fixture(scope="module")
def office(module_database: Database, django_db_blocker: Any) -> Iterator[Database]:
    from django.db import connections

    from youjian.bureau.database import add_alias

    connections.close_all()
    add_alias("default", "bureau")
    if hasattr(connections._connections, "default"):
        del connections["default"]
    with django_db_blocker.unblock():
        furnish(module_database)
        services.take_accounts(
            [
                {
                    "username": "daping",
                    "password": "Kiln-and-9-glazes",
                    "display_name": "大屏",
                    "department": "commerce",
                    "role": "wall",
                    "scope": ["3602"],
                }
            ]
        )
        yield module_database
        connections["default"].close()
        connections["default"].close_pool()


@pytest.fixture(autouse=True)
def fresh(office: Database) -> None:
    cache.clear()
    with scoped():
        DaySales.objects.all().delete()
        HourSales.objects.all().delete()


def sell(station_id: str, days_ago: int, hour: int, product: str, litres: int) -> None:
    """Put a sum of one day and hour into the tables, as the keeper does."""
    row = {
        "station_id": station_id,
        "day": business_day(now()) - timedelta(days=days_ago),
        "product": product,
        "volume_ml": litres * 1000,
        "amount_fen": litres * 756,
        "fuellings": 1,
    }
    with scoped():
        DaySales.objects.create(**row)
        HourSales.objects.create(hour=hour, **row)


def test_today_is_told_by_product_beside_the_same_hours_before(office: Database) -> None:
    sell(ZHUSHAN, 0, 0, "92", 100)
    sell(LEPING, 0, 0, "-10D", 50)
    hours_over = int((now() - day_bounds(business_day(now()))[0]) / timedelta(hours=1))
    sell(ZHUSHAN, 1, 23, "92", 700)  # later than any hour that is over by now
    sell(ZHUSHAN, 7, 0, "92", 80)
    answer = Person("zhiban").see("/cockpit").json()
    today = answer["today"]
    assert [(p["product"], p["volume_ml"]) for p in today["products"]] == [("92", 100_000), ("-10D", 50_000)]
    assert today["total"] == {
        "volume_ml": 150_000,
        "amount_fen": 113_400,
        "fuellings": 2,
        "fen_per_litre": pytest.approx(756),
    }
    assert today["yesterday"]["sales"]["volume_ml"] == 0
    assert today["last_week"]["sales"]["volume_ml"] == (80_000 if hours_over else 0)
    assert (today["hours"][0]["today_ml"], today["hours"][23]["yesterday_ml"]) == (150_000, 700_000)
    assert [day["total"]["volume_ml"] for day in answer["trend"][-2:]] == [700_000, 150_000]
    assert len(answer["trend"]) == 30
    assert answer["online"]["stations"] == 3


def test_a_county_sees_itself(office: Database) -> None:
    sell(ZHUSHAN, 0, 0, "92", 100)
    sell(LEPING, 0, 0, "92", 40)
    sell(LEPING_2, 0, 0, "92", 2)
    say(office, gap(ZHUSHAN, 1))
    publish()
    answer = Person("leping").see("/cockpit").json()
    assert answer["today"]["total"]["volume_ml"] == 42_000
    assert [row["code"] for row in answer["ranking"]["counties"]] == ["360281"]
    assert [row["name"] for row in answer["ranking"]["stations"]] == ["乐平一站", "乐平二站"]
    assert (answer["alerts"]["newest"], answer["funnel"]["found"]) == ([], 0)
    city = Person("zhiban").see("/cockpit").json()
    assert [a["station"] for a in city["alerts"]["newest"]] == ["三龙加油站"]
    assert city["funnel"] | {"since": None} == {
        "since": None,
        "found": 1,
        "dispatched": 1,
        "handled": 0,
        "closed": 0,
    }


def test_the_funnel_narrows_step_by_step(office: Database) -> None:
    for station in (ZHUSHAN, LEPING, LEPING_2):
        say(office, gap(station, 11))
    publish()
    duty = Person("zhiban")
    before = duty.see("/cockpit").json()["funnel"]
    first, _, third = (alert["id"] for alert in duty.see("/cockpit").json()["alerts"]["newest"])
    for alert in (first, third):
        assert duty.send(f"/alerts/{alert}/sign").status_code == 200
    closed = duty.send(f"/alerts/{third}/close", {"outcome": "explained", "reason": "检定"})
    assert closed.status_code < 300, closed.json()
    after = duty.see("/cockpit").json()["funnel"]
    steps = [after[name] for name in ("found", "dispatched", "handled", "closed")]
    assert steps == sorted(steps, reverse=True)
    assert [after[name] - before[name] for name in ("handled", "closed")] == [2, 1]


def test_a_wall_shows_no_single_station_and_needs_the_permission(office: Database) -> None:
    sell(ZHUSHAN, 0, 0, "92", 100)
    sell(LEPING, 0, 0, "92", 40)
    sell(LEPING_2, 0, 0, "92", 2)
    wall = Person("daping")
    answer = wall.see("/cockpit").json()
    assert answer["ranking"]["stations"] is None
    assert [(row["merged"], row["stations"]) for row in answer["ranking"]["counties"]] == [(True, 3)]
    assert {(a["station"], a["message"]) for a in answer["alerts"]["newest"]} <= {(None, None)}
    assert wall.see("/cockpit/boundaries").status_code == 200
    assert (wall.see("/map").status_code, wall.see("/stations").status_code) == (403, 403)
    assert Person("shenji").see("/cockpit").status_code == 403


def test_only_a_wall_stays_signed_in_by_itself(office: Database) -> None:
    """What the page asks by itself is no activity of a person, but a wall has nobody to touch it."""
    alive = {}
    for username in ("daping", "zhiban"):
        person = Person(username)
        session = SessionStore(person.cookies[settings.SESSION_COOKIE_NAME].value)
        session[ACTIVE_KEY] -= settings.IDLE_LOGOUT_SECONDS - 30
        session.save()
        assert person.see("/cockpit", **{"X-Background": "1"}).status_code == 200
        key = person.cookies[settings.SESSION_COOKIE_NAME].value
        session = SessionStore(key)
        session[ACTIVE_KEY] -= 60
        session.save()
        alive[username] = actor_of_session({settings.SESSION_COOKIE_NAME: key}, "") is not None
    assert alive == {"daping": True, "zhiban": False}


parts = st.lists(
    st.builds(lambda n, ml: (n, Sales(ml, ml, n)), st.integers(1, 6), st.integers(1, 10**6)), max_size=8
)


@given(parts)
def test_no_part_of_few_stations_stands_alone(drawn: list[tuple[int, Sales]]) -> None:
    listed = [Part(str(place), count, sales) for place, (count, sales) in enumerate(drawn)]
    shown = guarded(sorted(listed, key=lambda part: -part.sales.volume_ml))
    assert sum((p.sales for p in shown), Sales()) == sum((p.sales for p in listed), Sales())
    if sum(part.stations for part in listed) >= FEWEST:
        assert all(part.stations >= FEWEST for part in shown)
