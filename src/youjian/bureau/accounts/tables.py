"""People, roles, departments and delegations as lists."""

from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Case, CharField, Count, F, Q, QuerySet, Value, When

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.delegations import seen_by
from youjian.bureau.accounts.models import Delegation, Department, Role
from youjian.bureau.accounts.names import masked
from youjian.bureau.accounts.permissions import PERMISSIONS, permission_name
from youjian.bureau.accounts.reads import locked_out
from youjian.bureau.accounts.scopes import people_within
from youjian.bureau.accounts.tables_security import ACCOUNT_SECURITY
from youjian.bureau.language import pick
from youjian.bureau.registry.models import Region, Station
from youjian.bureau.sheets.fields import Choice
from youjian.bureau.tables.spec import Column, Row, TableSpec
from youjian.bureau.times import now
from youjian.contract.fields import business_day

SEE = "accounts.see"
_STATES = (
    Choice("active", "在岗", "Active"),
    Choice("first", "待首次登录", "First login awaited"),
    Choice("left", "已停用", "Deactivated"),
)
_DELEGATION_STATES = (
    Choice("coming", "未开始", "Coming"),
    Choice("in_force", "代理中", "In force"),
    Choice("over", "已到期", "Over"),
    Choice("ended", "已终止", "Ended"),
)


def _people(actor: Actor) -> QuerySet[Any]:
    state = Case(
        When(is_active=False, then=Value("left")),
        When(must_change_password=True, then=Value("first")),
        default=Value("active"),
        output_field=CharField(),
    )
    return people_within(actor).annotate(state=state, post_title=F("post__name"))


def _roles(_: Actor) -> QuerySet[Any]:
    return Role.objects.annotate(people=Count("users", filter=Q(users__is_active=True)))


def _departments(_: Actor) -> QuerySet[Any]:
    people = Count("users", filter=Q(users__is_active=True), distinct=True)
    posts = ArrayAgg("posts__name", filter=Q(posts__isnull=False), distinct=True, default=Value([]))
    return Department.objects.annotate(people=people, post_names=posts)


def _delegations(actor: Actor) -> QuerySet[Any]:
    today = business_day(now())
    state = Case(
        When(ended_at__isnull=False, then=Value("ended")),
        When(from_on__gt=today, then=Value("coming")),
        When(until_on__lt=today, then=Value("over")),
        default=Value("in_force"),
        output_field=CharField(),
    )
    return Delegation.objects.filter(pk__in=seen_by(actor).values("pk")).annotate(state=state)


def _role_choices() -> tuple[Choice, ...]:
    return tuple(Choice(r.code, r.name, r.name_en or r.name) for r in Role.objects.order_by("code"))


def _department_choices() -> tuple[Choice, ...]:
    return tuple(Choice(d.code, d.name, d.name) for d in Department.objects.order_by("name"))


def _name_scopes(_: Actor, rows: list[Row]) -> None:
    """Scopes by name and who is locked out, for all rows at once; the lists themselves stay out."""
    prefixes = {prefix for row in rows for prefix in row["scope"]}
    names = dict(Region.objects.filter(region_code__in=prefixes).values_list("region_code", "name"))
    names |= dict(Station.objects.filter(station_id__in=prefixes).values_list("station_id", "name"))
    locked = locked_out(row["username"] for row in rows)
    for row in rows:
        shown = (pick("全部", "Everything") if p == "*" else names.get(p, p) for p in row["scope"])
        row["scope_name"] = pick("、", ", ").join(shown)
        row["locked"] = row["username"] in locked
        row["scope"] = ",".join(row["scope"])


def _masked(row: Row) -> str:
    return masked(row["mobile"])


def _permissions(row: Row) -> str:
    return pick("、", ", ").join(permission_name(p) for p in PERMISSIONS if p in row["permissions"])


def _posts(row: Row) -> str:
    return pick("、", ", ").join(row["post_names"])


def _mobile_is(text: str) -> Q:
    """The whole number finds its owner; a part of one finds nobody."""
    return Q(mobile=text)


PEOPLE = TableSpec(
    name="people",
    zh="人员",
    en="People",
    permission=SEE,
    rows=_people,
    columns=(
        Column("username", "账号", "Account", "code", link="/people?open={username}", width=120),
        Column("display_name", "姓名", "Name", width=140),
        Column("department", "部门", "Department", "choice", choices=_department_choices, width=150),
        Column("post_title", "岗位", "Post", width=120),
        Column("role", "角色", "Role", "choice", choices=_role_choices, width=120),
        Column("scope_name", "管辖范围", "Scope", path=None, width=160),
        Column("scope", "管辖编号", "Scope codes", "code", sortable=False, filterable=False, shown=False),
        Column(
            "mobile",
            "手机号",
            "Mobile",
            "code",
            value=_masked,
            sortable=False,
            condition=_mobile_is,
            width=120,
        ),
        Column("state", "状态", "State", "choice", choices=_STATES, width=110),
        Column("locked", "密码锁定", "Locked out", "flag", path=None, width=90),
        Column("last_login", "最近登录", "Last login", "time", width=140),
        Column("created_at", "建立时间", "Made", "time", shown=False, width=140),
        Column("left_at", "停用时间", "Left", "time", shown=False, width=140),
    ),
    key=("username",),
    default_sort=("username",),
    search=("username", "display_name", "post_title", "mobile"),
    finish=_name_scopes,
)
ROLES = TableSpec(
    name="roles",
    zh="角色",
    en="Roles",
    permission=SEE,
    rows=_roles,
    columns=(
        Column("code", "编号", "Code", "code", link="/roles?open={code}", width=120),
        Column("name", "名称", "Name", width=140),
        Column("name_en", "英文名称", "English name", width=160),
        Column("system", "平台自带", "Platform's own", "flag", width=110),
        Column("people", "人数", "People", "integer", width=80),
        Column(
            "permissions",
            "权限",
            "Permissions",
            value=_permissions,
            sortable=False,
            filterable=False,
            width=420,
        ),
    ),
    key=("code",),
    default_sort=("code",),
    search=("code", "name", "name_en"),
)
DEPARTMENTS = TableSpec(
    name="departments",
    zh="部门",
    en="Departments",
    permission=SEE,
    rows=_departments,
    columns=(
        Column("code", "编号", "Code", "code", link="/departments?open={code}", width=120),
        Column("name", "名称", "Name", width=180),
        Column("duties", "职责", "Duties", sortable=False, width=260),
        Column("contact", "联系方式", "Contact", width=180),
        Column("people", "在岗人数", "People", "integer", width=90),
        Column("post_names", "岗位", "Posts", value=_posts, sortable=False, filterable=False, width=220),
        Column("is_active", "启用", "Active", "flag", width=80),
    ),
    key=("code",),
    default_sort=("name",),
    search=("code", "name", "duties", "contact"),
)
DELEGATIONS = TableSpec(
    name="delegations",
    zh="代理（AB角）",
    en="Delegations",
    permission=SEE,
    rows=_delegations,
    columns=(
        Column("id", "编号", "No.", "integer", shown=False, width=80),
        Column("principal", "被代理人（A）", "Principal (A)", path="principal__display_name", width=140),
        Column(
            "principal_department",
            "A 的部门",
            "A's department",
            path="principal__department__name",
            width=150,
        ),
        Column("deputy", "代理人（B）", "Deputy (B)", path="deputy__display_name", width=140),
        Column("deputy_department", "B 的部门", "B's department", path="deputy__department__name", width=150),
        Column("from_on", "开始日期", "From", "date", width=110),
        Column("until_on", "结束日期", "Until", "date", width=110),
        Column("state", "状态", "State", "choice", choices=_DELEGATION_STATES, width=100),
        Column("reason", "事由", "Reason", sortable=False, width=200),
        Column("made_by", "指定人", "Named by", path="made_by__display_name", width=120),
        Column("made_at", "指定时间", "Named at", "time", shown=False, width=140),
        Column("ended_at", "终止时间", "Ended at", "time", shown=False, width=140),
    ),
    key=("id",),
    default_sort=("-from_on", "-id"),
    search=("principal", "deputy", "reason"),
)
TABLES = (PEOPLE, ROLES, DEPARTMENTS, DELEGATIONS, ACCOUNT_SECURITY)
