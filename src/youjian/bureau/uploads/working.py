"""What the worker does with a large file: checks it, or writes it; how far it is can be seen meanwhile.

The file's own transaction says nothing until it ends, so progress goes by a connection of its own. That
connection also holds a lock: an upload is worked by one process, and one that was killed lets go of it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from psycopg import Connection

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.problems import Problem
from youjian.bureau.scope import acting, scoped
from youjian.bureau.sheets.refusals import Refused
from youjian.bureau.times import now
from youjian.bureau.uploads import selectors, services
from youjian.bureau.uploads.judging import judge
from youjian.bureau.uploads.models import Upload, UploadProgress
from youjian.bureau.uploads.targets import Commit, Target, sheet_of, target_of
from youjian.ledger.connection import connect

_LOCK = 7054
_TOLD_EVERY_S = 0.5
_STILL_S = 30
"""So long an upload may show no progress before `left_behind` names it."""


@dataclass
class Telling:
    """Tells how far an upload is, twice a second at most."""

    conn: Connection[Any]
    upload_id: int
    _told: float = field(default=0.0, init=False)

    def __call__(self, done: int, total: int) -> None:
        """So many rows of so many are done."""
        if done < total and monotonic() - self._told < _TOLD_EVERY_S:
            return
        self._told = monotonic()
        self.conn.execute(_TELL, [self.upload_id, done, total])


def work(upload_id: int) -> str:
    """Check or write an upload that waits for the worker; returns the state in which it is left.

    Empty when nothing was to be done: somebody else does it, or did.
    """
    with _alone(upload_id) as telling:
        if telling is None:
            return ""
        with scoped():
            upload = Upload.objects.filter(id=upload_id, state__in=selectors.UNFINISHED).first()
        if upload is None:
            return ""
        actor, target = _sender(upload), target_of(upload.sheet)
        if upload.state == "checking":
            return _check(actor, target, upload, telling)
        return _commit(actor, target, upload, telling)


def left_behind() -> list[Upload]:
    """Uploads that wait for the worker and show no progress; call it within a scope."""
    waiting = Upload.objects.defer("content", "rows").filter(state__in=selectors.UNFINISHED)
    moment = now()
    moved = {p.upload_id: p.at for p in UploadProgress.objects.filter(upload_id__in=waiting.values("id"))}
    return [u for u in waiting if (moment - moved.get(u.pk, u.at)).total_seconds() > _STILL_S]


def _sender(upload: Upload) -> Actor:
    """Who sent it, with the scope and the one right with which they did."""
    permission = target_of(upload.sheet).permission
    return Actor(
        upload.username, upload.display_name, tuple(upload.scope.split(",")), frozenset({permission})
    )


def _check(actor: Actor, target: Target, upload: Upload, telling: Telling) -> str:
    again = list(upload.remarks)
    try:
        content = bytes(upload.content)
        judged = judge(actor, target, sheet_of(upload.sheet), content, upload.filename, progress=telling)
    except Refused as refused:
        return _refused(actor, upload, refused)
    with acting(actor):
        upload.state = "checked"
        services.fill(upload, judged, again)
        upload.save(update_fields=[*services.JUDGED])
        services.noted(actor, "upload.check", upload)
    return upload.state


def _refused(actor: Actor, upload: Upload, refused: Refused) -> str:
    with acting(actor):
        upload.state, upload.remarks = "refused", [[refused.zh, refused.en]]
        upload.decided_at = now()
        upload.save(update_fields=["state", "remarks", "decided_at"])
        services.noted(actor, "upload.check", upload, {"refused": refused.code})
    return upload.state


def _commit(actor: Actor, target: Target, upload: Upload, telling: Telling) -> str:
    order = Commit(upload.pk, upload.sheet, upload.reason, upload.effective_on)
    try:
        with target.opened(actor, order):
            locked = selectors.upload_of(actor, upload.pk, lock=True)
            done, _ = services.written(actor, target, locked, order, telling)
    except Problem as problem:
        if problem.code != "preview_changed":
            raise
        return _check(actor, target, upload, telling)
    return done.state


@contextmanager
def _alone(upload_id: int) -> Iterator[Telling | None]:
    """None when another process works on it."""
    with connect("bureau", autocommit=True) as conn:
        row = conn.execute("SELECT pg_try_advisory_lock(%s, %s)", [_LOCK, upload_id % 2**31]).fetchone()
        yield Telling(conn, upload_id) if row and row[0] else None


_TELL = """
INSERT INTO bureau.upload_progress (upload_id, done, total, at) VALUES (%s, %s, %s, now())
ON CONFLICT (upload_id) DO UPDATE SET done = EXCLUDED.done, total = EXCLUDED.total, at = EXCLUDED.at
"""
