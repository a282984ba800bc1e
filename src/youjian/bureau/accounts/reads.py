"""People, departments, roles and delegations as they go out, each list with a fixed number of queries."""

from collections.abc import Iterable, Sequence
from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Count, Q, QuerySet, Sum

from youjian.bureau.accounts import sessions
from youjian.bureau.accounts.acting import delegations_of
from youjian.bureau.accounts.contracts import ActingOut, Actor, NamedCode
from youjian.bureau.accounts.delegations import may_end, seen_by, state_of
from youjian.bureau.accounts.forms import (
    ColleagueOut,
    DelegationOut,
    DepartmentOut,
    PersonLine,
    PersonOut,
    PostOut,
    RoleOut,
    ScopeOption,
)
from youjian.bureau.accounts.models import Delegation, Department, Post, Role, SingleSignOn, User
from youjian.bureau.accounts.names import masked
from youjian.bureau.accounts.people import found
from youjian.bureau.accounts.scopes import people_within
from youjian.bureau.language import pick
from youjian.bureau.registry.models import Region, Station
from youjian.bureau.registry.selectors import scope_name, stations_of
from youjian.bureau.scope import covers
from youjian.bureau.times import now
from youjian.contract.fields import business_day

_ACTIVE = Q(users__is_active=True)


def person(actor: Actor, username: str) -> PersonOut:
    """A person of the actor's scope; raises Problem 404."""
    return person_out(actor, found(actor, username))


def person_out(actor: Actor, user: User) -> PersonOut:
    """A person as administrators see one."""
    return PersonOut(
        username=user.username,
        display_name=user.display_name,
        mobile=user.mobile or "",
        department=_department(user),
        post_id=user.post_id,
        post=user.post.name if user.post else "",
        role=role_name(user.role),
        scope=list(user.scope),
        scope_name=scope_name(user.scope),
        is_active=user.is_active,
        locked=bool(locked_out([user.username])),
        must_change_password=user.must_change_password,
        created_at=user.created_at,
        left_at=user.left_at,
        last_login=user.last_login,
        sessions=len(sessions.sessions_of(user.pk, None)),
        own=user.pk == actor.user_id,
        sso_subject=_subject(user),
    )


def _subject(user: User) -> str:
    """Who the login service says that somebody is; empty for nobody."""
    bound = SingleSignOn.objects.filter(user=user).values_list("subject", flat=True).first()
    return bound or ""


def people(actor: Actor) -> list[PersonLine]:
    """Everybody of the actor's scope, by name."""
    listed = people_within(actor).select_related("role", "department", "post").order_by("username")
    return [
        PersonLine(
            username=user.username,
            display_name=user.display_name,
            department=_department(user),
            post=user.post.name if user.post else "",
            role=role_name(user.role),
            scope=list(user.scope),
            mobile=masked(user.mobile),
            is_active=user.is_active,
        )
        for user in listed
    ]


def locked_out(usernames: Iterable[str]) -> set[str]:
    """Which of these accounts are locked after too many wrong passwords."""
    since = now() - settings.AXES_COOLOFF_TIME
    attempts = AccessAttempt.objects.filter(username__in=list(usernames), attempt_time__gt=since)
    counted = attempts.values("username").annotate(failures=Sum("failures_since_start"))
    return {row["username"] for row in counted if row["failures"] >= settings.AXES_FAILURE_LIMIT}


def role_name(role: Role) -> NamedCode:
    """A role with its name in the request's language."""
    return NamedCode(code=role.code, name=pick(role.name, role.name_en or role.name))


def roles() -> list[RoleOut]:
    """All roles, the platform's own first."""
    counted = Role.objects.annotate(people=Count("users", filter=_ACTIVE)).order_by("-system", "code")
    return [role_out(role, role.people) for role in counted]  # type: ignore[attr-defined]


def role_out(role: Role, people: int | None = None) -> RoleOut:
    """A role, and how many active people have it."""
    held = role.users.filter(is_active=True).count() if people is None else people  # type: ignore[attr-defined]
    return RoleOut(
        code=role.code,
        name=role_name(role).name,
        name_zh=role.name,
        name_en=role.name_en,
        permissions=list(role.permissions),
        system=role.system,
        people=held,
    )


def departments() -> list[DepartmentOut]:
    """All departments with their posts, by name."""
    counted = Department.objects.annotate(people=Count("users", filter=_ACTIVE)).order_by(
        "-is_active", "name"
    )
    posts = list(posts_with_people())
    return [
        department_out(department, [p for p in posts if p.department_id == department.code])
        for department in counted
    ]


def posts_with_people() -> QuerySet[Post]:
    """Posts with the number of active people who hold each, as `people`."""
    return Post.objects.annotate(people=Count("users", filter=_ACTIVE)).order_by("department_id", "name")


def department_out(department: Department, posts: Sequence[Post] | None = None) -> DepartmentOut:
    """A department with its posts."""
    listed = posts_with_people().filter(department=department) if posts is None else posts
    held: Any = getattr(department, "people", None)
    if held is None:
        held = User.objects.filter(department=department, is_active=True).count()
    return DepartmentOut(
        code=department.code,
        name=department.name,
        duties=department.duties,
        contact=department.contact,
        is_active=department.is_active,
        people=held,
        posts=[post_out(post) for post in listed],
    )


def post_out(post: Post) -> PostOut:
    """A post, and how many active people hold it."""
    held: Any = getattr(post, "people", None)
    if held is None:
        held = User.objects.filter(post=post, is_active=True).count()
    return PostOut(id=post.pk, department=post.department_id, name=post.name, duties=post.duties, people=held)


def colleague(user: User) -> ColleagueOut:
    """A name with department and post."""
    return ColleagueOut(
        username=user.username,
        display_name=user.display_name,
        department=user.department.name if user.department else "",
        post=user.post.name if user.post else "",
    )


def delegations(actor: Actor, *, own: bool) -> list[DelegationOut]:
    """Delegations that the actor may see, the latest first; `own` leaves the ones of others out."""
    found = seen_by(actor)
    if own:
        found = found.filter(Q(principal_id=actor.user_id) | Q(deputy_id=actor.user_id))
    return [delegation_out(actor, delegation) for delegation in found.order_by("-from_on", "-id")[:500]]


def delegation_out(actor: Actor, delegation: Delegation) -> DelegationOut:
    """A delegation with where it stands today."""
    state = state_of(delegation, business_day(now()))
    return DelegationOut(
        id=delegation.pk,
        principal=colleague(delegation.principal),
        deputy=colleague(delegation.deputy),
        from_on=delegation.from_on,
        until_on=delegation.until_on,
        reason=delegation.reason,
        state=state,
        made_at=delegation.made_at,
        made_by=delegation.made_by.display_name,
        ended_at=delegation.ended_at,
        ended_by=delegation.ended_by.display_name if delegation.ended_by else None,
        may_end=state in ("coming", "in_force") and may_end(actor, delegation),
    )


def may_act_for(user: User) -> list[ActingOut]:
    """Whom a person may act for now."""
    return [
        ActingOut(
            delegation_id=delegation.pk,
            username=delegation.principal.username,
            display_name=delegation.principal.display_name,
            department=delegation.principal.department.name if delegation.principal.department else "",
            role=role_name(delegation.principal.role),
            scope_name=scope_name(delegation.principal.scope),
            from_on=delegation.from_on,
            until_on=delegation.until_on,
            reason=delegation.reason,
        )
        for delegation in delegations_of(user.pk)
    ]


def scope_options(actor: Actor) -> list[ScopeOption]:
    """Regions that lie within the actor's scope, with the number of their stations."""
    counted = stations_of(actor).values("region_code").annotate(stations=Count("pk")).order_by()
    of_region = {row["region_code"]: row["stations"] for row in counted}
    return [
        ScopeOption(
            code=region.region_code,
            name=region.name,
            parent=region.parent_code,
            stations=sum(n for code, n in of_region.items() if code.startswith(region.region_code)),
        )
        for region in Region.objects.order_by("region_code")
        if covers(actor.scope, region.region_code)
    ]


def station_options(actor: Actor, region: str, text: str, limit: int = 50) -> list[ScopeOption]:
    """Stations within the actor's scope, of a region and by a part of name or number."""
    found = stations_of(actor).filter(station_id__startswith=region).order_by("station_id")
    if text:
        found = found.filter(Q(name__icontains=text) | Q(station_id__startswith=text))
    return [_station(station) for station in found[:limit]]


def _station(station: Station) -> ScopeOption:
    return ScopeOption(code=station.station_id, name=station.name, parent=station.region_code, stations=1)


def _department(user: User) -> NamedCode | None:
    department = user.department
    return NamedCode(code=department.code, name=department.name) if department else None
