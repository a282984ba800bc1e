"""What is decided about vapour recovery: the edition whose states count."""

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.journal import services as journal
from youjian.bureau.scope import acting
from youjian.bureau.vapour.models import VapourSettings


def choose_edition(actor: Actor, code: str) -> None:
    """Let an edition's states count; all are worked out all the same."""
    with acting(actor):
        row, _ = VapourSettings.objects.select_for_update().get_or_create(id=1)
        before, row.edition = row.edition, code
        row.save()
        journal.record(
            actor, "vapour.edition", "vapour_settings", before={"edition": before}, after={"edition": code}
        )
