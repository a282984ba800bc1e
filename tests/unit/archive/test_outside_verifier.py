"""docs/archive.md is enough: a verifier written from it alone, without our code, agrees with ours."""

import hashlib
import io
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from tests.unit.archive.archive_kit import DAY, OTHER, anchor, look, seal, small_archive
from youjian.detection.samples import STATION


def sm3(data: bytes) -> str:
    return hashlib.new("sm3", data).hexdigest()


def canonical(value: dict[str, Any], without: str) -> bytes:
    kept = {name: content for name, content in value.items() if name != without}
    return json.dumps(kept, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def root_of(lines: list[str]) -> str:
    def node(digests: list[bytes]) -> bytes:
        if len(digests) == 1:
            return digests[0]
        cut = 1
        while cut * 2 < len(digests):
            cut *= 2
        return bytes.fromhex(sm3(b"\x01" + node(digests[:cut]) + node(digests[cut:])))

    return node([bytes.fromhex(sm3(b"\x00" + line.encode())) for line in lines]).hex() if lines else sm3(b"")


def day_is_sealed(folder: Path, seal: dict[str, Any]) -> bool:
    files = [(f"table/{n}", folder / f"{n}.parquet", t) for n, t in sorted(seal["tables"].items())]
    register = folder.parent.parent / "register" / seal["registry"]
    kept = [
        (f"register/{n}", register / f"{n}.parquet", t) for n, t in sorted(seal["registry_tables"].items())
    ]
    kept += [(f"rules/{i}", register / f"rules-{i}.json", t) for i, t in enumerate(seal["rule_sets"], 1)]
    lines: dict[str, str] = {}
    for name, path, said in files + kept:
        data = path.read_bytes()
        digests = sm3(data), hashlib.sha256(data).hexdigest()
        if digests != (said["sm3"], said["sha256"]):
            return False
        rows = pq.read_table(io.BytesIO(data)).num_rows if path.suffix == ".parquet" else None
        told = said["effective_from"] if rows is None else rows
        if rows != said.get("rows"):
            return False
        lines[name] = f"{name} {told} {digests[0]} {digests[1]}\n"
    snapshot = "".join(line for name, line in lines.items() if not name.startswith("table/"))
    place = f"{seal['station_id']}/{seal['day']}/r{seal['revision']}"
    return (
        folder.as_posix().endswith(place)
        and sm3(snapshot.encode()) == seal["registry"]
        and root_of(list(lines.values())) == seal["merkle_root"]
        and sm3(canonical(seal, "seal")) == seal["seal"]
    )


def station_is_sealed(station: Path) -> bool:
    paths = list(station.glob("*/r*/manifest.json"))
    chain = sorted(((json.loads(p.read_text()), p.parent) for p in paths), key=lambda one: one[0]["number"])
    previous, follows = "0" * 64, ""
    for number, (said, folder) in enumerate(chain, 1):
        if (said["number"], said["previous"], said["follows"]) != (number, previous, follows):
            return False
        if not day_is_sealed(folder, said):
            return False
        previous, follows = said["seal"], f"{said['day']}/r{said['revision']}"
    head = json.loads((station.parent / "heads" / f"{station.name}.json").read_text())
    return bool(chain) and head == chain[-1][0]


def anchors_agree(archive: Path, anchors: Path) -> bool:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    previous, heads = "0" * 64, dict[str, list[Any]]()
    for path in sorted(anchors.glob("*/*.json")):
        said = json.loads(path.read_bytes())
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(said["public_key"]))
        key.verify(bytes.fromhex(said["signature"]), canonical(said, "signature"))
        heads |= said["changed"]
        lines = [f"station/{s} {head[0]} {head[1]}\n" for s, head in sorted(heads.items())]
        lines += [f"extra/{name} {value}\n" for name, value in sorted(said["extra"].items())]
        if (said["previous"], said["root"]) != (previous, root_of(lines)):
            return False
        for station, (_, digest, day, revision) in said["changed"].items():
            manifest = archive / station / day / f"r{revision}" / "manifest.json"
            if not manifest.exists() or json.loads(manifest.read_text())["seal"] != digest:
                return False
        previous = sm3(path.read_bytes())
    return True


@pytest.mark.skipif("sm3" not in hashlib.algorithms_available, reason="this Python's OpenSSL has no SM3")
def test_a_verifier_written_from_the_document_agrees(tmp_path: Path) -> None:
    storage, second = small_archive(tmp_path)
    seal(storage, OTHER, DAY + timedelta(days=3), *range(20))
    anchor(storage, second, 3, OTHER)
    assert all(station_is_sealed(storage.root / one) for one in (STATION, OTHER))
    assert anchors_agree(storage.root, second.root)
    for name in storage.names(STATION):
        path, data = storage.root / name, storage.read(name)
        path.write_bytes(data.replace(b'"rows": 1', b'"rows": 7') if name.endswith("t.json") else data + b"x")
        assert path.read_bytes() == data or not station_is_sealed(storage.root / STATION), name
        assert bool(look(storage)) == (path.read_bytes() != data)
        path.write_bytes(data)
