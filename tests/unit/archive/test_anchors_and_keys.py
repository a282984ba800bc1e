"""Anchors find a chain that was made anew, and signatures are those of the standards."""

import json
import shutil
import stat
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.archive.archive_kit import DAY, KEY, NOW, OTHER, SIGNER, anchor, look, seal, small_archive
from youjian.archive import merkle, sm2
from youjian.archive.anchors import head_of, read_anchors, signed_bytes, write_anchor
from youjian.archive.days import seals_of
from youjian.archive.digests import sm3
from youjian.archive.manifest import leaves
from youjian.archive.signing import (
    SIGNER_VARIABLE,
    Ed25519Signer,
    PublicKey,
    Signer,
    open_signer,
    public_key_of,
    read_public_keys,
)
from youjian.archive.storage import FolderStorage
from youjian.archive.verify import Problem, examine, verify
from youjian.cli import main
from youjian.detection.samples import STATION

OTHER_SIGNER = Ed25519Signer(bytes(32))


def told(problems: list[Problem]) -> set[tuple[str, str]]:
    return {(problem.kind, problem.path) for problem in problems}


def hardware() -> Signer:
    """What a city's own signer looks like to the platform: see docs/archive.md."""
    return OTHER_SIGNER


def test_a_chain_made_anew_is_found_by_the_anchors_and_by_nothing_else(tmp_path: Path) -> None:
    storage, second = small_archive(tmp_path)
    shutil.rmtree(storage.root)
    seal(storage, STATION, DAY, 1, 9)
    seal(storage, OTHER, DAY, 7)
    seal(storage, STATION, DAY + timedelta(days=1), 3)
    seal(storage, STATION, DAY, 1, 9, 4)
    assert look(storage) == [], "heads and chain agree: only what stands elsewhere can tell"
    found = look(storage, second)
    assert told(found) == {
        ("changed", f"{STATION}/{DAY}/r1/manifest.json"),
        ("changed", f"{STATION}/{DAY}/r2/manifest.json"),
    }
    assert {problem.day for problem in found} == {DAY}
    assert "an anchor names: made anew" in found[0].detail


def test_the_end_of_a_chain_cut_with_its_head_is_found_by_the_anchors(tmp_path: Path) -> None:
    storage, second = small_archive(tmp_path)
    shutil.copytree(storage.root, tmp_path / "older")
    seal(storage, STATION, DAY + timedelta(days=2), 5)
    anchor(storage, second, 3, STATION)
    shutil.rmtree(storage.root)
    shutil.copytree(tmp_path / "older", storage.root)
    assert look(storage) == []
    [problem] = look(storage, second)
    assert (problem.kind, problem.station_id, problem.day) == ("missing", STATION, DAY + timedelta(days=2))


def test_a_whole_station_taken_out_with_its_head_is_found_by_the_anchors(tmp_path: Path) -> None:
    storage, second = small_archive(tmp_path)
    shutil.rmtree(storage.root / OTHER)
    (storage.root / "heads" / f"{OTHER}.json").unlink()
    assert look(storage) == []
    [problem] = look(storage, second)
    assert (problem.kind, problem.station_id, problem.day) == ("missing", OTHER, DAY)


def test_anchors_taken_out_cut_off_or_exchanged_are_found(tmp_path: Path) -> None:
    storage, second = small_archive(tmp_path)
    one, two = (second.root / "000000" / f"00000000{n}.json" for n in (1, 2))
    contents = one.read_bytes(), two.read_bytes()
    two.unlink()
    assert told(look(storage, second)) == {("missing", "anchors/000000/000000002.json")}
    two.write_bytes(contents[0])
    assert told(look(storage, second)) == {("swapped", "anchors/000000/000000002.json")}
    far = second.root / "999999" / "999999999.json"
    far.parent.mkdir()
    far.write_bytes(contents[1])
    two.write_bytes(contents[1])
    assert told(look(storage, second)) == {
        ("missing", "anchors/999999/999999998.json"),
        ("swapped", "anchors/999999/999999999.json"),
    }
    far.unlink()
    one.unlink()
    assert told(look(storage, second)) == {("missing", "anchors/000000/000000001.json")}


def test_anchors_of_another_key_are_not_believed(tmp_path: Path) -> None:
    storage, second = small_archive(tmp_path)
    forged = FolderStorage(tmp_path / "forged")
    write_anchor(forged, OTHER_SIGNER, {STATION: head_of(seals_of(storage, STATION)[-1])}, at=NOW)
    assert verify(storage, forged) == [], "without a key one knows only that anchors agree"
    [problem] = verify(storage, forged, [KEY])
    assert problem.kind == "unsigned"
    assert f"{OTHER_SIGNER.key_id}, which is not a trusted key" in problem.detail
    assert verify(storage, forged, [KEY, public_key_of(OTHER_SIGNER)]) == []
    assert examine(storage, second).anchored.keys == {KEY}  # pyright: ignore[reportOptionalMemberAccess]


def test_an_emptied_second_place_is_missed_by_whoever_knows_its_key(tmp_path: Path) -> None:
    storage, _ = small_archive(tmp_path)
    emptied = tmp_path / "emptied"
    emptied.mkdir()
    assert verify(storage, FolderStorage(emptied)) == [], "without a key there may never have been one"
    [problem] = verify(storage, FolderStorage(emptied), [KEY])
    assert (problem.kind, problem.path) == ("missing", "anchors/last.json")


def test_nothing_new_is_no_anchor_and_a_head_that_goes_back_is_left_as_it_was(tmp_path: Path) -> None:
    storage, second = small_archive(tmp_path)
    heads = [head_of(one) for one in seals_of(storage, STATION)]
    assert write_anchor(second, SIGNER, {STATION: heads[-1]}, at=NOW) is None
    assert write_anchor(second, SIGNER, {STATION: heads[0]}, at=NOW) is None
    written = write_anchor(second, SIGNER, {STATION: heads[0]}, {"journal": "ff"}, at=NOW)
    assert written is not None
    assert (written.number, written.changed, written.stations) == (3, {}, 2)
    assert look(storage, second) == []


def test_an_anchor_is_checked_by_the_key_alone(tmp_path: Path) -> None:
    _, second = small_archive(tmp_path)
    for one in read_anchors(second):
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(one.public_key))
        key.verify(bytes.fromhex(one.signature), signed_bytes(one))
        assert one.key_id == sm3(bytes.fromhex(one.public_key))[:16]


@given(st.lists(st.text(max_size=5), min_size=1, max_size=20), st.data())
def test_a_proof_shows_one_line_and_no_other(lines: list[str], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(lines) - 1))
    root, path = merkle.root(lines), merkle.proof(lines, index)
    assert merkle.proves(lines[index], path, root)
    assert not merkle.proves(lines[index] + "x", path, root)
    assert len(path) <= (len(lines) - 1).bit_length()
    assert merkle.root([*lines, ""]) != root


def test_one_table_of_a_day_is_proved_without_the_others(tmp_path: Path) -> None:
    manifest = seals_of(small_archive(tmp_path)[0], STATION)[0].manifest
    named = leaves(manifest)
    assert list(named) == ["table/fuellings", "table/heartbeats", "register/stations", "rules/1"]
    path = merkle.proof(list(named.values()), 0)
    assert merkle.proves(named["table/fuellings"], path, manifest.merkle_root)


def test_sm2_signs_as_the_standard_s_own_example_does() -> None:
    """GB/T 32918.5, annex A.2: signature over `message digest` on the recommended curve."""
    signer = sm2.Sm2Signer(bytes.fromhex("3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8"))
    x = "09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020"
    y = "CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13"
    assert signer.public_key.hex().upper() == f"04{x}{y}"
    number = int("59276E27D506861A16680F3AD9C02DCCEF3CC1FA3CDBE4CE6D54B80DEAC1BC21", 16)
    r = "F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3"
    s = "B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA"
    signature = signer.sign_with(b"message digest", lambda: number)
    assert signature.hex().upper() == r + s
    assert PublicKey("sm2", signer.public_key).verifies(b"message digest", signature)


@pytest.mark.parametrize("position", [0, 31, 32, 63])
def test_sm2_refuses_what_is_no_signature_and_what_is_no_key(position: int) -> None:
    signer = sm2.Sm2Signer(sm2.new_secret())
    signature = signer.sign(b"data")
    broken = bytearray(signature)
    broken[position] ^= 1
    assert sm2.verifies(signer.public_key, b"data", signature)
    assert not sm2.verifies(signer.public_key, b"data", bytes(broken))
    assert not sm2.verifies(signer.public_key, b"datum", signature)
    assert not sm2.verifies(signer.public_key, b"data", bytes(64))
    assert not sm2.verifies(signer.public_key[:-1] + b"\x00", b"data", signature)
    with pytest.raises(ValueError, match="not between 1 and n - 2"):
        sm2.Sm2Signer(bytes(32))


@pytest.mark.parametrize("named", ["ed25519", "sm2"])
def test_a_key_file_is_made_once_and_for_its_owner_alone(
    named: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SIGNER_VARIABLE, named)
    signer = open_signer(tmp_path / "keys")
    file = tmp_path / "keys" / f"anchor-{named}.key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert open_signer(tmp_path / "keys").public_key == signer.public_key
    [key] = read_public_keys(file.with_suffix(".pub"))
    assert key == public_key_of(signer)
    assert key.verifies(b"x", signer.sign(b"x"))
    file.write_text("no key")
    with pytest.raises(ValueError, match="is not a key file: 64 hex digits are expected"):
        open_signer(tmp_path / "keys")


def test_a_city_s_own_signer_takes_the_slot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SIGNER_VARIABLE, f"{__name__}:hardware")
    assert open_signer(tmp_path).public_key == OTHER_SIGNER.public_key
    for wrong in ("nobody.here:factory", f"{__name__}:nothing", "rsa"):
        monkeypatch.setenv(SIGNER_VARIABLE, wrong)
        with pytest.raises(ValueError, match=f"{SIGNER_VARIABLE}={wrong} gives no signer"):
            open_signer(tmp_path)


def test_the_command_says_what_it_knows_and_what_it_cannot(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    storage, second = small_archive(tmp_path)
    archive, anchors, key = str(storage), str(second), tmp_path / "city.pub"
    key.write_text(f"{KEY}\n")
    assert main(["verify", archive]) == 0
    assert "no anchors were given" in capsys.readouterr().out
    assert main(["verify", archive, "--anchors", anchors]) == 0
    out = capsys.readouterr().out
    assert "not pinned" in out
    assert "the last is number 2 of 2026-11-24T18:02:00+00:00" in out
    (storage.root / STATION / str(DAY) / "r1/heartbeats.parquet").write_bytes(b"x")
    assert main(["verify", archive, "--anchors", anchors, "--trusted-key", str(key), "--json"]) == 1
    document = json.loads(capsys.readouterr().out)
    assert document["last_anchor"]["number"] == 2
    assert [(p["kind"], p["station_id"], p["day"]) for p in document["problems"]] == [
        ("changed", STATION, "2026-11-22")
    ]
    key.write_text("ed25519 12")
    for wrong in (["--trusted-key", str(key)], ["--anchors", str(tmp_path / "nowhere")]):
        assert main(["verify", archive, *wrong]) == 2
    assert main(["verify", str(tmp_path / "nowhere")]) == 2
    assert main(["verify", archive, "--station", "3602039999"]) == 2
    assert "has no station 3602039999" in capsys.readouterr().err
