"""The live tables as lists: what their export holds, by the same filters as on the screen.

The columns that are filtered by are asked of the database; the others are the live tables' own.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, TextField, Value, When
from django.db.models.functions import Cast, Coalesce, Concat, StrIndex, Substr

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.alerts.models import Alert, AlertFinding
from youjian.bureau.alerts.words import COLOURS
from youjian.bureau.live import devices, nozzles, tanks, words
from youjian.bureau.registry.choices import PRODUCT
from youjian.bureau.registry.models import (
    DeviceState,
    FuellingRecord,
    Nozzle,
    NozzleState,
    Station,
    Tank,
    TankState,
    Verification,
)
from youjian.bureau.registry.words import LINKS, device_name
from youjian.bureau.scope import within
from youjian.bureau.tables.beside import beside_station, station_columns
from youjian.bureau.tables.spec import Column, Row, TableSpec
from youjian.bureau.times import day_start, now
from youjian.contract.fields import business_day

_RECENT = timedelta(minutes=10)
_STALE = timedelta(minutes=10)
_SOON = timedelta(days=30)


def _text(value: str) -> Value:
    return Value(value, output_field=TextField())


def _case(*whens: When, default: str) -> Case:
    return Case(*whens, default=_text(default), output_field=TextField())


def _beside(found: QuerySet[Any], subject: Any) -> QuerySet[Any]:
    """Rows of stations that are not closed, with company, connection and the worst alert of their subject."""
    here = OuterRef("station_id")
    station = Station.objects.filter(station_id=here)
    link = DeviceState.objects.filter(station_id=here, device="collector").values("status")[:1]
    told = AlertFinding.objects.filter(alert_id=OuterRef("id"), subject=OuterRef(OuterRef("subject_code")))
    alert = Alert.objects.filter(~Q(status="closed"), station_id=here).filter(
        Q(subject=OuterRef("subject_code")) | Exists(told)
    )
    return (
        beside_station(found)
        .filter(Exists(station.exclude(status="closed")))
        .annotate(
            subject_code=subject,
            uscc=Subquery(station.values("uscc")[:1]),
            station_link=Coalesce(Subquery(link), _text("new"), output_field=TextField()),
        )
        .annotate(
            colour=Coalesce(
                Subquery(alert.order_by("-rank").values("colour")[:1]),
                _text("none"),
                output_field=TextField(),
            )
        )
    )


def _numbered(kind: str, name: str) -> Concat:
    return Concat(_text(f"{kind}:"), Cast(name, TextField()), output_field=TextField())


def _nozzles(actor: Actor) -> QuerySet[Any]:
    here = {"station_id": OuterRef("station_id"), "nozzle_id": OuterRef("nozzle_id")}
    begun = Q(valid_from__isnull=True) | Q(valid_from__lte=now())
    later = Nozzle.objects.filter(begun, **here).order_by(F("valid_from").desc(nulls_last=True))
    inside = Nozzle.objects.filter(within(actor.scope), begun).filter(
        Q(retired_on__isnull=True) | Q(retired_on__gt=business_day(now()))
    )
    current = inside.annotate(latest=Subquery(later.values("valid_from")[:1])).filter(
        Q(valid_from=F("latest")) | Q(valid_from__isnull=True, latest__isnull=True)
    )
    last = NozzleState.objects.filter(**here)
    today = FuellingRecord.objects.filter(ended_at__gte=day_start(), kind="sale", **here)
    checked = Verification.objects.filter(**here).order_by("-verified_on", "-certificate_no")
    found = _beside(current, _numbered("nozzle", "nozzle_id")).annotate(
        label=Concat(Cast("nozzle_id", TextField()), _text("号枪 nozzle "), Cast("nozzle_id", TextField())),
        last_ended=Subquery(last.values("ended_at")[:1]),
        last_result=Subquery(checked.values("result")[:1]),
        last_valid=Subquery(checked.values("valid_until")[:1]),
    )
    return found.annotate(state=_nozzle_state(today), verification=_verification())


def _nozzle_state(today: QuerySet[Any]) -> Case:
    return _case(
        When(last_ended__isnull=True, then=_text("never")),
        When(last_ended__gt=now() - _RECENT, then=_text("recent")),
        When(Exists(today), then=_text("today")),
        When(station_link__in=("up", "late"), then=_text("quiet")),
        default="unheard",
    )


def _verification() -> Case:
    today = business_day(now())
    return _case(
        When(last_valid__isnull=True, then=_text("none")),
        When(last_result="fail", then=_text("failed")),
        When(last_valid__lt=today, then=_text("lapsed")),
        When(last_valid__lte=today + _SOON, then=_text("soon")),
        default="ok",
    )


def _tanks(actor: Actor) -> QuerySet[Any]:
    used = Q(retired_on__isnull=True) | Q(retired_on__gt=business_day(now()))
    last = TankState.objects.filter(station_id=OuterRef("station_id"), tank_id=OuterRef("tank_id"))
    found = _beside(Tank.objects.filter(within(actor.scope), used), _numbered("tank", "tank_id")).annotate(
        label=Concat(Cast("tank_id", TextField()), _text("号罐 tank "), Cast("tank_id", TextField())),
        last_at=Subquery(last.values("at")[:1]),
    )
    return found.annotate(
        state=_case(
            When(last_at__isnull=True, then=_text("never")),
            When(last_at__lt=now() - _STALE, then=_text("stale")),
            default="fresh",
        )
    )


def _devices(actor: Actor) -> QuerySet[Any]:
    return _beside(DeviceState.objects.filter(within(actor.scope)), F("device")).annotate(
        kind=Case(
            When(device__contains=":", then=Substr("device", 1, StrIndex("device", _text(":")) - 1)),
            default=F("device"),
            output_field=TextField(),
        )
    )


def _filling(key: str, columns: tuple[str, ...], rows: Callable[[list[str] | None], list[list[Any]]]) -> Any:
    """Fills what the live table says of a page's rows: one reading for all of them."""

    def finish(_: Actor, page: list[Row]) -> None:
        told = rows(sorted({row["station_id"] for row in page}))
        by_key = {(line[0], line[columns.index(key)]): dict(zip(columns, line, strict=True)) for line in told}
        for row in page:
            said = by_key.get((row["station_id"], row[key]), {})
            row.update(
                {name: made(said) for name, made in _MADE.items() if name in row and row[name] is None}
            )

    return finish


def _litres(name: str) -> Callable[[Row], Any]:
    return lambda said: None if said.get(name) is None else said[name] / 1000


def _yuan(name: str) -> Callable[[Row], Any]:
    return lambda said: None if said.get(name) is None else said[name] / 100


def _moment(name: str) -> Callable[[Row], Any]:
    return lambda said: None if said.get(name) is None else datetime.fromtimestamp(said[name], UTC)


def _plain(name: str) -> Callable[[Row], Any]:
    return lambda said: said.get(name)


_MADE: dict[str, Callable[[Row], Any]] = {
    "ended_at": _moment("ended_at"),
    "volume_l": lambda said: said.get("volume_l", _litres("volume_ml")(said)),
    "price": _yuan("price_fen"),
    "amount": _yuan("amount_fen"),
    "totalizer_l": _litres("totalizer_ml"),
    "today_l": _litres("today_ml"),
    "at": _moment("at"),
    "last_seen": _moment("last_seen"),
    **{
        name: _plain(name)
        for name in (
            "today_n", "valid_until", "product_mm", "water_mm", "temp_c", "volume_source", "volume20_l",
            "ullage_l", "share", "days", "reason", "gauge", "clock_offset_s", "outbox_depth", "firmware",
            "link",
        )
    },
}  # fmt: skip


def _given(name: str, zh: str, en: str, kind: Any = "number", **more: Any) -> Column:
    """A column that the live table fills."""
    return Column(name, zh, en, kind, path=None, **more)


_COMPANY = Column("uscc", "企业信用代码", "Company", "uscc", shown=False, width=180)
_COLOUR = Column("colour", "预警", "Alert", "choice", choices=(*COLOURS, words.NO_ALERT), width=90)
_LINK = Column("link", "站连接", "Connection", "choice", path="station_link", choices=LINKS, width=100)
_LABEL = Column("label", "名称", "Label", shown=False, filterable=False)
_PRODUCT = Column("product", "油品", "Product", "choice", choices=PRODUCT, width=110)

_NOZZLES = TableSpec(
    name="live_nozzles",
    zh="实时加油枪",
    en="Live nozzles",
    permission="live.see",
    rows=_nozzles,
    columns=(
        *station_columns(),
        _COMPANY,
        Column("nozzle_id", "枪号", "Nozzle", "integer"),
        Column("dispenser_id", "机号", "Dispenser", "integer", shown=False),
        Column("tank_id", "罐号", "Tank", "integer", shown=False),
        _PRODUCT,
        Column("state", "状态", "State", "choice", choices=words.NOZZLE_STATES, width=100),
        _COLOUR,
        _given("ended_at", "最近加油", "Last fuelling", "time"),
        _given("volume_l", "升数", "Litres", "litres"),
        _given("price", "单价", "Price", unit="元/升"),
        _given("amount", "金额", "Amount", unit="元"),
        _given("totalizer_l", "累计泵码", "Totalizer", unit="升"),
        _given("today_l", "今日升数", "Litres today", "litres"),
        _given("today_n", "今日笔数", "Fuellings today", "integer"),
        Column("verification", "检定", "Verification", "choice", choices=words.VERIFICATIONS, width=100),
        _given("valid_until", "检定有效至", "Valid until", "text", shown=False),
        _LINK,
        _LABEL,
    ),
    key=("station_id", "nozzle_id"),
    default_sort=("station_id", "nozzle_id"),
    search=("station_id", "station_name", "label"),
    finish=_filling("nozzle_id", nozzles.COLUMNS, nozzles.rows),
)
_TANKS = TableSpec(
    name="live_tanks",
    zh="实时油罐",
    en="Live tanks",
    permission="live.see",
    rows=_tanks,
    columns=(
        *station_columns(),
        _COMPANY,
        Column("tank_id", "罐号", "Tank", "integer"),
        _PRODUCT,
        Column("state", "读数", "Reading", "choice", choices=words.READING_STATES, width=100),
        _COLOUR,
        _given("share", "充装率", "Filled"),
        _given("volume_l", "体积", "Volume", "litres"),
        _given("volume_source", "体积来源", "Volume by", "choice", choices=words.VOLUME_SOURCES, shown=False),
        _given("volume20_l", "20℃体积", "Volume at 20 °C", "litres"),
        _given("ullage_l", "可卸空容", "Room left", "litres"),
        _given("days", "可售天数", "Days of supply"),
        _given("reason", "无可售天数的原因", "Why no days", "choice", choices=words.REASONS),
        _given("product_mm", "油高", "Level", unit="mm"),
        _given("water_mm", "水高", "Water", unit="mm"),
        _given("temp_c", "油温", "Temperature", unit="°C"),
        _given("at", "读数时间", "Read at", "time"),
        _given("gauge", "液位仪", "Gauge", "choice", choices=LINKS),
        Column("capacity_l", "标称容量", "Capacity", "litres", shown=False),
        Column("safe_fill_l", "安全充装量", "Safe fill", "litres", shown=False),
        _LINK,
        _LABEL,
    ),
    key=("station_id", "tank_id"),
    default_sort=("station_id", "tank_id"),
    search=("station_id", "station_name", "label"),
    finish=_filling("tank_id", tanks.COLUMNS, tanks.rows),
)
_DEVICES = TableSpec(
    name="live_devices",
    zh="实时设备",
    en="Live devices",
    permission="live.see",
    rows=_devices,
    columns=(
        *station_columns(),
        _COMPANY,
        Column("device", "设备", "Device", "code"),
        Column("kind", "设备类别", "Kind of device", "choice", choices=words.DEVICE_KINDS),
        Column("status", "状态", "State", "choice", choices=LINKS, width=100),
        _COLOUR,
        _given("last_seen", "最近心跳", "Last heard", "time"),
        _given("clock_offset_s", "时钟偏差", "Clock offset", unit="s"),
        _given("outbox_depth", "待发记录", "Waiting to be sent", "integer"),
        _given("link", "线路", "Line", "text"),
        _given("firmware", "固件", "Firmware", "text"),
        Column(
            "device_name", "设备名称", "Device name", path=None, value=lambda row: device_name(row["device"])
        ),
    ),
    key=("station_id", "device"),
    default_sort=("station_id", "device"),
    search=("station_id", "station_name", "device"),
    finish=_filling("device", devices.COLUMNS, devices.rows),
)
TABLES = (_NOZZLES, _TANKS, _DEVICES)
