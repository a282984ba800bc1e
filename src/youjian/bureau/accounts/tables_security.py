"""Accounts as the security administrator looks at them: factor, password's age, lockout."""

from typing import Any

from django.db.models import Case, CharField, F, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.reads import locked_out
from youjian.bureau.accounts.scopes import people_within
from youjian.bureau.accounts.second_factor import policy
from youjian.bureau.sheets.fields import Choice
from youjian.bureau.tables.spec import Column, Row, TableSpec
from youjian.bureau.times import now

_FACTORS = (
    Choice("have", "已绑定", "Added"),
    Choice("lacking", "应绑未绑", "Wanted, not added"),
    Choice("none", "不要求", "Not wanted"),
)


def _accounts(actor: Actor) -> QuerySet[Any]:
    """Active people; somebody lacks a factor whose permissions are among the privileged of the policy."""
    wanted = Q(pk__in=[])
    for permission in policy().privileged:
        wanted |= Q(role__permissions__contains=[permission])
    factor = Case(
        When(second_factor__confirmed_at__isnull=False, then=Value("have")),
        When(wanted, then=Value("lacking")),
        default=Value("none"),
        output_field=CharField(),
    )
    return (
        people_within(actor)
        .filter(is_active=True)
        .annotate(
            factor=factor, role_name=F("role__name"), password_at=Coalesce("password_set_at", "created_at")
        )
    )


def _add_locks(_: Actor, rows: list[Row]) -> None:
    """Who is locked out and how old the password is, for all rows at once."""
    locked, moment = locked_out(row["username"] for row in rows), now()
    for row in rows:
        row["locked"] = row["username"] in locked
        row["password_days"] = (moment - row["password_at"]).days


ACCOUNT_SECURITY = TableSpec(
    name="account-security",
    zh="账号安全",
    en="Security of accounts",
    permission="security.see",
    rows=_accounts,
    columns=(
        Column("username", "账号", "Account", "code", width=120),
        Column("display_name", "姓名", "Name", width=120),
        Column("role_name", "角色", "Role", width=120),
        Column("factor", "第二因子", "Second factor", "choice", choices=_FACTORS, width=130),
        Column("locked", "已锁定", "Locked out", "flag", path=None, width=90),
        Column("password_days", "密码天数", "Password days", "integer", path=None, width=100),
        Column("password_at", "密码设置时间", "Password set", "time", width=150),
        Column("last_login", "最近登录", "Last login", "time", width=150),
    ),
    key=("username",),
    default_sort=("username",),
    search=("username", "display_name"),
    finish=_add_locks,
)
