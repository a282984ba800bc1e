"""Departments with their posts, and roles with their permissions: shared by the whole city."""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from youjian.bureau.accounts.acting import as_oneself
from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.forms import (
    DepartmentChange,
    DepartmentIn,
    PostChange,
    PostIn,
    RoleChange,
    RoleIn,
)
from youjian.bureau.accounts.models import Department, Post, Role, User
from youjian.bureau.accounts.names import wanted_name
from youjian.bureau.accounts.permissions import APART, MANAGE, PERMISSIONS, permission_name
from youjian.bureau.accounts.scopes import whole_city
from youjian.bureau.journal import services as journal
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem, not_found
from youjian.bureau.scope import acting
from youjian.bureau.sheets.wording import tidy

_LONG, _SHORT = 128, 64


def add_department(actor: Actor, wanted: DepartmentIn) -> Department:
    """A new department. Raises Problem 409 when the code is taken."""
    _entitled(actor)
    with acting(actor):
        name = wanted_name(wanted.name, "部门名称", "a name", _LONG)
        if Department.objects.filter(code=wanted.code).exists():
            raise _taken(wanted.code)
        department = Department.objects.create(
            code=wanted.code, name=name, duties=wanted.duties.strip(), contact=tidy(wanted.contact)
        )
        journal.record(
            actor, "department.add", f"department:{department.code}", after=_department(department)
        )
    return department


def change_department(actor: Actor, code: str, wanted: DepartmentChange) -> Department:
    """Change what was sent. Raises Problem 409 when a department with active people is to be closed."""
    _entitled(actor)
    with acting(actor):
        department = Department.objects.select_for_update().filter(code=code).first()
        if department is None:
            raise not_found(pick(f"部门“{code[:40]}”", f"The department “{code[:40]}”"))
        before, given = _department(department), wanted.dict(exclude_unset=True, exclude_none=True)
        if "name" in given:
            department.name = wanted_name(given["name"], "部门名称", "a name", _LONG)
        department.duties = given.get("duties", department.duties).strip()
        department.contact = tidy(given.get("contact", department.contact))
        department.is_active = given.get("is_active", department.is_active)
        people = User.objects.filter(department=department, is_active=True).count()
        if not department.is_active and people:
            raise _in_use(people, "部门", "department")
        department.save()
        _note_change(actor, "department.change", f"department:{code}", before, _department(department))
    return department


def add_post(actor: Actor, wanted: PostIn) -> Post:
    """A new post of a department. Raises Problem 409 when the department has one of that name."""
    _entitled(actor)
    with acting(actor):
        if not Department.objects.filter(code=wanted.department).exists():
            raise not_found(pick(f"部门“{wanted.department}”", f"The department “{wanted.department}”"))
        post = Post(
            department_id=wanted.department,
            name=wanted_name(wanted.name, "岗位名称", "a name", _SHORT),
            duties=tidy(wanted.duties),
        )
        _save_post(post)
        journal.record(actor, "post.add", f"post:{post.pk}", after=_post(post))
    return post


def change_post(actor: Actor, post_id: int, wanted: PostChange) -> Post:
    """Rename a post or say anew what it does; who holds it keeps it."""
    _entitled(actor)
    with acting(actor):
        post = _locked_post(post_id)
        before, given = _post(post), wanted.dict(exclude_unset=True, exclude_none=True)
        post.name = wanted_name(given.get("name", post.name), "岗位名称", "a name", _SHORT)
        post.duties = tidy(given.get("duties", post.duties))
        _save_post(post)
        _note_change(actor, "post.change", f"post:{post_id}", before, _post(post))
    return post


def remove_post(actor: Actor, post_id: int) -> None:
    """Remove a post that nobody holds; raises Problem 409 otherwise."""
    _entitled(actor)
    with acting(actor):
        post = _locked_post(post_id)
        before = _post(post)
        try:
            post.delete()
        except ProtectedError as error:
            raise _in_use(len(error.protected_objects), "岗位", "post") from None
        journal.record(actor, "post.remove", f"post:{post_id}", before=before)


def add_role(actor: Actor, wanted: RoleIn) -> Role:
    """A role of the city's own. Raises Problem 409 for a taken code, 422 for permissions that do not fit."""
    _entitled(actor)
    with acting(actor):
        if Role.objects.filter(code=wanted.code).exists():
            raise _taken(wanted.code)
        role = Role.objects.create(
            code=wanted.code,
            name=wanted_name(wanted.name, "角色名称", "a name", _LONG),
            name_en=tidy(wanted.name_en),
            permissions=_permissions(wanted.permissions),
        )
        journal.record(actor, "role.add", f"role:{role.code}", after=_role(role))
    return role


def change_role(actor: Actor, code: str, wanted: RoleChange) -> Role:
    """Change what was sent; the permissions hold at the next request of everybody who has the role.

    Raises Problem 409 when nobody could manage people any more.
    """
    _entitled(actor)
    with acting(actor):
        role = _locked_role(code)
        before, given = _role(role), wanted.dict(exclude_unset=True, exclude_none=True)
        if "name" in given:
            role.name = wanted_name(given["name"], "角色名称", "a name", _LONG)
        role.name_en = tidy(given.get("name_en", role.name_en))
        if "permissions" in given:
            role.permissions = _new_permissions(actor, role, given["permissions"])
        role.save()
        _note_change(actor, "role.change", f"role:{code}", before, _role(role))
    return role


def remove_role(actor: Actor, code: str) -> None:
    """Remove a role of the city's own that nobody has; raises Problem 409 otherwise."""
    _entitled(actor)
    with acting(actor):
        role = _locked_role(code)
        if role.system:
            message = pick("平台自带的角色不能删除。", "Roles that come with the platform cannot be removed.")
            raise Problem(409, "system_role", message)
        before = _role(role)
        try:
            role.delete()
        except ProtectedError as error:
            raise _in_use(len(error.protected_objects), "角色", "role") from None
        journal.record(actor, "role.remove", f"role:{code}", before=before)


def _entitled(actor: Actor) -> None:
    as_oneself(actor)
    whole_city(actor)


def _new_permissions(actor: Actor, role: Role, wanted: list[str]) -> list[str]:
    """Permissions of a role that exists: nobody changes their own, the system's administrators stay such."""
    permissions = _permissions(wanted)
    if set(permissions) == set(role.permissions):
        return permissions
    if User.objects.filter(pk=actor.user_id, role=role).exists():
        message = pick(
            "不能修改自己所属角色的权限，请由其他管理员办理。",
            "Nobody changes the permissions of their own role; please ask another administrator.",
        )
        raise Problem(403, "own_rights", message)
    lost = MANAGE in role.permissions and MANAGE not in permissions
    if lost and (role.system or not _others_manage(role)):
        message = pick(
            f"该角色必须保留“{permission_name(MANAGE)}”权限，否则将无人能够管理人员。",
            f"This role has to keep “{permission_name(MANAGE)}”, or nobody could manage people any more.",
        )
        raise Problem(409, "last_administrator", message)
    return permissions


def _others_manage(role: Role) -> bool:
    managers = User.objects.filter(is_active=True, role__permissions__contains=[MANAGE])
    return managers.exclude(role=role).exists()


def _permissions(wanted: list[str]) -> list[str]:
    """Permissions in their order, with what one of them needs; raises Problem 422 naming the others."""
    unknown = sorted(set(wanted) - set(PERMISSIONS))
    if unknown:
        named = "、".join(name[:40] for name in unknown[:5])
        raise Problem(
            422, "bad_permission", pick(f"没有权限“{named}”。", f"There is no permission “{named}”.")
        )
    given = set(wanted) | ({"accounts.see"} if MANAGE in wanted else set[str]())
    held = [name for name in APART if name in given]
    if len(held) > 1:
        names = [permission_name(name) for name in held]
        message = pick(
            f"按三员分立的要求，“{names[0]}”和“{names[1]}”不能授予同一角色。",
            f"“{names[0]}” and “{names[1]}” are kept apart and cannot be given to one role.",
        )
        raise Problem(422, "kept_apart", message)
    return [name for name in PERMISSIONS if name in given]


def _locked_role(code: str) -> Role:
    role = Role.objects.select_for_update().filter(code=code).first()
    if role is None:
        raise not_found(pick(f"角色“{code[:40]}”", f"The role “{code[:40]}”"))
    return role


def _locked_post(post_id: int) -> Post:
    post = Post.objects.select_for_update().filter(pk=post_id).first()
    if post is None:
        raise not_found(pick("该岗位", "That post"))
    return post


def _save_post(post: Post) -> None:
    try:
        with transaction.atomic():
            post.save()
    except IntegrityError:
        raise _taken(post.name) from None


def _taken(name: str) -> Problem:
    message = pick(f"“{name}”已被使用，请换一个。", f"“{name}” is taken, please choose another.")
    return Problem(409, "taken", message)


def _in_use(people: int, zh: str, en: str) -> Problem:
    message = pick(
        f"还有{people}人属于该{zh}，请先为他们调整后再办理。",
        f"{people} people still have this {en}; please move them first.",
    )
    return Problem(409, "in_use", message)


def _note_change(
    actor: Actor, action: str, target: str, before: dict[str, Any], after: dict[str, Any]
) -> None:
    changed = [name for name in after if after[name] != before[name]]
    if changed:
        old, new = ({name: state[name] for name in changed} for state in (before, after))
        journal.record(actor, action, target, before=old, after=new)


def _department(department: Department) -> dict[str, Any]:
    return {name: getattr(department, name) for name in ("name", "duties", "contact", "is_active")}


def _post(post: Post) -> dict[str, Any]:
    return {"department": post.department_id, "name": post.name, "duties": post.duties}


def _role(role: Role) -> dict[str, Any]:
    return {"name": role.name, "name_en": role.name_en, "permissions": list(role.permissions)}
