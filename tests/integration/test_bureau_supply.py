"""Papers by hand and by API: entered with photos, once, within the scope, never changed."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.conftest import Database
from tests.integration.bureau_office import LEPING, ZHUSHAN, Person
from tests.integration.papers_kit import clear, opened

PHOTO = b"\x89PNG\r\n\x1a\n" + b"photo of a paper"
FORM = {
    "station_id": ZHUSHAN,
    "product": "92",
    "tank_id": "1",
    "delivered_at": "2026-11-18T09:30:00+08:00",
    "volume_l": "10000",
    "temp_c": "30",
    "waybill_no": "YD-1",
}


@pytest.fixture(scope="module")
def whole_office(module_database: Database, django_db_blocker: Any) -> Iterator[Database]:
    with opened(module_database, django_db_blocker) as database:
        yield database


@pytest.fixture
def office(whole_office: Database) -> Database:
    clear(whole_office)
    return whole_office


def enter(person: Person, photos: tuple[bytes, ...] = (), **changes: Any) -> Any:
    files = [SimpleUploadedFile(f"单据{n}.png", photo) for n, photo in enumerate(photos)]
    form = {**FORM, **changes, **({"photos": files} if files else {})}
    return person.post(
        "/api/v1/deliveries",
        data={name: value for name, value in form.items() if value is not None},
        headers={"X-CSRFToken": person.token},
    )


def kept(database: Database) -> list[tuple[Any, ...]]:
    with database.connect("owner") as conn:
        return conn.execute(
            "SELECT delivery_id, documented_volume_ml, reference, density20_kg_m3 FROM ledger.deliveries"
        ).fetchall()


def test_a_station_enters_a_delivery_with_a_photo_once(office: Database) -> None:
    manager = Person("zhanzhang")
    dry = enter(manager, dry_run="true").json()
    assert (dry["stored"], dry["volume20_ml"], dry["delivery_id"]) == (False, 9_875_692, "202611180930-92-1")
    assert kept(office) == []

    told = enter(manager, (PHOTO,))
    assert told.status_code == 200, told.content.decode()
    assert (told.json()["state"], told.json()["attachments"]) == ("new", 1)
    again = enter(manager, (PHOTO,)).json()
    assert (again["state"], again["key"]) == ("same", told.json()["key"])
    assert kept(office) == [("202611180930-92-1", 10_000_000, "ambient", 735.0)]

    page = manager.get("/api/v1/papers/deliveries/one", {"key": told.json()["key"]}).json()
    assert (page["entry"]["source"], page["volume20_ml"]) == ("form", 9_875_692)
    [photo] = page["attachments"]
    answer = manager.see(f"/attachments/{photo['id']}")
    assert (answer.content, answer["Content-Type"]) == (PHOTO, "image/png")


def test_a_contradiction_is_told_with_what_stands(office: Database) -> None:
    manager = Person("zhanzhang")
    enter(manager)
    told = enter(manager, volume_l="9000", delivery_id="202611180930-92-1")
    assert (told.status_code, told.json()["code"]) == (409, "contradiction")
    assert "10,000升 → 9,000升" in told.json()["message"]
    assert told.json()["stands"] == f"{ZHUSHAN}|202611180930-92-1"
    assert kept(office) == [("202611180930-92-1", 10_000_000, "ambient", 735.0)]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"temp_c": None}, "temp_c"),
        ({"volume_l": None}, "volume_l"),
        ({"mass_kg": "8000"}, "mass_kg"),
        ({"tank_id": "9"}, "tank_id"),
        ({"product": "0D"}, "tank_id"),
        ({"supplier_uscc": "91110000100003962T"}, "supplier_uscc"),
        ({"delivered_at": "2036-11-18T09:30:00+08:00"}, "delivered_at"),
        ({"station_id": LEPING}, "station_id"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_stored(office: Database, changes: Any, field: str) -> None:
    told = enter(Person("zhanzhang"), **changes)
    assert told.status_code == 422, told.content.decode()
    assert field in [one["name"] for one in told.json()["fields"]]
    assert kept(office) == []


def test_another_system_brings_papers_all_or_none_and_lists_show_their_origin(office: Database) -> None:
    clerk = Person("dangan")
    row = {
        "waybill_no": "YD-1",
        "consignee_station_id": ZHUSHAN,
        "plate_no": "赣H12345",
        "product": "92",
        "loaded_l": 10_020,
        "loaded_at": "2026-11-18T06:00:00+08:00",
        "loading_place": "城东油库",
    }
    other = {**row, "consignee_station_id": LEPING, "loaded_l": 5_000}
    refused = clerk.send("/papers/trips", {"rows": [row, {**other, "product": "93"}]})
    assert (refused.status_code, refused.json()["rows"][0]["index"]) == (422, 1)
    assert listed(clerk, "papers_trips") == []

    told = clerk.send("/papers/trips", {"rows": [row, other, row], "client": "交通平台"}).json()
    assert (told["stored"], told["new"], told["same"]) == (True, 2, 1)
    assert clerk.send("/papers/trips", {"rows": [row, other]}).json()["same"] == 2
    [first, second] = listed(clerk, "papers_trips")
    assert {first["litres"], second["litres"]} == {10_020.0, 5_000.0}
    assert {first["source"], first["station_name"]} == {"api", first["station_name"]}
    assert len(listed(clerk, "papers_trips?source=api")) == 2
    assert listed(clerk, "papers_trips?source=collector") == listed(clerk, "papers_trips?source=form") == []


def test_lists_stay_within_the_scope(office: Database) -> None:
    enter(Person("zhanzhang"), (PHOTO,))
    [row] = listed(Person("dangan"), "papers_deliveries")
    assert (row["source"], row["photos"], row["litres20"]) == ("form", 1, 9_875.692)
    assert listed(Person("dangan"), "papers_deliveries?source=form") == [row]
    assert listed(Person("dangan"), "papers_deliveries?source=collector") == []
    other = Person("leping_station")
    assert listed(other, "papers_deliveries") == []
    assert other.get("/api/v1/papers/deliveries/one", {"key": row["paper_key"]}).status_code == 404


def listed(person: Person, table: str) -> list[dict[str, Any]]:
    answer = person.see(f"/tables/{table}")
    assert answer.status_code == 200, answer.content.decode()
    return answer.json()["items"]


def test_a_paper_shows_that_an_entry_corrects_it(office: Database) -> None:
    key = enter(Person("zhanzhang")).json()["key"]
    with office.connect("owner") as conn:
        conn.execute(
            "INSERT INTO bureau.stock_entry (station_id, family, day, kind, litres20_ml, reason, refers_to,"
            " made_at, made_by, made_by_name) VALUES (%s, '92', '2026-11-18', 'document', -1000000,"
            " '多写了1000升', %s, now(), 'dangan', '档案员 某人')",
            [ZHUSHAN, "202611180930-92-1"],
        )
    page = Person("dangan").get("/api/v1/papers/deliveries/one", {"key": key}).json()
    assert [(note["kind"], note["text"]) for note in page["notes"]] == [
        ("correction", "已登记更正分录：-1,000升（20℃），多写了1000升")
    ]
