"""A finding proved from a case's dossier alone: no database, no archive of the platform."""

from collections.abc import Collection
from datetime import datetime
from pathlib import Path

from youjian.archive.dossier import ZipStorage
from youjian.archive.signing import PublicKey
from youjian.bureau.proof.carried import beside_of, carried_finding
from youjian.bureau.proof.proving import UnknownFindingError, prove_said
from youjian.engine.proof.outcome import Proof

PROOFS, ARCHIVE = "proof", "archive"
"""Folders of a dossier: one a proved finding (`FINDING-rREVISION`), the files of the archive once for all."""


def prove_from_dossier(
    path: Path, finding_id: str, now: datetime, revision: int | None, keys: Collection[PublicKey]
) -> Proof:
    """The proof of a finding that a dossier carries. Raises UnknownFindingError, OSError, ValueError."""
    inside = ZipStorage(path, PROOFS)
    there = {name.split("/")[0] for name in inside.names() if name.startswith(f"{finding_id}-r")}
    if revision is not None:
        there &= {f"{finding_id}-r{revision}"}
    if not there:
        raise UnknownFindingError(f"{path} carries no proof of finding {finding_id}")
    folder = max(there, key=lambda name: int(name.rpartition("-r")[2]))
    return prove_said(
        carried_finding(inside, f"{folder}/beside"),
        ZipStorage(path, ARCHIVE),
        beside_of(inside, f"{folder}/beside"),
        now,
        anchors=ZipStorage(path, f"{PROOFS}/{folder}/anchors"),
        keys=keys,
    )
