"""Carry data over a gate by files: make packages, read them on the other side, bring the answers back.

    youjian ferry send 7 stations /media/stick     at the platform: the next package of agreement 7
    youjian ferry read /media/stick /srv/taken --trusted-key anchor-ed25519.pub     behind the gate
    youjian ferry answers /media/stick             at the platform again

Behind the gate nothing of the platform is needed. A package is signed with the installation's key, has a
number without a gap and names the one before it: one that is missing, changed, or brought twice is refused,
and the answer says why. docs/sharing.md.
"""

import argparse
import sys
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do, and where."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    send = verbs.add_parser("send", help="make the next package of an agreement")
    send.add_argument("agreement", type=int, metavar="AGREEMENT", help="its number: 7 for XY-000007")
    send.add_argument("dataset", metavar="DATASET", help="which data set of it")
    send.add_argument("folder", type=Path, metavar="FOLDER", help="where the package goes")
    read = verbs.add_parser("read", help="take packages on the other side")
    read.add_argument("folder", type=Path, metavar="FOLDER", help="where the packages are")
    read.add_argument("taken", type=Path, metavar="TAKEN", help="where their files go")
    read.add_argument(
        "--trusted-key",
        metavar="FILE",
        type=Path,
        action="append",
        required=True,
        help="whose packages count",
    )
    answers = verbs.add_parser("answers", help="take the answers that came back")
    answers.add_argument("folder", type=Path, metavar="FOLDER", help="where the answers are")


def run(arguments: argparse.Namespace) -> int:
    """Exit status 0: done; 1: a package was refused; 2: nothing could be done."""
    try:
        return {"send": _send, "read": _read, "answers": _answers}[arguments.verb](arguments)
    except (OSError, ValueError) as error:
        print(f"youjian ferry: {error}", file=sys.stderr)
        return 2


def _send(arguments: argparse.Namespace) -> int:
    from youjian.commands.database import database

    if not arguments.folder.is_dir():
        raise NotADirectoryError(f"{arguments.folder} is no folder")
    with database():
        from youjian.bureau import setup

        setup()
        from youjian.bureau.accounts.contracts import SYSTEM
        from youjian.bureau.problems import Problem
        from youjian.bureau.sharing.ferrying import send

        try:
            print(send(SYSTEM, arguments.agreement, arguments.dataset, arguments.folder))
        except Problem as problem:
            raise ValueError(problem.message) from None
    return 0


def _read(arguments: argparse.Namespace) -> int:
    from youjian.archive.ferry import read_packages
    from youjian.archive.signing import read_public_keys

    keys = [key for path in arguments.trusted_key for key in read_public_keys(path)]
    answers = read_packages(arguments.folder, arguments.taken, keys)
    for one in answers:
        print(f"{one.package}: {'taken' if one.accepted else f'refused: {one.reason}'}")
    return 0 if all(one.accepted for one in answers) else 1


def _answers(arguments: argparse.Namespace) -> int:
    from youjian.commands.database import database

    with database():
        from youjian.bureau import setup

        setup()
        from youjian.bureau.accounts.contracts import SYSTEM
        from youjian.bureau.sharing.ferrying import take_answers

        for row in take_answers(SYSTEM, arguments.folder):
            print(f"{row.dataset} {row.number}: {'taken' if row.accepted else f'refused: {row.answer}'}")
    return 0
