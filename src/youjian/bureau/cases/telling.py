"""Who is told of a case: the people of departments that handle cases where it is."""

from collections.abc import Iterable

from youjian.bureau.accounts.models import User
from youjian.bureau.cases.models import Case
from youjian.bureau.notify import services as notify
from youjian.bureau.scope import covers
from youjian.bureau.times import now


def people_of(case: Case, departments: Iterable[str], permission: str = "case.manage") -> list[int]:
    """Those of some departments who handle cases and whose scope covers it."""
    wanted = [one for one in departments if not one.startswith("@")]
    rows = User.objects.filter(
        is_active=True, department_id__in=wanted, role__permissions__contains=[permission]
    )
    return [row.pk for row in rows.only("id", "scope") if covers(row.scope, case.area)]


def with_permission(case: Case, permission: str) -> list[int]:
    """Everybody with a permission whose scope covers a case."""
    rows = User.objects.filter(is_active=True, role__permissions__contains=[permission])
    return [row.pk for row in rows.only("id", "scope") if covers(row.scope, case.area)]


def to_departments(case: Case, departments: Iterable[str], words: tuple[str, str], key: str = "") -> None:
    """Tell the people of departments something about a case."""
    to_people(case, people_of(case, departments), words, key)


def to_people(case: Case, users: Iterable[int], words: tuple[str, str], key: str = "") -> None:
    """Tell some people; with a `key` the same is told once only."""
    listed = list(users)
    if listed:
        source = f"case:{case.pk}:{key or f'{now():%Y%m%dT%H%M%S%f}'}"
        notify.tell(listed, subject=words, text=words, path=f"/cases/{case.pk}", source=source)
