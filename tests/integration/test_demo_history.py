"""The demo's past is sealed like any other day: with its register, its rules, in one chain."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from tests.conftest import Database
from youjian.archive.days import read_day, read_registry, read_rule_sets, seals_of
from youjian.archive.folder import read_registry as read_register
from youjian.archive.storage import FolderStorage
from youjian.archive.verify import examine
from youjian.commands import demo_profile
from youjian.commands.demo_history import Past, fill_archive
from youjian.commands.demo_papers import follow_papers
from youjian.contract.records import Delivery
from youjian.detection.rule_sets import CURRENT
from youjian.ledger.office import store_papers
from youjian.ledger.registry import replace_registry
from youjian.ledger.scope import EVERYTHING, set_scope
from youjian.simulator.registry import read_registry as read_plans

STATION = "3602030017"


@pytest.fixture
def past(database: Database, tmp_path: Path) -> Past:
    profile = demo_profile.load("jingdezhen")
    with database.connect("bureau") as conn:
        set_scope(conn, EVERYTHING)
        replace_registry(conn, read_register(profile.registry).tables)
    short = msgspec.structs.replace(profile.simulation, ledger_days=1, history_scenarios=[])
    end = datetime(2026, 11, 22, 4, tzinfo=UTC)
    return Past(msgspec.structs.replace(profile, simulation=short), tmp_path, end - timedelta(days=4), end)


def test_earlier_days_are_sealed_with_the_whole_register(
    past: Past, tmp_path: Path, database: Database
) -> None:
    storage = FolderStorage(tmp_path / "archive")
    (tmp_path / "history").mkdir()
    assert list(fill_archive(past, [STATION], storage)) == [STATION]
    seals = seals_of(storage, STATION)
    assert [seal.manifest.number for seal in seals] == list(range(1, len(seals) + 1))
    assert len(seals) >= 2
    registry = read_registry(storage, seals[0])
    assert {name for name, rows in registry.items() if rows.num_rows} >= {"stations", "tanks", "nozzles"}
    assert registry["tank_charts"].num_rows > 100, "charts, too"
    assert [one.version for one in read_rule_sets(storage, seals[0])] == [CURRENT.version]
    assert examine(storage).problems == []
    papers = _papers(database)
    sealed = [read_day(storage, STATION, seal.manifest.day).get("fuellings") for seal in seals]
    assert papers["fuellings"] == sum(len(rows) for rows in sealed if rows is not None) > 0
    assert papers["trips"] == papers["deliveries"] > 0
    assert papers["declarations"] > 0
    assert papers["late_days"] == 0, "the demo's own days need no further seal"
    past.done(STATION, "archive").unlink()
    list(fill_archive(past, [STATION], storage))
    assert seals_of(storage, STATION) == seals, "made again, nothing new is sealed"
    assert _papers(database) == papers


def test_what_simulated_stations_report_gets_its_trip_and_invoice_once(
    past: Past, database: Database
) -> None:
    plans = read_plans(past.profile.registry)
    mine = {"station_id": STATION, "tank_id": 1, "product": "92", "reference": "20"}
    figures = {"documented_volume_ml": 12_000_000, "density20_kg_m3": 735.0, "temp_c": 15.0}
    hour = timedelta(hours=1)
    told = [
        Delivery(**mine, **figures, delivery_id=number, delivered_at=past.end + at)
        for number, at in ((f"{STATION}-000007", hour), (f"{STATION}-000006", -hour), ("JY-1", hour))
    ]
    with database.connect("bureau") as conn:
        set_scope(conn, EVERYTHING)
        store_papers(conn, "deliveries", told, past.end + 2 * hour)
    assert [follow_papers(plans, past.end, 7) for _ in range(2)] == [1, 0]
    papers = _papers(database)
    assert (papers["trips"], papers["invoices"]) == (1, 1)


def _papers(database: Database) -> dict[str, int]:
    names = ("fuellings", "deliveries", "trips", "invoices", "declarations", "late_days")
    with database.connect("owner") as conn:
        return {name: conn.execute(f"SELECT count(*) FROM ledger.{name}").fetchone()[0] for name in names}  # type: ignore[index]  # noqa: S608
