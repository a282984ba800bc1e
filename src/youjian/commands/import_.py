"""Take a register from an audit folder: stations, tanks, charts, nozzles and what else is there.

All of it or nothing: when a row is bad, every bad row is named as FILE:LINE: REASON and nothing is
stored. Rows that are there already are replaced by what the folder says, rows that the folder does not
name stay.

A folder with a profile.toml is a city's profile: its regions, departments, people, register, collectors and
vapour monitors are taken. This is how a new installation gets its first accounts; a password in the file
should be changed at the first login, and is not set back when the profile is taken again.

    youjian import /data/register-2026-11
    youjian import /data/our-city            (with profile.toml; profiles/jingdezhen is an example)
"""

import argparse
import sys
from pathlib import Path

from youjian.commands.database import database

_BAD_INPUT = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The folder, and in whose name."""
    parser.add_argument(
        "folder",
        type=Path,
        metavar="FOLDER",
        help="folder with stations.csv, tanks.csv, … or a city's profile",
    )
    parser.add_argument(
        "--actor",
        metavar="USERNAME",
        help="the account in whose name and scope it is done (default: the platform)",
    )


def run(arguments: argparse.Namespace) -> int:
    """Import; 0 when everything was taken, 2 when something is wrong with the input."""
    from youjian.bureau import setup

    with database():
        setup()
        return _import(arguments.folder, arguments.actor)


def _import(folder: Path, username: str | None) -> int:
    from youjian.archive.folder import BadFolderError
    from youjian.bureau.accounts.contracts import SYSTEM
    from youjian.bureau.accounts.selectors import actor_by_username
    from youjian.bureau.problems import Problem
    from youjian.bureau.registry.loading import load_profile
    from youjian.bureau.registry.services import import_registry

    take = load_profile if (folder / "profile.toml").is_file() else import_registry
    try:
        counts = take(actor_by_username(username) if username else SYSTEM, folder)
    except BadFolderError as error:
        for row in error.bad:
            print(row, file=sys.stderr)
        print(f"youjian: {len(error.bad)} bad rows, nothing was imported", file=sys.stderr)
        return _BAD_INPUT
    except (FileNotFoundError, ValueError, Problem) as error:
        print(f"youjian: {error}; nothing was imported", file=sys.stderr)
        return _BAD_INPUT
    for name, count in counts.items():
        print(f"{name}: {count.new} new, {count.changed} changed, {count.same} unchanged")
    return 0
