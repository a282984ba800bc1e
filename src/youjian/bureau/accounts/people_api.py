"""People, departments, posts, roles and delegations: `/api/v1/people` and its neighbours."""

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Status

from youjian.bureau.access import actor_with
from youjian.bureau.accounts import delegations, organization, people, reads, work
from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.forms import (
    ColleagueOut,
    DelegationIn,
    DelegationOut,
    DepartmentChange,
    DepartmentIn,
    DepartmentOut,
    HandedOut,
    LeavingIn,
    NewPasswordOut,
    PermissionOut,
    PersonChange,
    PersonIn,
    PersonLine,
    PersonOut,
    PostChange,
    PostIn,
    PostOut,
    ReasonIn,
    RoleChange,
    RoleIn,
    RoleOut,
    ScopeOption,
    StationSearch,
    WorkItemOut,
    WorkOut,
)
from youjian.bureau.accounts.permissions import PERMISSIONS, permission_name
from youjian.bureau.problems import ProblemOut

router = Router(tags=["people"])
SEE, MANAGE = "accounts.see", "accounts.manage"
_READ: dict[int, Any] = {401: ProblemOut, 403: ProblemOut, 404: ProblemOut}
_WRITE: dict[int, Any] = {**_READ, 409: ProblemOut, 422: ProblemOut}


@router.get("/people", response={200: list[PersonLine], **_READ})
def everybody(request: HttpRequest) -> list[PersonLine]:
    """The people of one's scope; the list of the console is the table `people`."""
    return reads.people(actor_with(request, SEE))


@router.post("/people", response={201: NewPasswordOut, **_WRITE})
def create_person(request: HttpRequest, body: PersonIn) -> Status[NewPasswordOut]:
    """A new person; the answer holds the password for the first login, which is shown this once."""
    actor = actor_with(request, MANAGE)
    user, password = people.create(actor, body)
    return Status(201, NewPasswordOut(person=reads.person_out(actor, user), initial_password=password))


@router.get("/people/{username}", response={200: PersonOut, **_READ})
def person(request: HttpRequest, username: str) -> PersonOut:
    """A person of one's scope."""
    return reads.person(actor_with(request, SEE), username)


@router.post("/people/{username}", response={200: PersonOut, **_WRITE})
def change_person(request: HttpRequest, username: str, body: PersonChange) -> PersonOut:
    """Change what is sent; another role or scope ends the person's sessions."""
    actor = actor_with(request, MANAGE)
    return reads.person_out(actor, people.change(actor, username, body))


@router.get("/people/{username}/work", response={200: list[WorkOut], **_READ})
def open_work(request: HttpRequest, username: str) -> list[WorkOut]:
    """What the person would have to hand over."""
    actor = actor_with(request, MANAGE)
    return [
        WorkOut(
            kind=kind.kind,
            name=kind.name,
            count=kind.count,
            items=[WorkItemOut(title=item.title, path=item.path) for item in kind.items],
        )
        for kind in work.waiting(actor, people.found(actor, username).pk)
    ]


@router.post("/people/{username}/deactivate", response={200: HandedOut, **_WRITE})
def deactivate_person(request: HttpRequest, username: str, body: LeavingIn) -> HandedOut:
    """Somebody leaves; open work goes to the successor, without one it is refused (409 `open_work`)."""
    actor = actor_with(request, MANAGE)
    user, handed = people.deactivate(actor, username, body.successor, body.reason)
    return HandedOut(person=reads.person_out(actor, user), handed=handed)


@router.post("/people/{username}/reactivate", response={200: NewPasswordOut, **_WRITE})
def reactivate_person(request: HttpRequest, username: str, body: ReasonIn) -> NewPasswordOut:
    """Somebody comes back, with a new password for the first login."""
    actor = actor_with(request, MANAGE)
    user, password = people.reactivate(actor, username, body.reason)
    return NewPasswordOut(person=reads.person_out(actor, user), initial_password=password)


@router.post("/people/{username}/reset-password", response={200: NewPasswordOut, **_WRITE})
def reset_password(request: HttpRequest, username: str, body: ReasonIn) -> NewPasswordOut:
    """A new password for the first login; sessions end."""
    actor = actor_with(request, MANAGE)
    user, password = people.reset_password(actor, username, body.reason)
    return NewPasswordOut(person=reads.person_out(actor, user), initial_password=password)


@router.post("/people/{username}/unlock", response={200: PersonOut, **_WRITE})
def unlock_person(request: HttpRequest, username: str, body: ReasonIn) -> PersonOut:
    """Let somebody try again after a lockout."""
    actor = actor_with(request, MANAGE)
    return reads.person_out(actor, people.unlock(actor, username, body.reason))


@router.post("/people/{username}/end-sessions", response={200: PersonOut, **_WRITE})
def end_sessions(request: HttpRequest, username: str, body: ReasonIn) -> PersonOut:
    """Log somebody out everywhere."""
    actor = actor_with(request, MANAGE)
    people.end_sessions(actor, username, body.reason)
    return reads.person(actor, username)


@router.get("/colleagues", response={200: list[ColleagueOut], **_READ})
def colleagues(request: HttpRequest) -> list[ColleagueOut]:
    """Active people to whom one may hand something: names, no rights."""
    return [reads.colleague(user) for user in delegations.colleagues_of(_anybody(request))]


@router.get("/scopes/regions", response={200: list[ScopeOption], **_READ})
def scope_regions(request: HttpRequest) -> list[ScopeOption]:
    """Regions that one may give somebody as scope."""
    return reads.scope_options(actor_with(request, SEE))


@router.get("/scopes/stations", response={200: list[ScopeOption], **_READ})
def scope_stations(request: HttpRequest, wanted: Query[StationSearch]) -> list[ScopeOption]:
    """Single stations that one may give somebody as scope, at most fifty."""
    return reads.station_options(actor_with(request, SEE), wanted.region, wanted.q.strip())


@router.get("/permissions", response={200: list[PermissionOut], **_READ})
def permissions(request: HttpRequest) -> list[PermissionOut]:
    """Every permission that a role can hold."""
    actor_with(request, SEE)
    return [PermissionOut(code=code, name=permission_name(code)) for code in PERMISSIONS]


@router.get("/roles", response={200: list[RoleOut], **_READ})
def roles(request: HttpRequest) -> list[RoleOut]:
    """All roles with their permissions."""
    actor_with(request, SEE)
    return reads.roles()


@router.post("/roles", response={201: RoleOut, **_WRITE})
def add_role(request: HttpRequest, body: RoleIn) -> Status[RoleOut]:
    """A role of the city's own."""
    return Status(201, reads.role_out(organization.add_role(actor_with(request, MANAGE), body)))


@router.post("/roles/{code}", response={200: RoleOut, **_WRITE})
def change_role(request: HttpRequest, code: str, body: RoleChange) -> RoleOut:
    """Change a role; its permissions hold at the next request of everybody who has it."""
    return reads.role_out(organization.change_role(actor_with(request, MANAGE), code, body))


@router.delete("/roles/{code}", response={204: None, **_WRITE})
def remove_role(request: HttpRequest, code: str) -> Status[None]:
    """Remove a role of the city's own that nobody has."""
    organization.remove_role(actor_with(request, MANAGE), code)
    return Status(204, None)


@router.get("/departments", response={200: list[DepartmentOut], **_READ})
def departments(request: HttpRequest) -> list[DepartmentOut]:
    """All departments with their posts."""
    _anybody(request)
    return reads.departments()


@router.post("/departments", response={201: DepartmentOut, **_WRITE})
def add_department(request: HttpRequest, body: DepartmentIn) -> Status[DepartmentOut]:
    """A new department."""
    department = organization.add_department(actor_with(request, MANAGE), body)
    return Status(201, reads.department_out(department))


@router.post("/departments/{code}", response={200: DepartmentOut, **_WRITE})
def change_department(request: HttpRequest, code: str, body: DepartmentChange) -> DepartmentOut:
    """Change a department, or close one in which nobody works."""
    return reads.department_out(organization.change_department(actor_with(request, MANAGE), code, body))


@router.get("/posts", response={200: list[PostOut], **_READ})
def posts(request: HttpRequest) -> list[PostOut]:
    """All posts."""
    _anybody(request)
    return [reads.post_out(post) for post in reads.posts_with_people()]


@router.post("/posts", response={201: PostOut, **_WRITE})
def add_post(request: HttpRequest, body: PostIn) -> Status[PostOut]:
    """A new post of a department."""
    return Status(201, reads.post_out(organization.add_post(actor_with(request, MANAGE), body)))


@router.post("/posts/{post_id}", response={200: PostOut, **_WRITE})
def change_post(request: HttpRequest, post_id: int, body: PostChange) -> PostOut:
    """Rename a post or say anew what it does."""
    return reads.post_out(organization.change_post(actor_with(request, MANAGE), post_id, body))


@router.delete("/posts/{post_id}", response={204: None, **_WRITE})
def remove_post(request: HttpRequest, post_id: int) -> Status[None]:
    """Remove a post that nobody holds."""
    organization.remove_post(actor_with(request, MANAGE), post_id)
    return Status(204, None)


@router.get("/delegations", response={200: list[DelegationOut], **_READ})
def all_delegations(request: HttpRequest, own: bool = False) -> list[DelegationOut]:
    """Delegations one may see: one's own, an administrator's those of the people in the scope."""
    return reads.delegations(_anybody(request), own=own)


@router.post("/delegations", response={201: DelegationOut, **_WRITE})
def delegate(request: HttpRequest, body: DelegationIn) -> Status[DelegationOut]:
    """Name a deputy for oneself, or as administrator for somebody else."""
    actor = _anybody(request)
    made = delegations.delegate(actor, body)
    return Status(201, reads.delegation_out(actor, made))


@router.post("/delegations/{delegation_id}/end", response={200: DelegationOut, **_WRITE})
def end_delegation(request: HttpRequest, delegation_id: int, body: ReasonIn) -> DelegationOut:
    """Take a delegation back, or give it up."""
    actor = _anybody(request)
    return reads.delegation_out(actor, delegations.end(actor, delegation_id, body.reason))


def _anybody(request: HttpRequest) -> Actor:
    """Whoever is logged in: this asks for no permission."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor
