"""The last backup: when it was taken."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from youjian.ledger.backup import last_backup
from youjian.ledger.health.check import Check, judged

_OLD, _TOO_OLD = timedelta(days=2), timedelta(days=14)


def look(now: datetime) -> Iterator[Check]:
    """Whether `youjian backup` was run lately from this home."""
    last = last_backup()
    remedy = "run `youjian backup FOLDER --check` every night"
    if last is None:
        yield Check("backup", "warning", "none was taken from this home", remedy)
        return
    at, folder = last
    age = now - at
    gone = "" if folder.exists() else ", which is not there now"
    said = f"{at:%Y-%m-%d %H:%M}Z in {folder}{gone}"
    yield judged("backup", said, remedy, failed=age > _TOO_OLD, warning=age > _OLD or bool(gone))
