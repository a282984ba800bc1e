"""What the platform does by itself: it seals what is due and anchors what was sealed."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from youjian.archive.anchors import Anchor
from youjian.archive.manifest import DaySeal
from youjian.archive.signing import open_signer
from youjian.bureau.journal import selectors as journal
from youjian.bureau.scope import scoped
from youjian.bureau.sealing.rules import rule_sets_on
from youjian.ledger import places
from youjian.ledger.connection import connect
from youjian.ledger.sealing import anchoring, seal_due
from youjian.ledger.sealing.due import SETTLES
from youjian.ledger.server import home

AT_ONCE = 20_000
"""So many station-days are sealed in one round at most."""


def seal(
    now: datetime,
    *,
    settles: timedelta = SETTLES,
    station_id: str | None = None,
    day: date | None = None,
    stopping: Callable[[], bool] = lambda: False,
) -> list[DaySeal]:
    """Seal what is due into the installation's archive; returns the seals that were written.

    Raises ArchiveAwayError when the archive takes nothing, ValueError when its place cannot be used.
    """
    with connect("bureau", autocommit=True) as conn:
        return seal_due(
            conn,
            places.archive(),
            now,
            AT_ONCE,
            rule_sets=rule_sets_on,
            settles=settles,
            station_id=station_id,
            day=day,
            stopping=stopping,
        )


def anchor(at: datetime) -> Anchor | None:
    """Anchor the newest seals and the journal's head in the second place; None when nothing changed.

    Raises OSError when the second place is away, ValueError when its chain is damaged or the signer is none.
    """
    with scoped():
        number, digest = journal.standing()
    extra = {"journal": digest, "journal_number": str(number)}
    with connect("bureau", autocommit=True) as conn:
        return anchoring.anchor_heads(conn, places.anchors(), open_signer(home()), extra, at)
