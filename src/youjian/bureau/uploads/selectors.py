"""Reads of uploads: the list, one of them with a page of its rows."""

from django.db.models import QuerySet

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.language import pick
from youjian.bureau.problems import not_found
from youjian.bureau.scope import covers
from youjian.bureau.uploads.models import Upload, UploadProgress
from youjian.bureau.uploads.targets import allowed, sheets_for

UNFINISHED = ("checking", "committing")
"""States in which the worker has something to do."""
_HEAVY = ("content", "rows")


def uploads_of(actor: Actor) -> QuerySet[Upload]:
    """Uploads of tables that the actor may bring, by persons whose scope lies within theirs; no bytes."""
    found = Upload.objects.defer(*_HEAVY).filter(sheet__in=sheets_for(actor))
    if "*" in actor.scope:
        return found
    seen = [
        scope for scope in found.order_by().values_list("scope", flat=True).distinct() if within(actor, scope)
    ]
    return found.filter(scope__in=seen)


def upload_of(actor: Actor, upload_id: int, *, lock: bool = False) -> Upload:
    """One upload with its bytes; raises Problem 404 when it is not there or not to be seen, 403."""
    found = Upload.objects.select_for_update() if lock else Upload.objects.all()
    upload = found.filter(id=upload_id).first()
    if upload is None or not within(actor, upload.scope):
        raise not_found(pick(f"上传{upload_id}", f"Upload {upload_id}"))
    allowed(actor, upload.sheet)
    return upload


def progress_of(upload: Upload) -> UploadProgress | None:
    """How far the worker is with an upload; None when it has nothing to do with it."""
    if upload.state not in UNFINISHED:
        return None
    return UploadProgress.objects.filter(upload_id=upload.pk).first()


def earlier_commit(actor: Actor, sheet: str, sha256: str) -> Upload | None:
    """An earlier upload of the same bytes that was committed."""
    same = uploads_of(actor).filter(sheet=sheet, sha256=sha256, state="committed")
    return same.order_by("-at").first()


def within(actor: Actor, scope: str) -> bool:
    """Whether all of a scope, as it is stored, lies within the actor's."""
    return all(covers(actor.scope, prefix) for prefix in scope.split(","))
