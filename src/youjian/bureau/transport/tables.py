"""The lists of transport: the work list of papers, and trips."""

from collections.abc import Callable
from typing import Any

from django.db.models import F, FloatField, QuerySet
from django.db.models.functions import Cast

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.scope import within
from youjian.bureau.sheets.fields import named
from youjian.bureau.tables.beside import beside_station, station_columns
from youjian.bureau.tables.spec import Column, TableSpec
from youjian.bureau.transport.models import Match, TripLine
from youjian.bureau.transport.selectors import matches, product_name
from youjian.bureau.transport.words import MISSING, REASONS, STATES, STATUSES


def _matches(actor: Actor) -> QuerySet[Match]:
    return beside_station(matches(actor)).annotate(
        apart_l=_litres("apart20_ml"),
        low_l=_litres("low20_ml"),
        high_l=_litres("high20_ml"),
        told_l=_litres("told20_ml"),
        came_l=_litres("came20_ml"),
    )


def _trips(actor: Actor) -> QuerySet[TripLine]:
    found = beside_station(TripLine.objects.filter(within(actor.scope), test=False))
    return found.annotate(loaded_l=_litres("loaded_ml"), unloaded_l=_litres("unloaded_ml"))


def _litres(column: str) -> Cast:
    return Cast(F(column), FloatField()) / 1000.0  # type: ignore[return-value]


def _product(row: dict[str, Any]) -> str:
    return product_name(row["product"])


def _joined(name: str) -> Callable[[dict[str, Any]], str]:
    return lambda row: " ".join(row[name])


def _missing(row: dict[str, Any]) -> str:
    return "; ".join(named(MISSING, one) for one in row["missing"])


def _rises(row: dict[str, Any]) -> str:
    return str(len(row["rises"]))


def _listed(name: str, zh: str, en: str, value: Callable[[dict[str, Any]], str]) -> Column:
    """A column of several records, shown as text."""
    return Column(name, zh, en, value=value, sortable=False, filterable=False, width=150)


MATCHES = TableSpec(
    name="matches",
    zh="单据核对",
    en="Papers to check",
    permission="supply.see",
    rows=_matches,
    columns=(
        Column("id", "编号", "No.", "integer", link="/matches/{id}", width=80),
        Column("at", "时间", "Time", "moment", width=140),
        *station_columns(),
        Column("product", "油品", "Product", value=_product, width=100),
        Column("state", "核对结果", "Result", "choice", choices=STATES, width=140),
        Column("apart_l", "差异（20℃）", "Difference, 20 °C", "litres", unit="L", width=120),
        Column("low_l", "区间下限（20℃）", "Lower bound, 20 °C", "litres", unit="L", width=120),
        Column("high_l", "区间上限（20℃）", "Upper bound, 20 °C", "litres", unit="L", width=120),
        Column("status", "核对进度", "Progress", "choice", choices=STATUSES, width=110),
        Column("told_l", "单据（20℃）", "Told, 20 °C", "litres", unit="L", shown=False, width=120),
        Column("came_l", "实收（20℃）", "Came, 20 °C", "litres", unit="L", shown=False, width=120),
        _listed("documents", "进油单", "Documents", _joined("documents")),
        _listed("trips", "运单", "Waybills", _joined("trips")),
        _listed("rises", "液位上升次数", "Rises", _rises),
        _listed("missing", "缺少的数据", "Missing", _missing),
        Column("plate_no", "车牌号", "Plate", width=110),
        Column("supplier_uscc", "供应商", "Supplier", "uscc", shown=False, width=170),
        Column("taken_by_name", "核对人", "Taken by", width=110),
        Column("reason", "原因", "Reason", "choice", choices=REASONS, shown=False, width=140),
        Column("note", "说明", "Note", sortable=False, shown=False, width=200),
        Column("todo", "需要处理", "To do", "flag", width=90),
        Column("key", "核对名称", "Name", "code", shown=False, width=150),
        Column("changed_at", "更新时间", "Changed", "time", shown=False, width=140),
    ),
    key=("id",),
    default_sort=("-at", "-id"),
    search=("station_id", "station_name", "key", "plate_no", "taken_by_name"),
)
TRIPS = TableSpec(
    name="tanker_trips",
    zh="运输趟次",
    en="Tanker trips",
    permission="supply.see",
    rows=_trips,
    columns=(
        Column("waybill_no", "运单号", "Waybill", "code", link="/trips/{waybill_no}", width=150),
        *station_columns(),
        Column("plate_no", "车牌号", "Plate", width=110),
        Column("product", "油品", "Product", value=_product, width=100),
        Column("loading_place", "装油地", "Loaded at", width=150),
        Column("loaded_at", "装油时间", "Loading time", "moment", width=140),
        Column("loaded_l", "装油量（常温）", "Loaded (ambient)", "litres", unit="L", width=130),
        Column("loaded_temp_c", "装油温度", "Loading temperature", "number", unit="℃", width=110),
        Column("unloaded_at", "卸油时间", "Unloading time", "moment", width=140),
        Column("unloaded_l", "卸油量（常温）", "Unloaded (ambient)", "litres", unit="L", width=130),
        Column("unloaded_temp_c", "卸油温度", "Unloading temperature", "number", unit="℃", width=110),
        Column("density20_kg_m3", "标准密度", "Density at 20 °C", "number", unit="kg/m³", shown=False),
        Column("received_at", "收到时间", "Received", "time", shown=False, width=140),
    ),
    key=("waybill_no", "station_id"),
    default_sort=("-loaded_at",),
    search=("waybill_no", "station_id", "station_name", "plate_no", "loading_place"),
)
TABLES = (MATCHES, TRIPS)
