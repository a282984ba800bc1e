"""The lists of connectivity: outages, and days of stations and devices."""

from typing import Any

from django.db.models import DurationField, ExpressionWrapper, F, IntegerField, Q, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, Extract, Now, NullIf

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.connectivity.models import OnlineDay
from youjian.bureau.connectivity.rates import PARTS, assessed_rate, plain_rate
from youjian.bureau.connectivity.reading import COLLECTOR
from youjian.bureau.connectivity.selectors import outages_of
from youjian.bureau.connectivity.words import CAUSES
from youjian.bureau.registry.words import device_name
from youjian.bureau.scope import within
from youjian.bureau.tables.beside import beside_station, station_columns
from youjian.bureau.tables.spec import Column, Row, TableSpec


def _outages(actor: Actor) -> QuerySet[Any]:
    """Outages by themselves: what only lay behind a silent collector is that one's."""
    lasted = ExpressionWrapper(Coalesce(F("ends_at"), Now()) - F("starts_at"), DurationField())
    return beside_station(
        outages_of(actor)
        .exclude(Q(cause="collector") & ~Q(device=COLLECTOR))
        .annotate(
            lasted_min=Cast(Extract(lasted, "epoch") / 60, IntegerField()),
            said_cause=Coalesce(NullIf(F("corrected"), Value("")), F("cause")),
        )
    )


def _device(row: Row) -> str:
    return device_name(row["device"])


def _litres(name: str) -> Any:
    def value(row: Row) -> float | None:
        known = row["uncovered_ml"]
        recorded = row["recorded_ml"] or 0
        if known is None:
            return None
        return {"moved": recorded + known, "uncovered": known}[name] / 1000

    return value


OUTAGES = TableSpec(
    name="outages",
    zh="离线记录",
    en="Outages",
    permission="station.see",
    rows=_outages,
    columns=(
        Column("id", "编号", "No.", "integer", shown=False, width=90),
        *station_columns(),
        Column("device", "设备代码", "Device code", shown=False, width=110),
        Column("device_name", "设备", "Device", path=None, value=_device, width=110),
        Column("starts_at", "离线自", "From", "moment", width=140),
        Column("ends_at", "恢复", "Until", "moment", width=140),
        Column("lasted_min", "时长", "Lasted", "integer", unit="min", width=90),
        Column("said_cause", "归因", "Put down to", "choice", choices=CAUSES, width=120),
        Column("cause", "平台归因", "Platform's cause", "choice", choices=CAUSES, shown=False, width=120),
        Column("corrected_by_name", "更正人", "Corrected by", shown=False, width=110),
        Column("corrected_reason", "更正理由", "Why corrected", shown=False, sortable=False, width=200),
        Column("announced_s", "停机申报", "Announced", "integer", unit="s", shown=False, width=110),
        Column("platform_s", "平台中断", "Platform's own", "integer", unit="s", shown=False, width=110),
        Column("recorded_ml", "补传油量毫升", "Recorded, mL", "integer", shown=False, width=120),
        Column("uncovered_ml", "无记录油量毫升", "Without record, mL", "integer", shown=False, width=120),
        Column(
            "moved_l", "离线期间出油", "Moved while dark", "litres", path=None, value=_litres("moved"),
            unit="L", width=130,
        ),
        Column(
            "uncovered_l", "其中无记录", "Of it without record", "litres", path=None,
            value=_litres("uncovered"), unit="L", width=120,
        ),
        Column("fall_l", "油罐下降", "Fall of tanks", "number", unit="L", shown=False, width=110),
    ),
    key=("id",),
    default_sort=("-starts_at", "station_id", "device"),
    search=("station_id", "station_name", "corrected_reason"),
)  # fmt: skip


def _days(actor: Actor) -> QuerySet[Any]:
    return beside_station(OnlineDay.objects.filter(within(actor.scope)))


def _share(assessed: bool) -> Any:
    def value(row: Row) -> float | None:
        share = (assessed_rate if assessed else plain_rate)({name: row[name] for name in PARTS})
        return None if share is None else round(share * 100, 2)

    return value


_PART_NAMES = {
    "service_s": ("应在线", "In service"),
    "up_s": ("在线", "Online"),
    "announced_s": ("停机申报", "Announced"),
    "platform_s": ("平台中断", "Platform's own"),
    "power_s": ("停电", "Power"),
    "carrier_s": ("运营商线路", "Carrier"),
    "supplier_s": ("终端厂商", "Supplier"),
    "area_s": ("区域性中断", "Whole area"),
    "behind_s": ("状态未知", "Unknown"),
    "down_s": ("离线", "Offline"),
}
ONLINE_DAYS = TableSpec(
    name="online_days",
    zh="每日在线率",
    en="Online days",
    permission="station.see",
    rows=_days,
    columns=(
        Column("day", "业务日", "Day", "date", width=110),
        *station_columns(),
        Column("device", "设备代码", "Device code", width=110),
        Column("device_name", "设备", "Device", path=None, value=_device, width=110),
        Column("rate", "在线率", "Online", "number", path=None, value=_share(False), unit="%", width=90),
        Column(
            "assessed", "考核在线率", "Assessed", "number", path=None, value=_share(True), unit="%", width=100
        ),
        *(
            Column(
                name, zh, en, "integer", unit="s", width=100, shown=name in ("service_s", "up_s", "down_s")
            )
            for name, (zh, en) in _PART_NAMES.items()
        ),
        Column("expected", "应到记录", "Fuellings expected", "integer", shown=False, width=110),
        Column("received", "实到记录", "Fuellings received", "integer", shown=False, width=110),
    ),
    key=("station_id", "device", "day"),
    default_sort=("-day", "station_id", "device"),
    search=("station_id", "station_name"),
)
TABLES = (OUTAGES, ONLINE_DAYS)
