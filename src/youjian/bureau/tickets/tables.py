"""The list of tickets."""

from typing import Any

from django.db.models import Case, CharField, F, QuerySet, Value, When

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.permissions import permission_name
from youjian.bureau.language import pick
from youjian.bureau.registry.models import Region, Station
from youjian.bureau.tables.spec import Column, Row, TableSpec
from youjian.bureau.tickets.selectors import SEE, tickets_of
from youjian.bureau.tickets.words import STATES
from youjian.bureau.times import now


def _tickets(actor: Actor) -> QuerySet[Any]:
    moment = now()
    state = Case(
        When(status="approved", from_at__gt=moment, then=Value("coming")),
        When(status="approved", until_at__gt=moment, then=Value("in_force")),
        When(status="approved", then=Value("over")),
        default=F("status"),
        output_field=CharField(),
    )
    return tickets_of(actor).annotate(state=state)


def _permissions(row: Row) -> str:
    return pick("、", ", ").join(permission_name(one) for one in row["permissions"])


def _finish(_: Actor, rows: list[Row]) -> None:
    """Numbers as people quote them and places by name, for all rows at once."""
    prefixes = {prefix for row in rows for prefix in row["scope"]}
    names = dict(Region.objects.filter(region_code__in=prefixes).values_list("region_code", "name"))
    names |= dict(Station.objects.filter(station_id__in=prefixes).values_list("station_id", "name"))
    for row in rows:
        row["number"] = f"GD{row['id']:06d}"
        row["scope"] = pick("、", ", ").join(names.get(prefix, prefix) for prefix in row["scope"])


TICKETS = TableSpec(
    name="tickets",
    zh="运维工单",
    en="Tickets",
    permission=SEE,
    rows=_tickets,
    columns=(
        Column("id", "序号", "No.", "integer", shown=False, width=80),
        Column("number", "工单编号", "Number", "code", path=None, link="/tickets?open={id}", width=110),
        Column("state", "状态", "State", "choice", choices=STATES, width=100),
        Column("asked_by", "申请人", "Asked by", path="asked_by__display_name", width=130),
        Column("why", "事由", "Why", sortable=False, width=240),
        Column(
            "permissions",
            "权限",
            "Permissions",
            value=_permissions,
            sortable=False,
            filterable=False,
            width=220,
        ),
        Column("scope", "范围", "Places", sortable=False, filterable=False, width=140),
        Column("from_at", "开始", "From", "moment", width=150),
        Column("until_at", "结束", "Until", "moment", width=150),
        Column("decided_by", "审批人", "Decided by", path="decided_by__display_name", width=120),
        Column("asked_at", "申请时间", "Asked at", "time", shown=False, width=150),
    ),
    key=("id",),
    default_sort=("-id",),
    search=("why", "asked_by"),
    finish=_finish,
)
TABLES = (TICKETS,)
