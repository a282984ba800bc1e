"""Look through an archive: whether every byte is as it was sealed, and which station-day is not.

    youjian verify /srv/youjian/archive --anchors /mnt/second/anchors --trusted-key anchor-ed25519.pub
    youjian verify s3://bucket/archive?endpoint_override=minio.city:9000 --station 3602030017
    youjian verify                      this installation's own archive and anchors
    youjian verify AJ-000012.zip --trusted-key anchor-ed25519.pub        the dossier of a case

Every file is read and digested with SM3 and SHA-256, every manifest and chain of seals checked; with the
anchors of the second place also that no chain was made anew or cut. Nothing is written.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from youjian.archive.signing import PublicKey, read_public_keys
from youjian.archive.sm2 import Sm2MissingError
from youjian.archive.storage import Storage, existing, open_storage
from youjian.archive.verify import Problem, Report, examine
from youjian.commands import verify_dossier
from youjian.ledger import places

_SPEAKS_EVERY_S = 5.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which archive, against which anchors, and whose signatures count."""
    parser.add_argument(
        "archive", metavar="ARCHIVE", nargs="?", help="a folder or a URL, or a dossier (.zip)"
    )
    parser.add_argument("--anchors", metavar="PLACE", help="the second place: a folder or a URL")
    parser.add_argument("--station", metavar="ID", help="one station alone")
    parser.add_argument(
        "--trusted-key",
        metavar="FILE",
        type=Path,
        action="append",
        default=[],
        help="a public key whose anchors count, as the platform writes it beside its own; may be repeated",
    )
    parser.add_argument("--json", action="store_true", help="the result as one JSON document")
    parser.epilog = (
        "Exit status: 0 everything is as it was sealed; 1 something is not, each thing named with its "
        "station-day; 2 the archive, the anchors or a key cannot be read."
    )


def run(arguments: argparse.Namespace) -> int:
    """Look through the archive and say what was looked at, what is wrong, and what cannot be known."""
    if arguments.archive and arguments.archive.endswith(".zip"):
        return verify_dossier.run(Path(arguments.archive), arguments.trusted_key, as_json=arguments.json)
    try:
        keys = [key for path in arguments.trusted_key for key in read_public_keys(path)]
        storage, second = _places(arguments)
        report = examine(storage, second, keys, station=arguments.station, progress=_speaker())
        if arguments.station and not report.looked.stations and not report.problems:
            raise ValueError(f"{storage} has no station {arguments.station}")
    except (OSError, ValueError, Sm2MissingError) as error:
        print(f"youjian verify: {error}", file=sys.stderr)
        return 2
    if arguments.json:
        print(json.dumps(_as_json(report, keys), ensure_ascii=False, indent=2))
    else:
        _say(report, keys)
    return 1 if report.problems else 0


def _places(arguments: argparse.Namespace) -> tuple[Storage, Storage | None]:
    if arguments.archive is None:
        second = open_storage(arguments.anchors) if arguments.anchors else places.anchors()
        return existing(places.archive()), second
    storage = existing(open_storage(arguments.archive))
    if arguments.anchors:
        return storage, existing(open_storage(arguments.anchors))
    if storage.children() == ([], []):
        raise ValueError(f"{storage} holds nothing; name the archive's folder or its URL")
    return storage, None


def _speaker() -> Callable[[int, int], None]:
    """Says on stderr how far one is, every few seconds."""
    spoken = time.monotonic()

    def speak(done: int, everything: int) -> None:
        nonlocal spoken
        if time.monotonic() - spoken >= _SPEAKS_EVERY_S:
            spoken = time.monotonic()
            print(f"{done} of {everything} stations", file=sys.stderr, flush=True)

    return speak


def _say(report: Report, keys: list[PublicKey]) -> None:
    looked = report.looked
    print(
        f"looked at: {looked.stations} stations, {looked.days} station-days, {looked.seals} seals, "
        f"{looked.files} files, {looked.bytes} bytes"
    )
    for line in [*_of_anchors(report, keys), *_unfinished(report)]:
        print(line)
    for problem in report.problems:
        print(_line(problem))
    found = len(report.problems)
    print(f"problems: {found}" if found else "everything is as it was sealed")


def _of_anchors(report: Report, keys: list[PublicKey]) -> list[str]:
    anchored = report.anchored
    if anchored is None:
        return [
            "no anchors were given: a chain that somebody made anew from an edited day on, heads and all, "
            "or a station taken out with its head, cannot be told; give --anchors"
        ]
    if anchored.last is None:
        return ["the second place holds no anchor that can be believed: nothing is known beyond the chains"]
    last = anchored.last
    lines = [f"anchors: {anchored.count}, the last is number {last.number} of {last.at.isoformat()}"]
    lines += [f"signed with: {key}{_trust(keys)}" for key in sorted(anchored.keys, key=str)]
    return [*lines, "not known: whether what was sealed after the last anchor was made anew or cut off"]


def _trust(keys: list[PublicKey]) -> str:
    if keys:
        return " (trusted)"
    return " (not pinned: only that anchors agree among themselves is known; give --trusted-key)"


def _unfinished(report: Report) -> list[str]:
    return [
        f"a seal is being written, or its writer was cut off: {path}" for path in report.looked.unfinished
    ]


def _line(problem: Problem) -> str:
    day = problem.day.isoformat() if problem.day else "-"
    told = f"{problem.kind:8} {problem.station_id or '-'} {day} {problem.path}: {problem.detail}"
    return _shown(told)


def _shown(text: str) -> str:
    """A line that stays one, whatever somebody calls a file."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def _as_json(report: Report, keys: list[PublicKey]) -> dict[str, Any]:
    looked, anchored = report.looked, report.anchored
    last = anchored.last if anchored else None
    return {
        "stations": looked.stations,
        "days": looked.days,
        "seals": looked.seals,
        "files": looked.files,
        "bytes": looked.bytes,
        "unfinished": looked.unfinished,
        "anchors": anchored.count if anchored else None,
        "last_anchor": {"number": last.number, "at": last.at.isoformat()} if last else None,
        "signed_with": sorted(str(key) for key in anchored.keys) if anchored else [],
        "keys_pinned": bool(keys),
        "problems": [
            {
                "kind": problem.kind,
                "station_id": _shown(problem.station_id) if problem.station_id else None,
                "day": problem.day.isoformat() if problem.day else None,
                "path": _shown(problem.path),
                "detail": _shown(problem.detail),
            }
            for problem in report.problems
        ],
    }
