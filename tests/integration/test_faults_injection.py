"""SQL, formulas, markup and odd letters in every text field of every table: stored and shown as they came."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from openpyxl import load_workbook
from psycopg import sql

from benchmarks.faults.texts import STATION, TEXTS, record, text_fields
from tests.conftest import Database
from tests.integration import bureau_office as office
from tests.integration.bureau_office import Person
from tests.integration.intake_kit import enrolled_box, running_door
from tests.integration.tables_kit import office_on
from youjian.archive.folder import FolderFacts
from youjian.bureau.tables.cells import restored
from youjian.cli import main
from youjian.contract.records import Record
from youjian.contract.tables import TABLES
from youjian.intake.records import DEVICE_TABLES
from youjian.ledger.batch import Batch
from youjian.ledger.registry import replace_registry
from youjian.ledger.scope import EVERYTHING, set_scope
from youjian.ledger.store import store

WITH_TEXT = tuple(name for name, spec in TABLES.items() if text_fields(spec))
FROM_DEVICES = tuple(name for name in WITH_TEXT if name in DEVICE_TABLES)
FROM_OFFICES = tuple(name for name in WITH_TEXT if TABLES[name].kind == "fact" and name not in DEVICE_TABLES)
OF_THE_REGISTER = tuple(name for name in WITH_TEXT if TABLES[name].kind == "registry")


def records(name: str) -> list[Record]:
    """A record for each text; stations have numbers of their own."""
    return [record(TABLES[name], number, text, **_given(name, number)) for number, text in enumerate(TEXTS)]


def _given(name: str, number: int) -> dict[str, Any]:
    """What a sample has to have so that its table holds together: stations differ, a chart has many lines."""
    if name == "stations":
        return {"station_id": f"360203{5000 + number}"}
    if name == "tank_charts":
        return {
            "tank_id": 1,
            "valid_from": "2020-01-01T00:00:00Z",
            "height_mm": number / 4,
            "volume_l": number / 4,
        }
    return {}


@pytest.fixture(scope="module")
def city(module_database: Database, django_db_blocker: Any) -> Iterator[Database]:
    """The small city, filled by the door, by an import of facts and by one of the register."""
    with office_on(module_database, django_db_blocker):
        office.furnish(module_database)
        from youjian.bureau.accounts import services

        services.take_accounts([office._person("guanli", "admin", ["3602"])])
        with module_database.connect("owner") as conn:
            set_scope(conn, EVERYTHING)
            replace_registry(conn, {name: records(name) for name in OF_THE_REGISTER})
            offices = [(name, n, one) for name in FROM_OFFICES for n, one in enumerate(records(name))]
            batch = Batch(door="import", station_id=None, records=offices, raw_of=lambda *_: b"")
            assert store(conn, [batch], datetime.now(UTC), None)[0].stored == len(offices)
        yield module_database


def column(database: Database, table: str, name: str) -> set[str]:
    with database.connect("owner") as conn:
        set_scope(conn, EVERYTHING)
        query = sql.SQL("SELECT {} FROM {}").format(sql.Identifier(name), sql.Identifier("ledger", table))
        return {row[0] for row in conn.execute(query).fetchall()}


def test_what_devices_send_is_stored_as_it_came(city: Database) -> None:
    sent = {name: [msgspec.to_builtins(one) for one in records(name)] for name in FROM_DEVICES}
    with city.connect("owner") as conn, running_door() as running:
        set_scope(conn, EVERYTHING)
        box = enrolled_box(running, conn, collector_id="C-1")
        receipt = box.receipt(**sent)
    assert (receipt["stored"], receipt["quarantined"]) == (sum(map(len, sent.values())), [])


@pytest.mark.parametrize("table", WITH_TEXT)
def test_every_text_field_holds_every_text_as_it_came(city: Database, table: str) -> None:
    for name in text_fields(TABLES[table]):
        assert set(TEXTS) <= column(city, table, name), name


def test_lists_and_exports_show_every_text_as_it_came(city: Database) -> None:
    clerk = Person("guanli")
    listed = {entry["name"] for entry in clerk.see("/tables").json()} & set(WITH_TEXT)
    assert {"stations", "seals", "verifications"} <= listed
    for table in sorted(listed):
        shown = {column["name"] for column in clerk.see(f"/tables/{table}").json()["columns"]}
        for name in shown & set(text_fields(TABLES[table])):
            path = f"/tables/{table}/export?columns={name}"
            book = load_workbook(io.BytesIO(b"".join(clerk.see(path)))).worksheets[0]
            cells: list[Any] = [row[0] for row in book.iter_rows(min_row=2)]
            assert "f" not in {cell.data_type for cell in cells}, (table, name)
            assert set(TEXTS) <= {cell.value for cell in cells}, (table, name)
            text = b"".join(clerk.see(path + "&format=csv")).decode("utf-8-sig")
            rows = [restored(row[0]) for row in csv.reader(io.StringIO(text, newline=""))][1:]
            assert set(TEXTS) <= set(rows), (table, name)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An audit folder with every text in every text field, as a spreadsheet would save it."""
    for name, spec in TABLES.items():
        rows = [msgspec.to_builtins(one) for one in [*records(name), *_own_station(name)]]
        columns = [column for column in spec.columns if column != "received_at"]
        with (tmp_path / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, extrasaction="ignore")
            writer.writeheader()
            writer.writerows(rows)
    return tmp_path


def _own_station(name: str) -> list[Record]:
    """The station that all other tables speak of."""
    return [record(TABLES[name], 0, "油站", station_id=STATION)] if name == "stations" else []


def test_an_audit_reads_every_text_as_it_came(folder: Path) -> None:
    facts = FolderFacts(folder)
    for name in WITH_TEXT:
        read = facts.stored(name)
        for field in text_fields(TABLES[name]):
            assert set(TEXTS) <= set(read[field].to_pylist()), (name, field)


def test_an_audits_report_runs_none_of_them(folder: Path, tmp_path: Path) -> None:
    out, report = tmp_path / "out" / "findings.csv", tmp_path / "out" / "report.html"
    out.parent.mkdir()
    assert main(["audit", str(folder), "--out", str(out), "--report", str(report), "--jobs", "1"]) == 0
    page = report.read_text(encoding="utf-8")
    assert "alert(1)" in page
    assert "<script>alert(1)" not in page
    assert "<img src=x" not in page
