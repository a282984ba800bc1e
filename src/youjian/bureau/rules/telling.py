"""Who is told of what happens at the rules desk."""

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.models import User
from youjian.bureau.notify.services import tell
from youjian.bureau.scope import EVERYWHERE, set_scope

APPROVE = "rules.approve"


def tell_approvers(
    actor: Actor, *, subject: tuple[str, str], text: tuple[str, str], path: str, source: str
) -> None:
    """Tell everybody who may approve changes of rules, but the one who acts."""
    _tell(actor, approvers(actor), subject=subject, text=text, path=path, source=source)


def tell_person(
    actor: Actor, username: str, *, subject: tuple[str, str], text: tuple[str, str], path: str, source: str
) -> None:
    """Tell one person."""
    found = User.objects.filter(username=username, is_active=True).values_list("id", flat=True)
    _tell(actor, list(found), subject=subject, text=text, path=path, source=source)


def _tell(
    actor: Actor,
    people: list[int],
    *,
    subject: tuple[str, str],
    text: tuple[str, str],
    path: str,
    source: str,
) -> None:
    """A notice is no station's: it is written with the platform's own scope, within the same transaction."""
    set_scope(EVERYWHERE)
    try:
        tell(people, subject=subject, text=text, path=path, source=source)
    finally:
        set_scope(actor.scope)


def approvers(actor: Actor) -> list[int]:
    """The people who may decide on what somebody proposes."""
    people = User.objects.select_related("role").filter(is_active=True).exclude(username=actor.username)
    return [user.pk for user in people if APPROVE in user.role.permissions]
