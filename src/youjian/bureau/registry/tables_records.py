"""Lists of what the platform itself notes: collectors, changes of the register, the door's journal."""

from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.language import pick
from youjian.bureau.registry.models import DeviceState, DoorEntry
from youjian.bureau.registry.sheets import DESCRIBED
from youjian.bureau.registry.words import CHANGE_KINDS, CHANGE_SOURCES, COLLECTOR_STATES, LINKS
from youjian.bureau.scope import within
from youjian.bureau.sheets.fields import Choice
from youjian.bureau.tables.beside import beside_station, station_columns
from youjian.bureau.tables.derived import of_table
from youjian.bureau.tables.spec import Column, Row, TableSpec

_COLLECTORS = of_table(
    "collectors",
    {
        "collector_id": "code",
        "station_id": "station",
        "state": "choice",
        "epoch": "integer",
        "last_batch_no": "integer",
        "firmware": "code",
        "enrolled_at": "time",
        "booted_at": "time",
    },
    ("collector_id",),
    {"station_id", "state", "epoch", "last_batch_no", "enrolled_at"},
)
_CHANGES = of_table(
    "register_changes",
    {
        "id": "integer",
        "at": "time",
        "table_name": "choice",
        "station_id": "station",
        "kind": "choice",
        "username": "code",
        "display_name": "text",
        "reason": "text",
        "source": "choice",
        "effective_on": "date",
    },
    ("id",),
    {"at", "table_name", "kind", "username", "display_name", "reason", "source"},
    json=("row_key", "before", "after"),
)
_CHANGED_TABLES = tuple(Choice(sheet.name, sheet.zh, sheet.en) for sheet in DESCRIBED.values())


def _collectors(actor: Actor) -> QuerySet[Any]:
    state = DeviceState.objects.filter(station_id=OuterRef("station_id"), device="collector")
    found = beside_station(_COLLECTORS.objects.filter(within(actor.scope)))  # type: ignore[attr-defined]
    return found.annotate(
        link=Subquery(state.values("status")[:1]), last_seen_at=Subquery(state.values("last_seen")[:1])
    )


def _changes(actor: Actor) -> QuerySet[Any]:
    """Changes of stations in the scope, and of what belongs to no station; those of companies for who
    keeps the register, others see them with the company itself.
    """
    apart = Q(station_id__isnull=True)
    if not actor.may("registry.manage"):
        apart &= ~Q(table_name="companies")
    return beside_station(_CHANGES.objects.filter(within(actor.scope) | apart))  # type: ignore[attr-defined]


def _door_journal(actor: Actor) -> QuerySet[Any]:
    return beside_station(DoorEntry.objects.filter(within(actor.scope)))


def _what(row: Row) -> str:
    """The key of the row that changed, without the station, which stands in a column of its own."""
    key = row["what"] or {}
    return " · ".join(str(value) for name, value in key.items() if name != "station_id" and value is not None)


def difference(row: Row) -> str:
    """What became of which column: `标称容量：30000 → 30500`."""
    before, after = row["before"] or {}, row["after"] or {}
    if not before or not after:
        return ""
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return pick("；", "; ").join(_step(row["table_name"], name, before, after) for name in names)


def _step(table: str, name: str, before: Row, after: Row) -> str:
    sheet = DESCRIBED.get(table)
    field = next((one for one in sheet.fields if one.name == name), None) if sheet else None
    if field is None:
        return name
    old, new = (
        _said({choice.code: choice.title for choice in field.choices}, side.get(name))
        for side in (before, after)
    )
    return pick(f"{field.title}：{old} → {new}", f"{field.title}: {old} → {new}")


def _said(names: dict[str, str], value: object) -> str:
    if value in (None, ""):
        return pick("（空）", "(empty)")
    if isinstance(value, bool):
        return pick("是", "yes") if value else pick("否", "no")
    return names.get(str(value), str(value))


COLLECTORS = TableSpec(
    "collectors",
    "采集终端",
    "Collectors",
    "station.see",
    _collectors,
    (
        Column("collector_id", "终端编号", "Collector", "code", link="/collectors/{collector_id}", width=160),
        *station_columns(),
        Column("state", "状态", "State", "choice", choices=COLLECTOR_STATES, width=100),
        Column("link", "在线状态", "Connection", "choice", choices=LINKS, width=110),
        Column("last_seen_at", "最近在线", "Last seen", "time", width=140),
        Column("firmware", "固件版本", "Firmware", "code", width=110),
        Column("enrolled_at", "入网时间", "Enrolled", "time", width=140),
        Column("booted_at", "启动时间", "Booted", "time", width=140, shown=False),
        Column("epoch", "代次", "Epoch", "integer", width=80, shown=False),
        Column("last_batch_no", "最近批次", "Last batch", "integer", width=100, shown=False),
    ),
    key=("collector_id",),
    default_sort=("collector_id",),
    search=("collector_id", "station_id", "station_name"),
)
CHANGES = TableSpec(
    "changes",
    "档案变更",
    "Register changes",
    "station.see",
    _changes,
    (
        Column("id", "序号", "No.", "integer", shown=False, width=90),
        Column("at", "变更时间", "Changed at", "time", width=140),
        Column("table_name", "表", "Table", "choice", choices=_CHANGED_TABLES, width=110),
        Column("kind", "变更类型", "Kind", "choice", choices=CHANGE_KINDS, width=90),
        *station_columns(),
        Column(
            "what", "对象", "Row", path="row_key", value=_what, sortable=False, filterable=False, width=130
        ),
        Column("difference", "变更内容", "What changed", path=None, value=difference, width=280),
        Column("effective_on", "生效日期", "From", "date", width=110),
        Column("display_name", "变更人", "By", width=110),
        Column("username", "账号", "Account", "code", shown=False, width=110),
        Column("reason", "变更原因", "Why", width=180),
        Column("source", "来源", "Source", "choice", choices=CHANGE_SOURCES, width=110),
        Column("before", "变更前", "Before", sortable=False, filterable=False, shown=False),
        Column("after", "变更后", "After", sortable=False, filterable=False, shown=False),
    ),
    key=("id",),
    default_sort=("-id",),
    search=("station_id", "station_name", "reason", "display_name", "username"),
)
DOOR_JOURNAL = TableSpec(
    "door_journal",
    "接入日志",
    "Door journal",
    "quarantine.see",
    _door_journal,
    (
        Column("id", "序号", "No.", "integer", shown=False, width=90),
        Column("at", "时间", "At", "time", width=140),
        Column("door", "入口", "Door", "code", width=100),
        Column("sender", "来源", "Sender", "code", path="peer", width=140),
        *station_columns(),
        Column("code", "代码", "Code", "code", path="kind", width=150),
        Column("detail", "说明", "Detail", width=280),
    ),
    key=("id",),
    default_sort=("-id",),
    search=("station_id", "station_name", "sender", "code", "detail"),
)
