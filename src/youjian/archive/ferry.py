"""Packages for a receiver behind a gate: signed, numbered without a gap, read once, answered by a file.

A package is a dossier (`archive.dossier`) whose manifest says agreement, number and the SHA-256 of the
package before it. The receiver keeps `state.json` beside what it took: the last it has read of each
agreement.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from youjian.archive.digests import sha256
from youjian.archive.dossier import Checked, check_dossier
from youjian.archive.signing import PublicKey

KIND, FIRST, STATE = "youjian.ferry", "0" * 64, "state.json"


@dataclass(frozen=True)
class Answer:
    """What a receiver says of a package; a refused one changed nothing."""

    package: str
    agreement: str
    number: int
    sha256: str
    accepted: bool
    reason: str = ""


def package_name(agreement: str, number: int) -> str:
    """The name of a package's file.

    >>> package_name("XY-000007", 12)
    'XY-000007-000012.zip'
    """
    return f"{agreement}-{number:06d}.zip"


def read_packages(folder: Path, taken: Path, keys: Collection[PublicKey]) -> list[Answer]:
    """Take every package of a folder in the order of names, and write an answer beside each.

    A package that is changed, signed by a strange key, read before or out of its turn is refused; what
    follows it waits. Raises OSError, ValueError without a key to trust.
    """
    if not keys:
        raise ValueError("name the key whose packages are trusted")
    taken.mkdir(parents=True, exist_ok=True)
    answers: list[Answer] = []
    for path in sorted(folder.glob("*.zip")):
        answer = _read(path, taken, keys)
        answers.append(answer)
        told = json.dumps(answer.__dict__, ensure_ascii=False, indent=1)
        (folder / f"{path.stem}.answer.json").write_text(told, encoding="utf-8")
    return answers


def _read(path: Path, taken: Path, keys: Collection[PublicKey]) -> Answer:
    digest = sha256(path.read_bytes())
    try:
        checked = check_dossier(path, keys)
    except (OSError, ValueError) as error:
        return Answer(path.name, "", 0, digest, accepted=False, reason=str(error)[:200])
    about: dict[str, Any] = checked.manifest.about if checked.manifest else {}
    agreement, number = str(about.get("agreement", "")), int(about.get("number", 0) or 0)
    state = _state(taken)
    reason = _wrong(checked, about, state.get(agreement, {"number": 0, "sha256": FIRST}))
    if reason:
        return Answer(path.name, agreement, number, digest, accepted=False, reason=reason)
    with ZipFile(path) as archive:
        place = taken / path.stem
        place.mkdir(exist_ok=True)
        for part in checked.manifest.parts if checked.manifest else []:
            (place / Path(part.name).name).write_bytes(archive.read(part.name))
    state[agreement] = {"number": number, "sha256": digest}
    (taken / STATE).write_text(json.dumps(state, indent=1), encoding="utf-8")
    return Answer(path.name, agreement, number, digest, accepted=True)


def _wrong(checked: Checked, about: dict[str, Any], last: dict[str, Any]) -> str:
    """Why a package is not taken; empty when it is."""
    if checked.problems:
        return f"{checked.problems[0].path}: {checked.problems[0].detail}"[:200]
    if about.get("kind") != KIND:
        return "it is no package of the ferry"
    number = about.get("number")
    if not isinstance(number, int) or number <= last["number"]:
        return f"it was read before: number {last['number']} was the last"
    if number != last["number"] + 1 or about.get("previous") != last["sha256"]:
        return f"number {last['number'] + 1} is missing, or the package before it is another"
    return ""


def _state(taken: Path) -> dict[str, Any]:
    path = taken / STATE
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
