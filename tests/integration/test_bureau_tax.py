"""The tax desk: comparisons of taxpayers and groups, chips in hand, packs, hand-overs."""

import hashlib
import io
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zipfile import ZipFile

import pytest

from tests.conftest import Database
from tests.integration import bureau_office as office
from tests.integration.bureau_office import LEPING, LEPING_2, ZHUSHAN, Person
from tests.integration.tables_kit import names, office_on, page
from youjian.contract.findings import anchor_of_episode, finding_id

ALONE, CHAIN = "91361655N1XUK1N200", "91350100M000100Y43"
MONTHS = ("2026-06", "2026-07", "2026-08")
LITRES = 60_000


@pytest.fixture(scope="module")
def city(module_database: Database, django_db_blocker: Any) -> Iterator[Database]:
    """Zhushan is a taxpayer of its own, the two stations of Leping are one that files under the first."""
    with office_on(module_database, django_db_blocker):
        office.furnish(module_database)
        from youjian.bureau.accounts import services

        services.take_accounts(
            [office._person("shuiwu", "tax", ["3602"]), office._person("leping_shui", "tax", ["360281"])]
        )
        with module_database.connect("owner") as conn:
            _run_by(conn, ALONE)
            for station_id in (ZHUSHAN, LEPING, LEPING_2):
                sold_ml = 1_000_000 if station_id == ZHUSHAN else 0
                conn.execute(_DAY, [station_id, "2026-05-25", sold_ml, sold_ml * 3 // 4])
                for month in MONTHS:
                    conn.execute(_DAY, [station_id, f"{month}-15", LITRES * 1000, LITRES * 750])
            for month in MONTHS:
                _declare(conn, ZHUSHAN, month, LITRES if month != "2026-07" else LITRES - 9_000)
                _declare(conn, LEPING, month, 2 * LITRES)
            _declare(conn, ZHUSHAN, "2026-06", LITRES // 2, filed_day=5)
            _declare(conn, ZHUSHAN, "2026-05", 4_000)
            conn.execute(_INVOICE, ["F1", ALONE, "2026-07-20", 52_000_000, 39_000_000, ZHUSHAN])
            conn.execute(_INVOICE, ["F1R", ALONE, "2026-07-21", -1_000_000, -750_000, ZHUSHAN])
        yield module_database


_DAY = """
INSERT INTO bureau.stock_bookday (station_id, day, product, sales_ml, amount_fen, fuellings, self_use_ml)
VALUES (%s, %s, '92', %s, %s, 100, 200000)
"""
_INVOICE = """
INSERT INTO ledger.invoices (invoice_no, seller_uscc, buyer_uscc, issued_on, volume_ml, amount_fen,
    station_id, product, direction, received_at)
VALUES (%s, %s, '91350100M000100Y43', %s, %s, %s, %s, '92', 'sale', now())
"""


def _run_by(conn: Any, uscc: str) -> None:
    """Zhushan is run by a taxpayer, now and before."""
    conn.execute("UPDATE ledger.stations SET uscc = %s WHERE station_id = %s", [uscc, ZHUSHAN])
    conn.execute("UPDATE ledger.operations SET uscc = %s WHERE station_id = %s", [uscc, ZHUSHAN])


def _declare(conn: Any, station_id: str, month: str, litres: int, filed_day: int = 10) -> None:
    filed = datetime(int(month[:4]), int(month[5:]) + 1, filed_day, 2, tzinfo=UTC)
    conn.execute(
        "INSERT INTO ledger.declarations (station_id, period, product, volume_ml, amount_fen, filed_at,"
        " received_at) VALUES (%s, %s, '92', %s, %s, %s, %s)",
        [station_id, month, litres * 1000, litres * 750, filed, filed],
    )


def line(person: Person, period: str, taxpayer: str) -> dict[str, Any]:
    """A taxpayer's line of a period."""
    answer = person.see(f"/tax/comparison?period={period}")
    assert answer.status_code == 200, answer.content
    found = {one["taxpayer"]: one for one in answer.json()["lines"]}
    assert taxpayer in found, answer.json()
    return found[taxpayer]


def journaled(city: Database, action: str) -> int:
    """How many entries of an action the journal has."""
    with city.connect("owner") as conn:
        row = conn.execute(
            "SELECT count(*) FROM bureau.journal_journalentry WHERE action = %s", [action]
        ).fetchone()
    return row[0] if row else 0


def test_what_is_short_is_told_with_its_interval_and_tax(city: Database) -> None:
    told = line(Person("shuiwu"), "2026-07", ALONE)
    assert (told["state"], told["short_ml"], told["open_ml"]) == ("short", 9_000_000, 9_000_000)
    assert told["low_ml"] < 9_000_000 < told["high_ml"]
    assert (told["total"]["invoiced_ml"], told["total"]["invoiced_fen"]) == (51_000_000, 38_250_000)
    assert told["total"]["dispensed_ml"] == LITRES * 1000 + 200_000
    gap = told["gap"]
    assert gap["amount_fen"] == 9_000 * 750
    assert gap["vat_fen"] == round(9_000 * 750 * 13 / 113)
    assert gap["low_fen"] < gap["tax_fen"] < gap["high_fen"]
    products = [one["sold_ml"] for one in told["products"]]
    assert sum(products) == told["total"]["sold_ml"]


def test_a_month_in_which_the_records_only_begin_decides_nothing(city: Database) -> None:
    told = line(Person("shuiwu"), "2026-05", ALONE)
    assert (told["state"], told["total"]["declared_ml"]) == ("undecidable", 4_000_000)
    assert told["offline_share"] == round(24 / 31, 4)


def test_filers_of_several_stations_are_one_and_amended_returns_are_seen(city: Database) -> None:
    person = Person("shuiwu")
    chain = line(person, "2026-07", CHAIN)
    assert (chain["state"], chain["stations"], chain["short_ml"]) == ("within", 2, 0)
    june = line(person, "2026-06", ALONE)
    assert (june["state"], june["amended"]) == ("within", 1)
    year = person.see("/tax/comparison?period=2026").json()
    assert year["open_ml"] == 9_000_000
    assert year["total"]["sold_ml"] == (9 * LITRES + 1_000) * 1000
    assert person.see("/tax/comparison?period=2026-13").status_code == 422


def test_who_sees_a_part_of_a_taxpayer_gets_no_judgement_of_it(city: Database) -> None:
    with city.connect("owner") as conn:
        _run_by(conn, CHAIN)
    try:
        told = line(Person("leping_shui"), "2026-07", CHAIN)
        assert (told["state"], told["whole"]) == ("undecidable", False)
    finally:
        with city.connect("owner") as conn:
            _run_by(conn, ALONE)
    assert {one["taxpayer"] for one in _lines(Person("leping_shui"))} == {CHAIN}


def _lines(person: Person) -> list[dict[str, Any]]:
    return person.see("/tax/comparison?period=2026-07").json()["lines"]


def test_ranking_shows_every_part_and_puts_who_is_short_first(city: Database) -> None:
    told = Person("shuiwu").see("/tax/ranking?until=2026-08").json()
    first = told["items"][0]
    assert (first["taxpayer"], first["short_months"], first["place"]) == (ALONE, 1, 1)
    points = first["points"]
    parts = sum(points[name] for name in ("litres", "share", "months", "findings"))
    assert points["score"] == pytest.approx(parts)
    assert told["items"][1]["points"]["score"] == 0


def test_group_is_compared_as_one_from_its_month_on(city: Database) -> None:
    person = Person("shuiwu")
    wanted = {"name": "汇总组", "members": [ALONE, LEPING_2], "valid_from": "2026-08"}
    made = person.send("/tax/groups", wanted).json()
    assert person.send("/tax/groups", wanted).json()["code"] == "in_another_group"
    bad = person.send("/tax/groups", {**wanted, "members": ["3602039999"]})
    assert bad.json()["code"] == "unknown_member"
    august = line(person, "2026-08", made["taxpayer"])
    assert (august["stations"], august["total"]["sold_ml"]) == (2, 2 * LITRES * 1000)
    assert line(person, "2026-07", ALONE)["stations"] == 1
    with city.connect("owner") as conn:
        conn.execute("DELETE FROM bureau.tax_groupmember")
        conn.execute("DELETE FROM bureau.tax_taxpayergroup")
    assert journaled(city, "tax.group") == 1


def test_hand_over_goes_from_sending_to_outcome_with_its_pack(city: Database) -> None:
    person = Person("shuiwu")
    wanted = {"taxpayer": ALONE, "from_period": "2026-06", "until_period": "2026-08"}
    sent = person.send("/tax/hand-overs", {**wanted, "to_office": "市税务局", "reason": "七月少申报"})
    assert sent.status_code == 200, sent.content
    told = sent.json()
    assert (told["status"], told["short_ml"], told["may"]) == ("sent", 9_000_000, ["receive", "return"])
    twice = person.send("/tax/hand-overs", {**wanted, "to_office": "市税务局", "reason": "再次"})
    assert twice.json()["code"] == "hand_over_state"
    content = person.see(f"/tax/packs/{told['pack']['id']}").content
    assert hashlib.sha256(content).hexdigest() == told["pack_sha256"]
    _check_pack(content)
    number = told["id"]
    honest = {"taxpayer": CHAIN, "from_period": "2026-06", "until_period": "2026-08"}
    nothing = person.send("/tax/hand-overs", {**honest, "to_office": "市税务局", "reason": "试"})
    assert (nothing.status_code, nothing.json()["code"]) == (422, "nothing_found")
    assert person.send(f"/tax/hand-overs/{number}/settle", {"outcome": "amended"}).status_code == 409
    assert person.send(f"/tax/hand-overs/{number}/receive", {"receipt_no": "税收字1号"}).status_code == 200
    over = person.send(
        f"/tax/hand-overs/{number}/settle", {"outcome": "assessed", "paid_fen": 770_000}
    ).json()
    assert (over["status"], over["paid_fen"], over["may"]) == ("settled", 770_000, [])
    assert [step["step"] for step in over["steps"]] == ["sent", "received", "settled"]
    assert names(page(person, "tax_hand_overs"), "taxpayer") == [ALONE]
    assert Person("leping_shui").see(f"/tax/hand-overs/{number}").status_code == 404
    assert journaled(city, "tax.hand_over_settled") == 1


def _check_pack(content: bytes) -> None:
    with ZipFile(io.BytesIO(content)) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        listed = {one["name"]: one["sha256"] for one in manifest["files"]}
        assert listed.keys() == set(archive.namelist()) - {"manifest.json"}
        assert all(hashlib.sha256(archive.read(n)).hexdigest() == digest for n, digest in listed.items())
        assert archive.read("summary.pdf").startswith(b"%PDF-")
        assert "2026-07" in archive.read("summary.html").decode()
        assert archive.read("declarations.csv").decode("utf-8-sig").count("\n") == 1 + 4


def test_purchases_stand_beside_sales_with_the_papers_behind_them(city: Database) -> None:
    with city.connect("owner") as conn:
        for number, product, litres, direction in (
            ("J1", "0D", 20_000, "purchase"),
            ("J2", "95", 9_000, "purchase"),
            ("X1", "92E", 15_000, "sale"),
            ("J2#2", "92", 1_000, "purchase"),
        ):
            conn.execute(
                "INSERT INTO ledger.invoices (invoice_no, seller_uscc, buyer_uscc, issued_on, volume_ml,"
                " amount_fen, station_id, product, direction, received_at)"
                " VALUES (%s, %s, %s, '2026-08-11', %s, 1, %s, %s, %s, now())",
                [number, CHAIN, ALONE, litres * 1000, ZHUSHAN, product, direction],
            )
        for number, product, invoice in (("D1", "92", "J1"), ("D2", "95", "J2"), ("D3", "92", "J2")):
            conn.execute(_DELIVERED, [ZHUSHAN, number, product, invoice])
        for family, stock in (("92", 5_000), ("D", 3_000)):
            conn.execute(_ACCOUNT, [ZHUSHAN, family, stock * 1000, stock * 1000 - 500_000])
    person = Person("shuiwu")
    told = person.see("/tax/purchases?period=2026-08").json()
    lines = {(one["station_id"], one["family"]): one for one in told["lines"]}
    diesel, petrol = lines[ZHUSHAN, "D"], lines[ZHUSHAN, "92"]
    assert (diesel["bought_invoices_ml"], diesel["bought_invoices_kg"]) == (20_000_000, 17_007)
    assert (petrol["sold_ml"], petrol["sale_invoices_ml"]) == (LITRES * 1000, 15_000_000)
    assert (petrol["stock_fall20_ml"], petrol["beyond20_ml"]) == (500_000, 700_000)
    assert lines[ZHUSHAN, "95"]["stock_fall20_ml"] is None
    [renamed] = told["renamed"]
    assert (renamed["delivery_id"], renamed["product"], renamed["invoice_product"]) == ("D1", "92", "0D")
    assert [(one["bought_as"], one["sold_as"], one["ml"]) for one in told["switched"]] == [
        ("D", "92", 13_500_000)
    ]
    papers = person.see(f"/tax/purchases/{ZHUSHAN}?period=2026-08&family=D").json()
    assert [one["invoice_no"] for one in papers["bought"]] == ["J1"]
    assert [(one["delivery_id"], one["invoice_product"]) for one in papers["deliveries"]] == [("D1", "0D")]
    sold = person.see(f"/tax/purchases/{ZHUSHAN}?period=2026-08&family=92").json()
    assert ([one["invoice_no"] for one in sold["sold"]], sold["sold_count"]) == (["X1"], 1)
    assert person.see("/tax/purchases?period=2026-Q3").status_code == 422
    other = Person("leping_shui")
    assert {one["station_id"] for one in other.see("/tax/purchases?period=2026-08").json()["lines"]} == {
        LEPING, LEPING_2
    }  # fmt: skip
    assert other.see(f"/tax/purchases/{ZHUSHAN}?period=2026-08&family=D").status_code == 404


_DELIVERED = """
INSERT INTO ledger.deliveries (station_id, delivery_id, tank_id, product, delivered_at, documented_volume_ml,
    reference, density20_kg_m3, temp_c, supplier_uscc, waybill_no, invoice_no, received_at)
VALUES (%s, %s, 1, %s, '2026-08-10 02:00Z', 9000000, 'ambient', 745, 25, '91350100M000100Y43', '', %s, now())
"""
_ACCOUNT = """
INSERT INTO bureau.stock_accountday (station_id, family, day, opening20_ml, documents20_ml, shifted20_ml,
    entries20_ml, sales20_ml, other20_ml, moved20_ml, variance20_ml, closing20_ml, gauge20_ml, trips20_ml,
    allowed20_ml, documents_l2, tanks)
VALUES (%s, %s, '2026-08-15', %s, 0, 0, 0, 1000000, 0, 0, 700000, %s, 0, 0, 0, 0, 1)
"""


def test_taxpayer_page_has_twelve_months_and_every_version(city: Database) -> None:
    told = Person("shuiwu").see(f"/tax/taxpayers/{ALONE}?until=2026-08").json()
    assert [month["period"] for month in told["months"]][-3:] == list(MONTHS)
    assert len(told["months"]) == 12
    assert [d["current"] for d in told["declarations"] if d["period"] == "2026-06"] == [True, False]
    assert [one["station_id"] for one in told["stations"]] == [ZHUSHAN]
    assert Person("shuiwu").see("/tax/taxpayers/91350100M000100Y44").status_code == 404


def test_chip_finding_is_a_task_that_one_takes_and_ends_with_a_note(city: Database) -> None:
    read_at = datetime(2026, 8, 1, 2, tzinfo=UTC)
    number = finding_id("dispenser.tax_state", ZHUSHAN, "nozzle:3", anchor_of_episode(1))
    with city.connect("owner") as conn:
        for hours, initialised in ((0, True), (1, False), (2, False)):
            conn.execute(
                "INSERT INTO ledger.tax_states (station_id, nozzle_id, read_at, initialised, factory_no,"
                " received_at) VALUES (%s, 3, %s, %s, 'CC1', now())",
                [ZHUSHAN, read_at + timedelta(hours=hours), initialised],
            )
    office.say(
        city,
        office.gap(
            finding_id=number, rule="dispenser.tax_state", message="该枪税控功能未初始化。", ended_at=None
        ),
    )
    person = Person("shuiwu")
    assert person.see("/tax/chips").json() == {
        "nozzles": 3, "ready": 0, "blank": 1, "none": 2, "open_tasks": 1, "taken_tasks": 0
    }  # fmt: skip
    [row] = page(person, "nozzle_chips?state=blank")["items"]
    assert (row["station_id"], row["changed_at"][:13]) == (ZHUSHAN, "2026-08-01T03")
    tasks = {task["kind"] for task in person.see("/workbench").json()["tasks"]}
    assert "tax_chip" in tasks
    assert Person("zhiban").send(f"/tax/chip-tasks/{number}/take").status_code == 403
    assert Person("leping_shui").send(f"/tax/chip-tasks/{number}/take").status_code == 404
    assert person.send(f"/tax/chip-tasks/{number}/done", {"note": "x"}).status_code == 409
    assert person.send(f"/tax/chip-tasks/{number}/take").json()["status"] == "taken"
    assert person.send(f"/tax/chip-tasks/{number}/take").status_code == 409
    over = person.send(f"/tax/chip-tasks/{number}/done", {"note": "已重新初始化"}).json()
    assert (over["status"], over["note"]) == ("done", "已重新初始化")
    told = person.see(f"/tax/chips/{ZHUSHAN}/3").json()
    assert [one["initialised"] for one in told["readings"]] == [False, False, True]
    assert names(page(person, "chip_tasks?task=done"), "finding_id") == [number]
    assert journaled(city, "tax.chip_done") == 1


def test_rates_and_settings_are_data_with_reason_and_journal(city: Database) -> None:
    person = Person("shuiwu")
    rate = {"kind": "vat", "pct": 9, "valid_from": "2027-01-01", "basis": "公告"}
    assert person.send("/tax/rates", rate).status_code == 200
    assert line(person, "2026-07", ALONE)["gap"]["vat_fen"] == round(9_000 * 750 * 13 / 113)
    told = person.see("/tax/comparison?period=2026-07").json()["basis"]
    assert {one["kind"]: one["pct"] for one in told["surcharges"]} == {
        "urban": 7, "education": 3, "local_education": 2
    }  # fmt: skip
    town = {"kind": "urban", "pct": 5, "valid_from": "2026-07-01", "basis": "县城、镇"}
    assert person.send("/tax/rates", town).status_code == 200
    gap = line(person, "2026-07", ALONE)["gap"]
    assert gap["surcharge_fen"] == round(gap["vat_fen"] * 0.10)
    assert person.see("/tax/comparison?period=2026-06").json()["basis"]["surcharge_pct"] == 12
    values = person.see("/tax/desk").json()["settings"]
    wrong = person.send("/tax/settings", {"settings": {**values, "credit_months": 99}, "reason": "试"})
    assert wrong.json()["code"] == "bad_settings"
    assert (
        person.send("/tax/settings", {"settings": {**values, "credit_months": 2}, "reason": "按季"}).json()[
            "settings"
        ]["credit_months"]
        == 2
    )
    assert date.fromisoformat(person.see("/tax/desk").json()["rates"][-4]["valid_from"]) == date(2027, 1, 1)
    assert journaled(city, "tax.settings") == 1
