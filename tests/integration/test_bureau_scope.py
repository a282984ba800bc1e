"""A person sees what their scope covers, through the API and below it, at a bounded number of queries."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.conftest import Database
from tests.integration.bureau_office import (
    LEPING,
    LEPING_2,
    NOON,
    ZHUSHAN,
    Person,
    fuel,
    furnish,
    gap,
    publish,
    say,
    station,
)
from youjian.ledger.registry import replace_registry
from youjian.ledger.scope import EVERYTHING, set_scope


@pytest.fixture
def office(office_database: Database) -> Database:
    furnish(office_database)
    for station_id in (ZHUSHAN, LEPING):
        fuel(office_database, station_id, 1, 30_000, NOON)
        say(office_database, gap(station_id))
    publish()
    return office_database


def test_a_county_user_finds_nothing_of_another_county(office: Database) -> None:
    person = Person("leping")
    assert {row["station_id"] for row in person.see("/stations").json()["items"]} == {LEPING, LEPING_2}
    assert {row["station_id"] for row in person.see("/map").json()["stations"]} == {LEPING, LEPING_2}
    alerts = person.see("/alerts").json()["items"]
    assert [row["station_id"] for row in alerts] == [LEPING]
    foreign = next(a for a in Person("zhiban").see("/alerts").json()["items"] if a["station_id"] == ZHUSHAN)
    for path in (
        f"/stations/{ZHUSHAN}",
        f"/stations/{ZHUSHAN}/fuellings",
        f"/stations/{ZHUSHAN}/tanks/1/readings",
        f"/alerts/{foreign['id']}",
    ):
        assert person.see(path).status_code == 404, path
    assert person.send(f"/alerts/{foreign['id']}/sign").status_code == 404
    assert person.see("/overview").json()["open_alerts"]["red"] == 1
    assert person.see(f"/alerts?region=3602&station_id={ZHUSHAN}").json()["total"] == 0


def test_the_database_itself_hides_what_is_out_of_scope(office: Database) -> None:
    """Without any condition in the query: the policies alone decide."""
    from youjian.bureau.alerts.models import Alert, AlertNote, FindingRevision
    from youjian.bureau.events.models import Event
    from youjian.bureau.registry.models import FuellingRecord, NozzleState, Station, Tank
    from youjian.bureau.scope import scoped

    models = (Station, Tank, FuellingRecord, Alert, AlertNote, FindingRevision, Event)
    with scoped(("360281",)):
        for model in models:
            ids = set(model.objects.values_list("station_id", flat=True))
            assert ids, model
            assert ids <= {LEPING, LEPING_2}, model
    for model in (*models, NozzleState):
        assert not model.objects.exists(), f"{model} is visible without a scope"


def test_a_scope_ends_with_its_transaction(office: Database) -> None:
    from youjian.bureau.registry.models import Station
    from youjian.bureau.scope import scoped

    with scoped():
        assert Station.objects.count() == 3
    assert Station.objects.count() == 0


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("/overview", 14),
        ("/map", 12),
        ("/stations", 12),
        ("/alerts", 12),
        (f"/stations/{ZHUSHAN}", 24),
    ],
)
def test_more_stations_and_alerts_cost_no_more_queries(office: Database, path: str, most: int) -> None:
    person = Person("zhiban")
    person.see(path)  # a first look is journaled, the next ones within ten minutes are not
    before = queries_of(person, path)
    more = [station(f"36020300{n}", f"新站{n}") for n in range(30, 60)]
    with office.connect("bureau") as conn:
        set_scope(conn, EVERYTHING)
        replace_registry(conn, {"stations": more})
    for extra in more:
        say(office, gap(extra.station_id), gap(ZHUSHAN, seq=int(extra.station_id[-2:]) + 100))
        fuel(office, ZHUSHAN, int(extra.station_id), 60_000, NOON + timedelta(hours=1))
    publish()
    assert queries_of(person, path) == before <= most


def queries_of(person: Person, path: str) -> int:
    cache.clear()
    with CaptureQueriesContext(connection) as captured:
        assert person.see(path).status_code == 200
    return len([q for q in captured.captured_queries if "SAVEPOINT" not in q["sql"]])
