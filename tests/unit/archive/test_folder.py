"""An audit folder is taken whole, or every bad row is named with file, line and reason."""

from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from youjian.archive.folder import BadFolderError, FolderFacts, read_registry
from youjian.contract.tables import TABLES
from youjian.detection.facts import Facts
from youjian.detection.registry import judge

NOON = datetime(2026, 11, 22, 4, tzinfo=UTC)


def append(folder: Path, table: str, *lines: str) -> None:
    with (folder / f"{table}.csv").open("a", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines)


def bad(folder: Path) -> list[str]:
    return [str(row) for row in read_registry(folder).bad]


def test_a_good_registry_is_read_as_records(folder: Path) -> None:
    registry = read_registry(folder)
    assert registry.bad == []
    assert {name: len(records) for name, records in registry.tables.items()} == {
        "stations": 1, "tanks": 1, "tank_charts": 3, "nozzles": 1,
    }  # fmt: skip
    [nozzle] = registry.tables["nozzles"]
    assert (nozzle.valid_from, nozzle.tank_id) == (None, 1)


def test_a_mark_before_the_text_as_excel_writes_it_is_passed_over(folder: Path) -> None:
    path = folder / "nozzles.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert bad(folder) == []


def test_every_bad_row_is_named_at_once(folder: Path) -> None:
    append(folder, "tanks", "3602030017,2,93,30000,28500,2500,,740", "3602030017,3,92,-1,28500,2500,,740")
    append(folder, "nozzles", "3602030017,4,,2,x,92", "3602030017,5,,2,1")
    assert bad(folder) == [
        "tanks.csv:3: Invalid enum value '93' - at `$.product`",
        "tanks.csv:4: Expected `float` >= 0.0 - at `$.capacity_l`",
        "nozzles.csv:3: Expected `int`, got `str` - at `$.tank_id`",
        "nozzles.csv:4: 5 fields where the header has 6",
    ]


@pytest.mark.parametrize(
    ("table", "line", "reason"),
    [
        ("nozzles", "3602030017,4,,2,9,92", "tank 9 of station 3602030017 is not in tanks"),
        ("nozzles", "3602030099,4,,2,1,92", "station 3602030099 is not in stations"),
        ("tanks", "3602030099,2,92,30000,28500,2500,,740", "station 3602030099 is not in stations"),
        ("tanks", "3602030017,2,92,30000,30001,2500,,740", "safe_fill_l 30001 is above capacity_l 30000"),
        (
            "tanks",
            "3602030017,1,95,30000,28500,2500,,740",
            "the key station_id=3602030017, tank_id=1 was there before",
        ),
        (
            "tank_charts",
            "3602030017,1,2020-01-01T00:00:00+08:00,2000,14000",
            "volume falls to 14000 L at 2000 mm",
        ),
        (
            "tank_charts",
            "3602030017,1,2020-01-01T00:00:00+08:00,2600,30001",
            "height 2600 mm is above the tank's diameter 2500 mm",
        ),
        (
            "tank_charts",
            "3602030017,1,2020-01-01T00:00:00+08:00,2400,33001",
            "volume 33001 L is over the tank's capacity 30000 L by a tenth",
        ),
        (
            "stations",
            "3602030018,城西,360203,private,91350100M000100Y44,1,true,117.2,29.3,operating,2010-01-01",
            "uscc: check character of '91350100M000100Y44' should be '3'",
        ),
    ],
)
def test_a_row_that_does_not_fit_the_others_is_named(
    folder: Path, table: str, line: str, reason: str
) -> None:
    number = len((folder / f"{table}.csv").read_text(encoding="utf-8").splitlines()) + 1
    append(folder, table, line)
    assert f"{table}.csv:{number}: {reason}" in bad(folder)


def test_a_chart_replaced_from_a_day_on_is_judged_by_itself(folder: Path) -> None:
    append(folder, "tank_charts", "3602030017,1,2026-01-01T00:00:00+08:00,2400,9000")
    assert bad(folder) == []


def test_a_missing_required_table_and_an_unknown_column_are_named(folder: Path) -> None:
    (folder / "nozzles.csv").unlink()
    (folder / "tanks.csv").write_text("station_id,tank_id,colour\n", encoding="utf-8")
    told = bad(folder)
    assert "nozzles.csv:0: the required table nozzles is missing (.csv or .parquet)" in told
    assert any(
        row.startswith("tanks.csv:1: unknown column colour; tanks has station_id, tank_id,") for row in told
    )


def test_a_missing_column_is_named_once_and_not_for_every_row(folder: Path) -> None:
    path = folder / "nozzles.csv"
    path.write_text("station_id,nozzle_id,tank_id,product\n3602030017,3,1,92\n", encoding="utf-8")
    assert bad(folder) == ["nozzles.csv:1: missing column dispenser_id"]


def test_text_that_is_not_utf8_is_a_bad_file(folder: Path) -> None:
    (folder / "stations.csv").write_bytes("加油站".encode("gbk"))
    assert any(row.startswith("stations.csv:0: not UTF-8; save the file as UTF-8") for row in bad(folder))


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="is not a folder"):
        read_registry(tmp_path / "nowhere")


def test_a_folder_is_judged_as_facts(folder: Path) -> None:
    facts: Facts = FolderFacts(folder)
    assert facts.has("fuellings")
    assert not facts.has("heartbeats")
    [found] = judge("pairwise", facts, NOON)
    assert (found.rule, found.estimate) == ("fuelling.totalizer_gap", 12_000)
    assert judge("pairwise", facts, datetime(2026, 11, 22, 0, 11, tzinfo=UTC)) == []


def test_parquet_gives_the_same_facts_as_csv(folder: Path) -> None:
    from_csv = FolderFacts(folder)
    for path in list(folder.glob("*.csv")):
        pq.write_table(from_csv.known(path.stem, NOON), path.with_suffix(".parquet"))
        path.unlink()
    from_parquet = FolderFacts(folder)
    for name in TABLES:
        assert from_parquet.known(name, NOON) == from_csv.known(name, NOON)


def test_a_bad_row_of_parquet_is_named_by_its_row(folder: Path) -> None:
    good = FolderFacts(folder).known("fuellings", NOON)
    table = good.set_column(5, "volume_ml", [[30_000, -1]])
    pq.write_table(table, folder / "fuellings.parquet")
    with pytest.raises(BadFolderError, match=r"fuellings.parquet:2: Expected `int` >= 0 - at `\$.volume_ml`"):
        FolderFacts(folder)


def test_bad_rows_stop_an_audit_unless_they_are_to_be_skipped(folder: Path) -> None:
    append(folder, "fuellings", "3602030017,3,43,yesterday,,,,,,,")
    with pytest.raises(BadFolderError, match=r"1 bad rows:\nfuellings.csv:4: ") as refused:
        FolderFacts(folder)
    assert [(row.file, row.line) for row in refused.value.bad] == [("fuellings.csv", 4)]
    skipped = FolderFacts(folder, skip_bad=True)
    assert skipped.bad == refused.value.bad
    assert skipped.known("fuellings", NOON).num_rows == 2


def test_the_same_fuelling_twice_is_one_and_another_content_is_a_conflict(folder: Path) -> None:
    head = "3602030017,3,42,2026-11-22T08:10:00+08:00,2026-11-22T08:12:00+08:00"
    append(folder, "fuellings", f"{head},30000,756,22680,1072000,sale,live")
    assert FolderFacts(folder).known("fuellings", NOON).num_rows == 2
    append(folder, "fuellings", f"{head},29000,756,22680,1072000,sale,live")
    facts = FolderFacts(folder)
    assert facts.bad == []
    assert facts.known("fuellings", NOON)["volume_ml"].to_pylist() == [30_000, 30_000]
    codes = [found.rule for found in judge("pairwise", facts, NOON)]
    assert codes == ["fuelling.totalizer_gap", "record.conflict"]


def test_a_corrected_fuelling_is_a_version_and_no_conflict(folder: Path) -> None:
    head = "3602030017,3,42,2026-11-22T08:10:00+08:00,2026-11-22T08:12:00+08:00"
    append(folder, "fuellings", f"{head},42000,756,31752,1072000,sale,corrected")
    facts = FolderFacts(folder)
    assert facts.known("fuellings", NOON)["volume_ml"].to_pylist() == [30_000, 42_000]
    assert judge("pairwise", facts, NOON) == []


def test_one_station_of_a_folder_is_facts_of_its_own(folder: Path) -> None:
    append(
        folder,
        "stations",
        "3602030018,城西,360203,private,91350100M000100Y43,1,true,117.2,29.3,operating,2010-01-01",
    )
    facts = FolderFacts(folder)
    assert facts.station_ids() == ["3602030017", "3602030018"]
    assert facts.of_station("3602030017").known("fuellings", NOON).num_rows == 2
    assert facts.of_station("3602030018").known("fuellings", NOON).num_rows == 0


def test_a_folder_may_say_to_which_moment_it_is_complete(folder: Path) -> None:
    assert FolderFacts(folder).as_of is None
    (folder / "as_of").write_text("2026-11-22T12:00:00+08:00\n", encoding="utf-8")
    assert FolderFacts(folder).as_of == NOON
    (folder / "as_of").write_text("2026-11-22T12:00:00", encoding="utf-8")
    with pytest.raises(ValueError, match="needs its offset"):
        FolderFacts(folder)
