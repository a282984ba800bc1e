"""Reads about people."""

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.models import Department, User


def actor_of(user: User, address: str = "") -> Actor:
    """The actor that a user is."""
    return Actor(
        username=user.username,
        display_name=user.display_name,
        scope=tuple(user.scope),
        permissions=frozenset(user.role.permissions),
        user_id=user.pk,
        address=address,
        department=user.department_id or "",
    )


def actor_by_username(username: str) -> Actor:
    """The actor of that name; raises ValueError when there is no such active account."""
    user = User.objects.select_related("role").filter(username=username, is_active=True).first()
    if user is None:
        message = f"there is no active account {username!r}"
        raise ValueError(message)
    return actor_of(user)


def departments() -> list[Department]:
    """The departments that take part, by code."""
    return list(Department.objects.filter(is_active=True).order_by("code"))
