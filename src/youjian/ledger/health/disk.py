"""Room on the disks of the home, the archive and the anchors, and that the second place is one."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from youjian.ledger.health.check import Check, judged
from youjian.ledger.places import ANCHORS_VARIABLE, ARCHIVE_VARIABLE
from youjian.ledger.server import home

_WARN_FREE, _LEAST_FREE = 0.15, 0.05
_GIB = 1 << 30


def look() -> Iterator[Check]:
    """Every check of the disks."""
    archive, anchors = _place(ARCHIVE_VARIABLE, "archive"), _place(ANCHORS_VARIABLE, "anchors")
    folders = {"home": home(), "archive": archive, "anchors": anchors}
    for name, folder in folders.items():
        if folder is not None:
            yield _room(f"disk of the {name}", _existing(folder))
    yield _apart(archive, anchors)


def _place(variable: str, name: str) -> Path | None:
    """A folder of this machine; None for an address elsewhere."""
    given = os.environ.get(variable)
    return None if given and "://" in given else Path(given or home() / name)


def _existing(folder: Path) -> Path:
    return next(path for path in (folder, *folder.absolute().parents) if path.exists())


def _room(name: str, folder: Path) -> Check:
    usage = shutil.disk_usage(folder)
    share = usage.free / usage.total
    said = f"{usage.free / _GIB:.1f} GiB of {usage.total / _GIB:.0f} free ({share:.0%}) at {folder}"
    remedy = "make room or a larger disk: a full one stops intake, and collectors keep their records"
    return judged(name, said, remedy, failed=share < _LEAST_FREE, warning=share < _WARN_FREE)


def _apart(archive: Path | None, anchors: Path | None) -> Check:
    same = (
        archive is not None
        and anchors is not None
        and _existing(archive).stat().st_dev == _existing(anchors).stat().st_dev
    )
    said = "the anchors lie on the same disk as the archive" if same else "the anchors lie apart"
    remedy = f"set {ANCHORS_VARIABLE} to another machine or medium: beside what it anchors it proves little"
    return judged("second place", said, remedy, warning=same)
