"""A folder read station by station: however its files are made, the same facts and the same bad rows."""

import pickle
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq
import pytest

from tests.unit.archive.conftest import FOLDER
from youjian.archive import sources, splits
from youjian.archive.folder import AuditFolder, StationRead
from youjian.archive.text import LINE

HERE, THERE = "3602030017", "3602030018"
STATIONS = {
    name: "".join(
        line + (line.replace(HERE, THERE) if number else "")
        for number, line in enumerate(text.splitlines(keepends=True))
    )
    for name, text in FOLDER.items()
}
HEAD = f"{HERE},3,42,2026-11-22T08:10:00+08:00,2026-11-22T08:12:00+08:00"
SOLD = "30000,756,22680,1072000,sale"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "folder"
    path.mkdir()
    for name, text in STATIONS.items():
        (path / f"{name}.csv").write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every table is too large for memory."""
    monkeypatch.setattr(sources, "_SMALL_ROWS", 0)
    monkeypatch.setattr(sources, "_SMALL_BYTES", 0)
    monkeypatch.setattr(splits, "_HELD_ROWS", 2)


def append(folder: Path, table: str, *lines: str) -> None:
    with (folder / f"{table}.csv").open("a", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines)


def told(folder: Path) -> list[str]:
    """Every bad row of a folder, the folder's own first."""
    with AuditFolder(folder) as audit:
        reads = [audit.station(station_id) for station_id in audit.station_ids()]
        return [str(row) for row in [*audit.bad_of_folder(), *(row for read in reads for row in read.bad)]]


def station(folder: Path, station_id: str = HERE) -> StationRead:
    with AuditFolder(folder) as audit:
        return audit.station(station_id)


def everything(folder: Path) -> dict[str, list[dict]]:
    """All facts of all stations as rows."""
    with AuditFolder(folder) as audit:
        audit.prepare()
        facts = [audit.station(station_id).facts for station_id in audit.station_ids()]
        return {
            name: [row for one in facts for row in one.history(name).to_pylist()] for name in audit.tables()
        }


def as_parquet(folder: Path, *, order: str | None = None, rows: int | None = None) -> None:
    """The tables of a folder as Parquet, sorted by a column of theirs or as they stand."""
    with AuditFolder(folder) as audit:
        parts = [audit.station(station_id).facts for station_id in audit.station_ids()]
        tables = {name: pa.concat_tables([part.stored(name) for part in parts]) for name in audit.tables()}
    for name, table in tables.items():
        is_sorted = order is None or order not in table.column_names
        written = table if is_sorted else table.sort_by([(order, "descending")])
        pq.write_table(written, folder / f"{name}.parquet", row_group_size=rows)
        (folder / f"{name}.csv").unlink()


def test_a_station_sees_its_own_rows_and_the_prices_of_all(folder: Path) -> None:
    (folder / "price_caps.csv").write_text(
        "region_code,product,effective_from,max_price_fen\n36,92,2026-01-01T00:00:00+08:00,800\n"
    )
    with AuditFolder(folder) as audit:
        assert audit.station_ids() == [HERE, THERE]
        for station_id in audit.station_ids():
            read = audit.station(station_id)
            assert (read.bad, read.duplicates) == ([], 0)
            assert read.facts.history("fuellings")["station_id"].unique().to_pylist() == [station_id]
            assert read.facts.history("stations")["station_id"].to_pylist() == [station_id]
            assert read.facts.history("price_caps").num_rows == 1
            assert read.facts.has("conflicts")
            assert not read.facts.has("heartbeats")
        with pytest.raises(KeyError):
            audit.station("3602039999")


@pytest.mark.parametrize("order", [None, "station_id", "tank_id", "at", "ended_at"])
@pytest.mark.parametrize("rows", [None, 1, 2])
@pytest.mark.parametrize("is_large", [False, True])
def test_parquet_in_any_order_gives_what_csv_gives(
    folder: Path, request: pytest.FixtureRequest, order: str | None, rows: int | None, is_large: bool
) -> None:
    append(folder, "tank_readings", f"{HERE},1,2026-11-22T08:01:00+08:00,1250.2,0,20.5")
    expected = everything(folder)
    as_parquet(folder, order=order, rows=rows)
    if is_large:
        request.getfixturevalue("large")
    found = everything(folder)
    assert found == expected
    assert len(found["tank_readings"]) == 3


@pytest.mark.usefixtures("large")
def test_a_large_csv_is_set_down_once_and_removed(folder: Path, tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    append(folder, "fuellings", f"{HEAD},{SOLD},wrong", "1,2")
    audit = AuditFolder(folder, scratch=scratch)
    audit.prepare()
    [made] = scratch.iterdir()
    assert (made / "fuellings").is_dir()
    sent: AuditFolder = pickle.loads(pickle.dumps(audit))  # noqa: S301
    assert len(sent.station(HERE).bad) == 1
    assert sent.bad_of_folder() == audit.bad_of_folder() != []
    assert (sent.first_known(), sent.last_known()) == (audit.first_known(), audit.last_known())
    sent.close()
    assert made.is_dir()
    audit.close()
    assert not made.exists()


@pytest.mark.usefixtures("large")
def test_two_who_set_down_the_same_table_at_once_agree(folder: Path, tmp_path: Path) -> None:
    first = AuditFolder(folder, scratch=tmp_path / "scratch")
    second: AuditFolder = pickle.loads(pickle.dumps(first))  # noqa: S301
    place = first.scratch / "fuellings"
    batches = [pa.table({"station_id": [HERE], LINE: [2]})]

    def said() -> dict:
        second.prepare()
        return {"range": [], "refused": []}

    splits.write_split(place, batches, "station_id", [HERE], said)
    first.prepare()
    assert [path.name for path in first.scratch.iterdir() if "partial" in path.name] == []
    assert first.station(HERE).facts.history("fuellings").num_rows == 2
    first.close()


def test_every_bad_row_is_named_exactly_once(folder: Path) -> None:
    append(folder, "tank_readings", "3602039999,1,2026-11-22T08:00:00+08:00,1,0,20")
    append(folder, "tank_readings", ",1,2026-11-22T08:00:00+08:00,1,0,20", "36,1,x,1,0,20", "1,2")
    append(folder, "tank_readings", f"{THERE},1,2026-11-22T08:05:00,1250.1,0,20.5")
    append(folder, "nozzles", f"{HERE},4,,2,9,92")
    assert told(folder) == [
        "tank_readings.csv:4: station 3602039999 is not in stations",
        "tank_readings.csv:5: Object missing required field `station_id`",
        "tank_readings.csv:6: Expected `str` matching regex '^[0-9]{10}$(?!\\\\n)' - at `$.station_id`",
        "tank_readings.csv:7: 2 fields where the header has 6",
        "nozzles.csv:4: tank 9 of station 3602030017 is not in tanks",
        "tank_readings.csv:8: Expected `datetime` with a timezone component - at `$.at`",
    ]


@pytest.mark.parametrize("is_large", [False, True])
def test_rows_of_parquet_are_named_by_their_number_in_the_file(
    folder: Path, request: pytest.FixtureRequest, is_large: bool
) -> None:
    as_parquet(folder)
    path = folder / "tank_readings.parquet"
    good = pq.read_table(path)
    stranger = good.slice(0, 1).set_column(0, "station_id", [["3602039999"]])
    null = good.slice(0, 1).set_column(0, "station_id", [pa.array([None], pa.string())])
    cold = good.slice(1, 1).set_column(good.column_names.index("temp_c"), "temp_c", [[-300.0]])
    pq.write_table(
        pa.concat_tables([good, stranger, cold, null], promote_options="permissive"), path, row_group_size=2
    )
    if is_large:
        request.getfixturevalue("large")
    assert told(folder) == [
        "tank_readings.parquet:3: station 3602039999 is not in stations",
        "tank_readings.parquet:5: Object missing required field `station_id`",
        "tank_readings.parquet:4: Expected `float` >= -273.15 - at `$.temp_c`",
    ]


def test_files_that_cannot_be_read_are_named_and_not_there(folder: Path) -> None:
    (folder / "nozzles.csv").unlink()
    (folder / "heartbeats.parquet").write_bytes(b"no parquet at all")
    (folder / "seals.csv").write_text("station_id,dispenser_id,dispenser_id\n")
    (folder / "trips.csv").write_bytes("加油,".encode("gbk"))
    (folder / "as_of").write_text("yesterday")
    bad = told(folder)
    assert bad[0] == "nozzles.csv:0: the required table nozzles is missing (.csv or .parquet)"
    assert bad[1] == "seals.csv:1: missing column position, seal_no, applied_on"
    assert bad[2].startswith("heartbeats.parquet:0: ")
    assert bad[3].startswith("trips.csv:0: not UTF-8")
    assert bad[4].startswith("as_of:1: ")
    assert len(bad) == 5
    with AuditFolder(folder) as audit:
        assert audit.tables() == set(STATIONS) - {"nozzles"}
        assert audit.as_of() is None


def test_without_its_stations_a_folder_names_no_row(folder: Path) -> None:
    (folder / "stations.csv").unlink()
    assert told(folder) == ["stations.csv:0: the required table stations is missing (.csv or .parquet)"]


def test_unknown_columns_are_passed_over_and_noted(folder: Path) -> None:
    text = (folder / "tank_readings.csv").read_text()
    (folder / "tank_readings.csv").write_text(
        "\n".join(f"{line},{'line' if not n else 'red'}" for n, line in enumerate(text.splitlines()))
    )
    assert told(folder) == []
    with AuditFolder(folder) as audit:
        assert audit.notes() == ["tank_readings.csv: column line is not of the contract and is not read"]
        assert audit.station(HERE).facts.history("tank_readings").num_rows == 1


def test_the_first_content_known_stands_and_the_other_is_a_conflict(folder: Path) -> None:
    path = folder / "fuellings.csv"
    lines = path.read_text().splitlines()
    path.write_text("\n".join([f"{lines[0]},received_at", *(f"{line}," for line in lines[1:]), ""]))
    append(folder, "fuellings", f"{HEAD},29000,756,21924,1072000,sale,live,2026-11-22T08:11:00+08:00")
    read = station(folder)
    assert (read.bad, read.duplicates) == ([], 0)
    assert read.facts.history("fuellings")["volume_ml"].to_pylist() == [30_000, 29_000]
    [conflict] = read.facts.history("conflicts").drop_columns(["known_at"]).to_pylist()
    kept, refused = (msgspec.json.decode(conflict.pop(name)) for name in ("kept", "refused"))
    assert conflict == {
        "station_id": HERE,
        "table": "fuellings",
        "key": '{"nozzle_id":3,"seq":42}',
        "received_at": datetime(2026, 11, 22, 0, 12, tzinfo=UTC),
        "subject": "nozzle:3",
        "at": datetime(2026, 11, 22, 0, 12, tzinfo=UTC),
    }
    assert (kept["volume_ml"], refused["volume_ml"]) == (29_000, 30_000)
    assert kept["ended_at"] == "2026-11-22T00:12:00Z"


def test_duplicates_are_counted_and_corrections_kept(folder: Path) -> None:
    append(folder, "fuellings", f"{HEAD},{SOLD},live", f"{HEAD},{SOLD},corrected", f"{HEAD},{SOLD},corrected")
    append(folder, "fuellings", f"{HEAD},42000,756,31752,1072000,sale,corrected", f"{HEAD},{SOLD},corrected")
    read = station(folder)
    assert (read.bad, read.duplicates) == ([], 3)
    history = read.facts.history("fuellings")
    assert history["source"].to_pylist() == ["live", "live", "corrected", "corrected"]
    assert read.facts.history("conflicts").num_rows == 0


def test_a_filing_of_the_same_moment_with_other_content_is_a_conflict(folder: Path) -> None:
    (folder / "declarations.csv").write_text(
        "station_id,period,product,volume_ml,amount_fen,filed_at\n"
        f"{HERE},2026-10,92,5,5,2026-11-10T08:00:00+08:00\n"
        f"{HERE},2026-10,92,6,5,2026-11-11T08:00:00+08:00\n"
        f"{HERE},2026-10,92,5,5,2026-11-11T08:00:00+08:00\n"
        f"{HERE},2026-10,92,6,5,2026-11-11T08:00:00+08:00\n"
    )
    read = station(folder)
    assert read.duplicates == 1
    assert read.facts.history("declarations")["volume_ml"].to_pylist() == [5, 6]
    assert read.facts.history("conflicts")["subject"].to_pylist() == ["station"]


def test_an_invoice_that_two_stations_name_is_a_conflict_of_the_later(folder: Path) -> None:
    code = "91350100M000100Y43"
    (folder / "invoices.csv").write_text(
        "invoice_no,seller_uscc,buyer_uscc,product,volume_ml,amount_fen,issued_on,direction,station_id\n"
        + "".join(
            f"{number},{code},{code},92,5,5,2026-11-{day},purchase,{owner}\n"
            for number, day, owner in [
                ("A", 12, HERE), ("A", 11, THERE), ("A", 11, THERE), ("B", 11, HERE),
                ("C", 12, HERE), ("C", 12, HERE), ("D", 12, HERE), ("D", 12, THERE),
            ]
        )
    )  # fmt: skip
    here, there = (station(folder, one) for one in (HERE, THERE))
    assert here.facts.history("invoices")["invoice_no"].to_pylist() == ["B", "C", "D"]
    assert there.facts.history("invoices")["invoice_no"].to_pylist() == ["A"]
    assert (here.duplicates, there.duplicates) == (1, 1)
    assert here.facts.history("conflicts")["key"].to_pylist() == ['{"invoice_no":"A"}']
    assert there.facts.history("conflicts")["key"].to_pylist() == ['{"invoice_no":"D"}']


def test_a_repeated_line_of_the_register_is_a_bad_row(folder: Path) -> None:
    append(folder, "nozzles", f"{HERE},3,,2,1,92", f"{HERE},3,,2,1,95")
    assert told(folder) == [
        f"nozzles.csv:{line}: the key station_id={HERE}, nozzle_id=3, valid_from=None was there before"
        for line in (4, 5)
    ]


def test_the_clock_of_a_device_does_not_widen_the_range(folder: Path) -> None:
    as_parquet(folder)
    path = folder / "tank_readings.parquet"
    table = pq.read_table(path)
    place = table.column_names.index("received_at")
    late = datetime(2026, 11, 22, 0, 5, tzinfo=UTC)
    received = pa.array([None, late], table["received_at"].type)
    wrong = pa.array([late, datetime(2036, 1, 1, tzinfo=UTC)], table["at"].type)
    pq.write_table(table.set_column(place, "received_at", received).set_column(2, "at", wrong), path)
    (folder / "fuellings.parquet").unlink()
    with AuditFolder(folder) as audit:
        assert (audit.first_known(), audit.last_known()) == (late, late)


def test_the_range_of_known_times_is_that_of_devices(folder: Path) -> None:
    append(folder, "tank_readings", f"{HERE},1,2026-11-23T08:00:00+08:00,1250.1,0,20.5")
    expected = (datetime(2026, 11, 22, tzinfo=UTC), datetime(2026, 11, 23, tzinfo=UTC))
    with AuditFolder(folder) as audit:
        assert (audit.first_known(), audit.last_known()) == expected
    as_parquet(folder, rows=1)
    with AuditFolder(folder) as audit:
        assert (audit.first_known(), audit.last_known()) == expected


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
@pytest.mark.parametrize("zone", ["UTC", "Asia/Shanghai", "+08:00"])
def test_moments_of_any_unit_and_zone_are_the_same(folder: Path, unit: str, zone: str) -> None:
    expected = everything(folder)["fuellings"]
    as_parquet(folder)
    path = folder / "fuellings.parquet"
    table = pq.read_table(path)
    for name in ("started_at", "ended_at"):
        place = table.column_names.index(name)
        table = table.set_column(place, name, table[name].cast(pa.timestamp(unit, tz=zone)))
    pq.write_table(table, path)
    assert everything(folder)["fuellings"] == expected
    naive = table.set_column(place, name, pc.local_timestamp(table[name]))
    pq.write_table(naive, path)
    assert len(told(folder)) == 4
