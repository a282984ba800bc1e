"""The register's lists: the columns of its sheets, and what people ask beside them."""

from collections.abc import Callable
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Coalesce

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.alerts.models import Alert
from youjian.bureau.alerts.words import COLOURS
from youjian.bureau.masks import PHONES_OPENLY, mask_phone
from youjian.bureau.registry.models import DeviceState
from youjian.bureau.registry.sheets import SHEETS
from youjian.bureau.registry.tables_records import CHANGES, COLLECTORS, DOOR_JOURNAL
from youjian.bureau.registry.words import LINKS
from youjian.bureau.scope import within
from youjian.bureau.sheets.fields import Field, Sheet
from youjian.bureau.tables.beside import STATION_LINK, beside_station, region_choices, station_columns
from youjian.bureau.tables.derived import of_sheet, of_table
from youjian.bureau.tables.spec import Column, TableSpec

MODELS = {name: of_sheet(sheet) for name, sheet in SHEETS.items()}
"""The ledger's tables of the register, as their sheets describe them."""
_PHONE = {"mask": mask_phone, "openly": PHONES_OPENLY, "sortable": False, "filterable": False}
_WIDTHS = {"text": 160, "code": 130, "uscc": 180, "choice": 110, "region": 110, "date": 110, "moment": 140}


def columns_of(sheet: Sheet, **changes: dict[str, Any]) -> tuple[Column, ...]:
    """A sheet's fields as columns; `changes` gives single columns other settings."""
    return tuple(_column(field, changes.get(field.name, {})) for field in sheet.fields)


def _column(field: Field, changes: dict[str, Any]) -> Column:
    settings: dict[str, Any] = {
        "kind": field.kind,
        "choices": region_choices if field.kind == "region" else field.choices,
        "unit": field.unit,
        "shown": field.shown,
        "width": _WIDTHS.get(field.kind, 0),
        "link": STATION_LINK if field.kind == "station" else "",
    }
    return Column(field.name, field.zh, field.en, **(settings | changes))


def _rows_of(name: str) -> Callable[[Actor], QuerySet[Any]]:
    def rows(actor: Actor) -> QuerySet[Any]:
        return beside_station(MODELS[name].objects.filter(within(actor.scope)))  # type: ignore[attr-defined]

    return rows


def _per_station(name: str, search: tuple[str, ...], **more: Any) -> TableSpec:
    """The list of a sheet whose rows belong to stations."""
    sheet = SHEETS[name]
    first, *others = station_columns()
    own = tuple(column for column in columns_of(sheet) if column.name != "station_id")
    settings: dict[str, Any] = {"rows": _rows_of(name), "default_sort": sheet.key(), **more}
    return TableSpec(
        name=name,
        zh=sheet.zh,
        en=sheet.en,
        permission="station.see",
        columns=(first, *others, *own, *settings.pop("extra", ())),
        key=sheet.key(),
        search=("station_id", "station_name", *search),
        sheet=name,
        **settings,
    )


def _stations(actor: Actor) -> QuerySet[Any]:
    here = OuterRef("station_id")
    collector = DeviceState.objects.filter(station_id=here, device="collector")
    unclosed = Alert.objects.filter(~Q(status="closed"), station_id=here)
    counted = unclosed.order_by().values("station_id").annotate(n=Count("id")).values("n")
    company = MODELS["companies"].objects.filter(uscc=OuterRef("uscc"))  # type: ignore[attr-defined]
    found = MODELS["stations"].objects.filter(within(actor.scope))  # type: ignore[attr-defined]
    return found.annotate(
        company=Subquery(company.values("name")[:1]),
        link=Coalesce(Subquery(collector.values("status")[:1]), Value("new"), output_field=TextField()),
        last_seen_at=Subquery(collector.values("last_seen")[:1]),
        worst=Subquery(unclosed.order_by("-rank").values("colour")[:1]),
        worst_rank=Subquery(unclosed.order_by("-rank").values("rank")[:1]),
        open_alerts=Coalesce(Subquery(counted), Value(0)),
    )


def _companies(actor: Actor) -> QuerySet[Any]:
    """Those with stations in the scope; who keeps the register sees the others too."""
    mine = MODELS["stations"].objects.filter(within(actor.scope))  # type: ignore[attr-defined]
    counted = mine.filter(uscc=OuterRef("uscc")).order_by().values("uscc").annotate(n=Count("*")).values("n")
    found = MODELS["companies"].objects.annotate(stations=Coalesce(Subquery(counted), Value(0)))  # type: ignore[attr-defined]
    return found if actor.may("registry.manage") else found.filter(uscc__in=mine.values("uscc"))


def _nozzles(actor: Actor) -> QuerySet[Any]:
    """Nozzles with their last verification."""
    made = MODELS["verifications"].objects.filter(  # type: ignore[attr-defined]
        station_id=OuterRef("station_id"), nozzle_id=OuterRef("nozzle_id")
    )
    last = made.order_by("-verified_on", "-certificate_no")
    return _rows_of("nozzles")(actor).annotate(
        certificate_no=Subquery(last.values("certificate_no")[:1]),
        verified_until=Subquery(last.values("valid_until")[:1]),
    )


_CHART_VERSIONS = of_table(
    "tank_chart_versions",
    {
        "station_id": "station",
        "tank_id": "integer",
        "product": "choice",
        "valid_from": "moment",
        "valid_until": "moment",
        "lines": "integer",
        "height_mm": "number",
        "volume_l": "litres",
    },
    ("station_id", "tank_id", "valid_from"),
)


def _chart_versions(actor: Actor) -> QuerySet[Any]:
    return beside_station(_CHART_VERSIONS.objects.filter(within(actor.scope)))  # type: ignore[attr-defined]


def _chart_lines(actor: Actor, versions: QuerySet[Any]) -> QuerySet[Any]:
    """The lines of the charts that a filter leaves, in the order of their heights."""
    chosen = versions.order_by().filter(
        station_id=OuterRef("station_id"), tank_id=OuterRef("tank_id"), valid_from=OuterRef("valid_from")
    )
    lines = MODELS["tank_charts"].objects.filter(within(actor.scope))  # type: ignore[attr-defined]
    return lines.filter(Exists(chosen)).order_by("station_id", "tank_id", "valid_from", "height_mm")


def _everybodys(name: str) -> Callable[[Actor], QuerySet[Any]]:
    """Rows that belong to no station are nobody's secret."""
    return lambda _: MODELS[name].objects.all()  # type: ignore[attr-defined]


STATIONS = TableSpec(
    "stations",
    SHEETS["stations"].zh,
    SHEETS["stations"].en,
    "station.see",
    _stations,
    (
        *columns_of(
            SHEETS["stations"],
            station_id={"kind": "station", "link": STATION_LINK},
            name={"link": STATION_LINK, "width": 180},
            licence_no={"shown": False},
            opened_on={"shown": False},
            contact_phone=_PHONE,
        ),
        Column("company", "企业名称", "Company", width=200, shown=False),
        Column("link", "在线状态", "Connection", "choice", choices=LINKS, width=110),
        Column("last_seen_at", "最近在线", "Last seen", "time", width=140, shown=False),
        Column(
            "worst", "最高预警", "Gravest alert", "choice", choices=COLOURS, weight="worst_rank", width=110
        ),
        Column("open_alerts", "未办结预警", "Open alerts", "integer", width=110),
    ),
    key=("station_id",),
    default_sort=("station_id",),
    sheet="stations",
    search=("station_id", "name", "uscc", "company", "controlling_group", "licence_no", "address"),
)
COMPANIES = TableSpec(
    "companies",
    SHEETS["companies"].zh,
    SHEETS["companies"].en,
    "station.see",
    _companies,
    (
        *columns_of(SHEETS["companies"], name={"width": 220}, contact_phone=_PHONE),
        Column("stations", "加油站数", "Stations", "integer", width=100, link="/stations?uscc={uscc}"),
    ),
    key=("uscc",),
    default_sort=("-stations", "uscc"),
    search=("uscc", "name", "controlling_group"),
    sheet="companies",
)
CHARTS = TableSpec(
    "tank_charts",
    SHEETS["tank_charts"].zh,
    SHEETS["tank_charts"].en,
    "station.see",
    _chart_versions,
    (
        *station_columns(),
        *columns_of(SHEETS["tank_charts"])[1:2],
        *(column for column in columns_of(SHEETS["tanks"]) if column.name == "product"),
        *columns_of(SHEETS["tank_charts"])[2:3],
        Column("valid_until", "停用时间", "Valid until", "moment", width=140),
        Column("lines", "行数", "Lines", "integer", width=80),
        Column("height_mm", "最大高度", "Greatest height", "number", unit="mm", width=110),
        Column("volume_l", "最大容积", "Greatest volume", "litres", unit="L", width=110),
    ),
    key=("station_id", "tank_id", "valid_from"),
    default_sort=("station_id", "tank_id", "-valid_from"),
    search=("station_id", "station_name"),
    sheet="tank_charts",
    whole=_chart_lines,
)
PRICE_CAPS = TableSpec(
    "price_caps",
    SHEETS["price_caps"].zh,
    SHEETS["price_caps"].en,
    "station.see",
    _everybodys("price_caps"),
    columns_of(SHEETS["price_caps"]),
    key=SHEETS["price_caps"].key(),
    default_sort=("-effective_from", "region_code", "product"),
    search=("region_code",),
    sheet="price_caps",
)
REGIONS = TableSpec(
    "regions",
    SHEETS["regions"].zh,
    SHEETS["regions"].en,
    "station.see",
    _everybodys("regions"),
    columns_of(SHEETS["regions"]),
    key=("region_code",),
    default_sort=("region_code",),
    search=("region_code", "name"),
    sheet="regions",
)
NOZZLES = _per_station(
    "nozzles",
    ("certificate_no",),
    rows=_nozzles,
    extra=(
        Column("certificate_no", "最近证书编号", "Last certificate", "code", width=140),
        Column("verified_until", "检定有效期至", "Verified until", "date", width=120),
    ),
)
TABLES: tuple[TableSpec, ...] = (
    STATIONS,
    COMPANIES,
    _per_station("operations", (), default_sort=("station_id", "-valid_from")),
    _per_station("tanks", ("serial_no",)),
    CHARTS,
    _per_station("dispensers", ("serial_no", "maker", "model", "mainboard_no")),
    NOZZLES,
    COLLECTORS,
    _per_station(
        "verifications", ("certificate_no",), default_sort=("-verified_on", "station_id", "nozzle_id")
    ),
    _per_station("seals", ("seal_no",)),
    PRICE_CAPS,
    REGIONS,
    CHANGES,
    DOOR_JOURNAL,
)
"""Every list of the register."""
