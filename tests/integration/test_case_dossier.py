"""The dossier of a case: made by the worker, checked and proved where neither database nor archive is."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from tests.conftest import Database
from tests.integration import bureau_office as office
from tests.integration.bureau_office import ZHUSHAN, Person
from tests.integration.tables_kit import office_on
from tests.unit.engine.proof_kit import sealed_sets
from youjian.archive.dossier import check_dossier, packed
from youjian.archive.storage import FolderStorage
from youjian.bureau.scope import scoped
from youjian.contract.fields import business_day
from youjian.detection.registry import judge_pairwise
from youjian.detection.samples import MORNING, after, fuelling
from youjian.ledger.batch import Batch
from youjian.ledger.sealing import seal_due
from youjian.ledger.store import store

DAY = business_day(MORNING)


@pytest.fixture(scope="module")
def taken(
    module_database: Database, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[bytes, str, dict[str, Any]]]:
    """The dossier of a case about a gap whose day is sealed and anchored, the finding's id, the case."""
    place = tmp_path_factory.mktemp("places")
    with pytest.MonkeyPatch.context() as patch, office_on(module_database, django_db_blocker):
        for name in ("ARCHIVE", "ANCHORS", "HOME"):
            patch.setenv(f"YOUJIAN_{name}", str(place / name.lower()))
        (place / "home").mkdir()
        office.furnish(module_database)
        sold = [fuelling(1, received_at=None), fuelling(2, totalizer_ml=1_072_000, received_at=None)]
        listed = [("fuellings", number, record) for number, record in enumerate(sold)]
        with module_database.connect("intake") as conn:
            store(conn, [Batch("station", ZHUSHAN, listed)], after(30), judge_pairwise)
        office.publish()
        seal_and_anchor(module_database, place)
        yield made()


def seal_and_anchor(database: Database, place: Path) -> None:
    from youjian.bureau.sealing.services import anchor

    with database.connect("bureau", autocommit=True) as conn:
        late = MORNING.replace(year=2027)
        archive = FolderStorage(place / "archive")
        seal_due(conn, archive, late, station_id=ZHUSHAN, day=DAY, rule_sets=lambda *_: sealed_sets())
    assert anchor(late) is not None


def made() -> tuple[bytes, str, dict[str, Any]]:
    from youjian.bureau.alerts.models import Alert
    from youjian.bureau.cases import dossiers

    clerk = Person("zhiban")
    with scoped():
        alert = Alert.objects.get(station_id=ZHUSHAN)
    given = {"title": "泵码与交易不符", "kind": "metering", "station_id": ZHUSHAN, "alerts": [alert.pk]}
    case = clerk.send("/cases", given).json()
    paper = clerk.send(f"/cases/{case['id']}/documents", {"kind": "scene_record"})
    assert paper.status_code == 200
    asked = clerk.send(f"/cases/{case['id']}/dossiers").json()["dossiers"][0]
    assert asked["status"] == "queued"
    assert clerk.send(f"/cases/{case['id']}/dossiers").status_code == 409
    assert clerk.see(f"/case-dossiers/{asked['id']}/file").status_code == 409
    assert dossiers.make(asked["id"]) == "made"
    told = clerk.see(f"/cases/{case['id']}").json()
    answer = clerk.see(f"/case-dossiers/{asked['id']}/file")
    assert answer.status_code == 200
    return answer.content, alert.finding_id, told


def elsewhere(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """The command on another machine: no database, no archive, no settings of the platform."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("YOUJIAN_")}
    env = {**kept, "HOME": str(folder), "YOUJIAN_HOME": str(folder / "nothing")}
    command = [sys.executable, "-m", "youjian.cli", *words]
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)


@pytest.fixture
def file(taken: tuple[bytes, str, dict[str, Any]], tmp_path: Path) -> Path:
    path = tmp_path / "AJ.zip"
    path.write_bytes(taken[0])
    return path


def test_it_holds_what_the_case_has_and_says_what_was_proved(
    taken: tuple[bytes, str, dict[str, Any]],
) -> None:
    content, finding, told = taken
    names = set(ZipFile(BytesIO(content)).namelist())
    assert {
        "案卷.pdf",
        "如何核对.txt",
        "case.json",
        "findings.json",
        "journal.jsonl",
        "manifest.json",
    } <= names
    assert f"proof/{finding}-r1/beside/asked.json" in names
    assert any(name.startswith(f"archive/{ZHUSHAN}/{DAY}/") for name in names)
    [row] = told["dossiers"]
    assert [one["status"] for one in row["proved"]] == ["agrees"]
    archive = ZipFile(BytesIO(content))
    assert archive.read("案卷.pdf")[:4] == b"%PDF"
    hands = [json.loads(line) for line in archive.read("journal.jsonl").splitlines()]
    assert {"case.opened", "case.document"} <= {one["action"] for one in hands}


def test_it_is_verified_and_proved_on_another_machine(
    taken: tuple[bytes, str, dict[str, Any]], file: Path
) -> None:
    finding = taken[1]
    key = file.with_name("key.pub")
    key.write_bytes(ZipFile(file).read("key.pub"))
    looked = elsewhere(file.parent, "verify", "AJ.zip", "--trusted-key", "key.pub")
    assert looked.returncode == 0, looked.stdout + looked.stderr
    assert "everything is as it was sealed" in looked.stdout
    proved = elsewhere(file.parent, "prove", finding, "--dossier", "AJ.zip", "--trusted-key", "key.pub")
    assert proved.returncode == 0, proved.stdout + proved.stderr
    assert "figures agree" in proved.stdout
    assert elsewhere(file.parent, "prove", "0" * 32, "--dossier", "AJ.zip").returncode == 2
    assert not (file.parent / "nothing").exists()


def test_a_strange_key_is_not_trusted(file: Path) -> None:
    key = file.with_name("other.pub")
    key.write_text("ed25519 " + "ab" * 32 + "\n")
    looked = elsewhere(file.parent, "verify", "AJ.zip", "--trusted-key", "other.pub")
    assert looked.returncode == 1
    assert "unsigned" in looked.stdout


def rewritten(file: Path, changes: dict[str, bytes | None], more: dict[str, bytes]) -> Path:
    """The dossier with some parts changed, taken out or added, packed again."""
    parts = {name: ZipFile(file).read(name) for name in ZipFile(file).namelist()}
    for name, data in changes.items():
        parts[name] = data if data is not None else b""
    kept = {name: data for name, data in parts.items() if changes.get(name, b"") is not None}
    manifest = kept.pop("manifest.json")
    file.write_bytes(packed({**kept, **more}, manifest))
    return file


@pytest.mark.parametrize("name", ["case.json", "findings.json", "案卷.pdf", "journal.jsonl", "manifest.json"])
def test_one_changed_byte_is_found(file: Path, name: str) -> None:
    data = bytearray(ZipFile(file).read(name))
    data[len(data) // 2] ^= 1
    problems = check_dossier(rewritten(file, {name: bytes(data)}, {})).problems
    assert problems
    assert name == "manifest.json" or [one.path for one in problems] == [name]


def test_every_part_is_covered(file: Path) -> None:
    """Not one file of it, proofs and sealed days among them, can be changed, taken out or added."""
    names = [name for name in ZipFile(file).namelist() if name != "manifest.json"]
    data = {name: ZipFile(file).read(name) for name in names}
    for name in names:
        changed = data[name] + b"x"
        assert [one.path for one in check_dossier(rewritten(file, {name: changed}, {})).problems] == [name]
        assert [one.kind for one in check_dossier(rewritten(file, {name: None}, {})).problems] == ["missing"]
        rewritten(file, {}, {name: data[name]})
    assert [one.kind for one in check_dossier(rewritten(file, {}, {"note.txt": b"x"})).problems] == ["added"]


def test_no_byte_of_the_file_can_be_changed(file: Path) -> None:
    """Not even one of the packing, which no digest covers."""
    whole = file.read_bytes()
    assert check_dossier(file).problems == []
    places = [*range(0, len(whole), max(len(whole) // 300, 1)), *range(len(whole) - 200, len(whole))]
    for place in places:
        changed = bytearray(whole)
        changed[place] ^= 0x11
        file.write_bytes(changed)
        try:
            problems = check_dossier(file).problems
        except ValueError:
            continue
        assert problems, f"byte {place}"


def test_a_figure_that_was_changed_with_its_digests_is_not_signed(file: Path) -> None:
    """Whoever changes a part and the manifest beside it has no key to sign with."""
    case = ZipFile(file).read("case.json").replace("泵码".encode(), "泵马".encode())
    manifest = json.loads(ZipFile(file).read("manifest.json"))
    from youjian.archive.digests import sha256, sm3
    from youjian.archive.manifest import pretty

    for part in manifest["parts"]:
        if part["name"] == "case.json":
            part |= {"size": len(case), "sm3": sm3(case), "sha256": sha256(case)}
    problems = check_dossier(
        rewritten(file, {"case.json": case, "manifest.json": pretty(manifest)}, {})
    ).problems
    assert [one.kind for one in problems] == ["unsigned"]


def test_what_is_no_dossier_is_said_to_be_none(tmp_path: Path) -> None:
    (tmp_path / "no.zip").write_bytes(b"not a zip")
    looked = elsewhere(tmp_path, "verify", "no.zip")
    assert looked.returncode == 2
    assert "no dossier" in looked.stderr
