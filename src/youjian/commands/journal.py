"""The journal (操作日志) outside the office: check that nobody changed it, and take it out.

    youjian journal verify                                       this installation's journal and anchors
    youjian journal verify --anchors /mnt/second --trusted-key anchor-ed25519.pub
    youjian journal verify journal.jsonl --anchors /mnt/second   an export, with no database
    youjian journal export journal.jsonl                         every entry, a JSON object a line

Every entry is digested anew over the one before it. The anchors (one a minute, signed, in the second place)
hold the digest of the last entry: an entry that was changed, deleted or put in, and a journal that was made
anew as a whole, is found as far as the last anchor reaches, whoever did it.
"""

import argparse
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from youjian.archive.anchor_check import AnchorCheck
from youjian.archive.anchors import Anchor, read_anchors
from youjian.archive.signing import PublicKey, read_public_keys
from youjian.archive.sm2 import Sm2MissingError
from youjian.archive.storage import existing, open_storage
from youjian.commands.database import database
from youjian.ledger import places

if TYPE_CHECKING:
    from youjian.bureau.journal.checking import Anchored, Checked, Entry

_HEAD = "SELECT number, digest FROM bureau.journal_journalhead WHERE id = 1"
_AT_ONCE = 2000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do, with which journal, against which anchors."""
    jobs = parser.add_subparsers(dest="what", metavar="WHAT", required=True)
    verify = jobs.add_parser("verify", help="whether every entry is as it was written")
    verify.add_argument("file", metavar="FILE", nargs="?", type=Path, help="an export, not the database")
    verify.add_argument("--anchors", metavar="PLACE", help="the second place: a folder or a URL")
    verify.add_argument(
        "--trusted-key", metavar="FILE", type=Path, action="append", default=[], help="whose anchors count"
    )
    verify.add_argument("--json", action="store_true", help="the result as one JSON document")
    verify.epilog = "Exit status: 0 as it was written; 1 something is not, by number; 2 it cannot be read."
    export = jobs.add_parser("export", help="every entry with its digest, a JSON object a line")
    export.add_argument("file", metavar="FILE", type=Path, help="a new file")


def run(arguments: argparse.Namespace) -> int:
    """Check it or take it out."""
    try:
        return _export(arguments.file) if arguments.what == "export" else _verify(arguments)
    except (OSError, ValueError, Sm2MissingError) as error:
        print(f"youjian journal: {error}", file=sys.stderr)
        return 2


def _verify(arguments: argparse.Namespace) -> int:
    from youjian.bureau.journal.checking import check, read_lines

    keys = [key for path in arguments.trusted_key for key in read_public_keys(path)]
    anchors, wrong = _anchors(arguments.anchors, keys, own=arguments.file is None)
    if arguments.file is None:
        with database(), _rows() as (entries, head):
            found = check(entries, head, anchors)
    else:
        with arguments.file.open(encoding="utf-8") as lines:
            found = check(read_lines(lines), None, anchors)
    _say(found, wrong, pinned=bool(keys), as_json=arguments.json)
    return 1 if found.problems or wrong else 0


def _anchors(place: str | None, keys: list[PublicKey], *, own: bool) -> "tuple[list[Anchored], list[str]]":
    """What the anchors say of the journal, and what is wrong with the anchors themselves."""
    if place is None and not own:
        return [], []
    second = existing(open_storage(place)) if place else places.anchors()
    examined = AnchorCheck(second, keys).run()
    wrong = [f"anchors/{one.path}: {one.detail}" for one in examined.problems]
    return [] if wrong else [said for one in read_anchors(second) if (said := _said(one))], wrong


def _said(anchor: Anchor) -> "Anchored | None":
    from youjian.bureau.journal.checking import Anchored

    digest, number = anchor.extra.get("journal", ""), anchor.extra.get("journal_number", "0")
    return Anchored(anchor.number, anchor.at, digest, int(number)) if digest else None


@contextmanager
def _rows() -> "Iterator[tuple[Iterator[Entry], tuple[int, str]]]":
    """Every entry as the database has it, and the head, in one snapshot."""
    from psycopg.rows import dict_row

    from youjian.bureau.journal.checking import entry_of
    from youjian.ledger.connection import connect

    with connect("owner") as conn:
        conn.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        head = conn.execute(_HEAD).fetchone() or (0, "")
        with conn.cursor("journal", row_factory=dict_row) as cursor:
            cursor.itersize = _AT_ONCE
            cursor.execute("SELECT * FROM bureau.journal_journalentry ORDER BY number")
            yield (entry_of(dict(row)) for row in cursor), (int(head[0]), str(head[1]))


def _export(path: Path) -> int:
    from youjian.bureau.journal.checking import line_of

    count = 0
    with database(), _rows() as (entries, head):
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(descriptor, "w", encoding="utf-8") as file:
            for count, entry in enumerate(entries, start=1):  # noqa: B007 - told below
                file.write(line_of(entry) + "\n")
    print(f"{path}: {count} entries, head {head[0]}:{head[1]}")
    return 0


def _say(found: "Checked", wrong: list[str], *, pinned: bool, as_json: bool) -> None:
    if as_json:
        said: dict[str, Any] = {**asdict(found), "anchor_problems": wrong, "pinned": pinned}
        print(json.dumps(said, ensure_ascii=False, indent=2))
        return
    print(f"looked at: {found.entries} entries, the last is number {found.last}, {found.anchors} anchors")
    for problem in found.problems:
        span = f"{problem.first}" if problem.first == problem.last else f"{problem.first} to {problem.last}"
        print(f"{problem.kind:9} entry {span}: {problem.detail}")
    for line in wrong:
        print(f"{'anchors':9} {line}")
    for line in _limits(found, wrong, pinned=pinned):
        print(f"not known: {line}")
    many = len(found.problems) + len(wrong)
    print(f"problems: {many}" if many else "every entry is as it was written")


def _limits(found: "Checked", wrong: list[str], *, pinned: bool) -> Iterator[str]:
    """What this check cannot say."""
    if wrong:
        yield "what the anchors hold: they are damaged themselves, see above"
    elif found.known is None:
        yield "whether the journal was made anew as a whole: no anchor holds it; give --anchors"
    elif found.last > found.known and not found.problems:
        yield f"whether entries {found.known + 1} to {found.last}, after the last anchor, were made anew"
    if found.anchors and not pinned:
        yield "whether the anchors are the platform's: give --trusted-key"
