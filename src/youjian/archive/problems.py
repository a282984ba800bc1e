"""What a look through an archive finds."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from youjian.archive.manifest import Manifest, seal_of

Kind = Literal["changed", "missing", "added", "swapped", "unsigned", "unread"]


@dataclass(frozen=True)
class Problem:
    """One thing that is not as it was sealed; of which station-day, where that can be told.

    `changed` files hold something else than was sealed, `swapped` ones what belongs elsewhere; `unsigned`
    says that a signature is not that of a key one trusts, `unread` that the storage did not give a file out.
    """

    kind: Kind
    path: str
    detail: str
    station_id: str | None = None
    day: date | None = None


def of_seal(kind: Kind, manifest: Manifest, name: str, detail: str) -> Problem:
    """A problem with a file in the folder of a seal."""
    return Problem(kind, f"{seal_of(manifest).path}/{name}", detail, manifest.station_id, manifest.day)


def in_order(problem: Problem) -> tuple[str, str, str]:
    """By path."""
    return problem.path, problem.kind, problem.detail
