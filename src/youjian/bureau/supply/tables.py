"""Lists of papers: delivery documents, waybills, invoices, declarations."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import Count, Exists, F, FloatField, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast, Concat

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.registry import choices
from youjian.bureau.registry.models import Company
from youjian.bureau.registry.values import plain
from youjian.bureau.scope import within
from youjian.bureau.supply import sheet_parts as part
from youjian.bureau.supply.models import Attachment, Entry
from youjian.bureau.supply.papers import key_columns
from youjian.bureau.supply.selectors import volume20_ml
from youjian.bureau.supply.words import BASES, SOURCES
from youjian.bureau.tables.beside import beside_station, station_columns
from youjian.bureau.tables.derived import of_table
from youjian.bureau.tables.spec import Column, Kind, Row, TableSpec

_KINDS: Mapping[str, dict[str, Kind]] = {
    "deliveries": {
        "station_id": "station",
        "delivery_id": "code",
        "tank_id": "integer",
        "product": "choice",
        "delivered_at": "moment",
        "documented_volume_ml": "integer",
        "reference": "choice",
        "density20_kg_m3": "number",
        "temp_c": "number",
        "supplier_uscc": "uscc",
        "waybill_no": "code",
        "invoice_no": "code",
        "received_at": "time",
        "test": "flag",
    },
    "trips": {
        "waybill_no": "code",
        "consignee_station_id": "station",
        "plate_no": "code",
        "product": "choice",
        "loaded_ml": "integer",
        "loaded_at": "moment",
        "loaded_temp_c": "number",
        "loading_place": "text",
        "unloaded_at": "moment",
        "unloaded_ml": "integer",
        "unloaded_temp_c": "number",
        "received_at": "time",
        "test": "flag",
    },
    "invoices": {
        "invoice_no": "code",
        "seller_uscc": "uscc",
        "buyer_uscc": "uscc",
        "product": "choice",
        "volume_ml": "integer",
        "amount_fen": "integer",
        "issued_on": "date",
        "direction": "choice",
        "station_id": "station",
        "received_at": "time",
        "test": "flag",
    },
    "declarations": {
        "station_id": "station",
        "period": "code",
        "product": "choice",
        "volume_ml": "integer",
        "amount_fen": "integer",
        "filed_at": "moment",
        "received_at": "time",
        "test": "flag",
    },
}
_MODELS = {paper: of_table(paper, kinds, key_columns(paper)) for paper, kinds in _KINDS.items()}
_PRODUCT = Column("product", "油品", "Product", "choice", choices=choices.PRODUCT, width=110)
_ORIGIN = (
    Column("entered_by", "录入人", "Entered by", path=None, width=110),
    Column("basis", "升数依据", "Litres by", "choice", path=None, choices=BASES, width=130, shown=False),
    Column("photos", "附件", "Photos", "integer", path=None, width=70),
    Column("received_at", "入库时间", "Received at", "time", width=140, shown=False),
    Column("paper_key", "单据键", "Key", "code", path=None, shown=False, width=200),
)


def _source(paper: str) -> Column:
    """By which way a paper came; those of a collector are the ones that nobody entered."""
    parts = [Cast(OuterRef(name), TextField()) for name in key_columns(paper)]
    joined: list[Any] = [piece for part in parts for piece in (Value("|"), part)][1:]
    key = Concat(*joined, output_field=TextField()) if len(joined) > 1 else joined[0]

    def of_source(source: str) -> Q:
        entries = Entry.objects.filter(paper=paper, key=key)
        if source == "collector":
            return ~Q(Exists(entries))
        return Q(Exists(entries.filter(source=source)))

    # A filing's moment is written otherwise in its key than the database writes it.
    condition = None if paper == "declarations" else of_source
    return Column(
        "source", "来源", "Origin", "choice", path=None, choices=SOURCES, width=110, condition=condition
    )


def _rows(paper: str) -> Callable[[Actor], QuerySet[Any]]:
    def rows(actor: Actor) -> QuerySet[Any]:
        model: Any = _MODELS[paper]
        station = "consignee_station_id" if paper == "trips" else "station_id"
        found = model.objects.filter(within(actor.scope, station))
        return _named(paper, found)

    return rows


def _named(paper: str, found: QuerySet[Any]) -> QuerySet[Any]:
    """Rows beside their station, with litres, yuan and the names of companies."""
    if paper == "trips":
        found = found.annotate(station_id=F("consignee_station_id"))
        return beside_station(
            found.annotate(litres=_thousandths("loaded_ml"), arrived=_thousandths("unloaded_ml"))
        )
    found = beside_station(found)
    if paper == "deliveries":
        return found.annotate(litres=_thousandths("documented_volume_ml"), supplier=_company("supplier_uscc"))
    if paper == "invoices":
        found = found.annotate(seller=_company("seller_uscc"), buyer=_company("buyer_uscc"))
    return found.annotate(
        litres=_thousandths("volume_ml"), yuan=Cast("amount_fen", FloatField()) / Value(100.0)
    )


def _thousandths(name: str) -> Any:
    return Cast(name, FloatField()) / Value(1000.0)


def _company(name: str) -> Any:
    return Subquery(Company.objects.filter(uscc=OuterRef(name)).values("name")[:1])


def _finish(paper: str) -> Callable[[Actor, list[Row]], None]:
    """Where the papers of a page came from, and how many photos they have: two queries."""

    def finish(actor: Actor, rows: list[Row]) -> None:
        del actor  # the rows are the actor's already, and so are their entries
        for row in rows:
            row["paper_key"] = "|".join(str(plain(row[name])) for name in key_columns(paper))
        keys = [row["paper_key"] for row in rows]
        entries = {
            entry.key: entry for entry in Entry.objects.filter(paper=paper, key__in=keys).defer("given")
        }
        photos = dict(
            Attachment.objects.filter(paper=paper, key__in=keys)
            .values("key").annotate(n=Count("id")).values_list("key", "n")
        )  # fmt: skip
        for row in rows:
            entry = entries.get(row["paper_key"])
            row["source"] = entry.source if entry else "collector"
            row["entered_by"] = entry.display_name if entry else ""
            row["basis"] = entry.basis if entry else "stated"
            row["photos"] = photos.get(row["paper_key"], 0)

    return finish


def _at20(row: Row) -> float:
    volume = volume20_ml(
        row["documented_volume_ml"], row["reference"], row["density20_kg_m3"], row["temp_c"], row["product"]
    )
    return volume / 1000


def _list(
    paper: str, titles: tuple[str, str], columns: tuple[Column, ...], order: str, search: tuple[str, ...]
) -> TableSpec:
    return TableSpec(
        name=f"papers_{paper}",
        zh=titles[0],
        en=titles[1],
        permission="supply.see",
        rows=_rows(paper),
        columns=(*columns, _source(paper), *_ORIGIN),
        key=key_columns(paper),
        default_sort=(order,),
        search=search,
        finish=_finish(paper),
    )


def _hidden(name: str, zh: str, en: str, kind: Kind = "integer", **more: Any) -> Column:
    return Column(name, zh, en, kind, shown=False, **more)


DELIVERIES = _list(
    "deliveries",
    ("进油单", "Delivery documents"),
    (
        Column("delivery_id", "进油单号", "Document no", "code", width=170),
        *station_columns(),
        Column("delivered_at", "卸油时间", "Unloaded at", "moment", width=140),
        _PRODUCT,
        Column("tank_id", "油罐", "Tank", "integer", width=70),
        Column("litres", "单据升数", "Litres", "litres", unit="L", width=110),
        Column("reference", "口径", "Litres at", "choice", choices=part.REFERENCE, width=80),
        Column("litres20", "升数（20℃）", "Litres at 20 °C", "litres", path=None, value=_at20, width=120),
        Column("temp_c", "温度", "Temperature", "number", unit="℃", width=90, shown=False),
        Column(
            "density20_kg_m3",
            "密度（20℃）",
            "Density at 20 °C",
            "number",
            unit="kg/m³",
            width=110,
            shown=False,
        ),
        Column("supplier", "供油单位", "Supplier", width=180),
        _hidden("supplier_uscc", "供油单位信用代码", "Supplier's code", "uscc"),
        Column("waybill_no", "运单号", "Waybill", "link", link="/papers/trips?q={waybill_no}", width=160),
        Column(
            "invoice_no",
            "发票号码",
            "Invoice",
            "link",
            link="/papers/invoices?q={invoice_no}",
            width=160,
            shown=False,
        ),
        _hidden("documented_volume_ml", "单据毫升数", "Document's mL"),
        _hidden("test", "试运行", "Test", "flag"),
    ),
    "-delivered_at",
    ("delivery_id", "waybill_no", "invoice_no", "station_name", "supplier_uscc"),
)
TRIPS = _list(
    "trips",
    ("运单", "Waybills"),
    (
        Column("waybill_no", "运单号", "Waybill", "code", width=170),
        *station_columns(),
        _hidden("consignee_station_id", "收货站编号", "Consignee", "station"),
        Column("plate_no", "车牌号", "Plate", "code", width=110),
        _PRODUCT,
        Column("loaded_at", "装车时间", "Loaded at", "moment", width=140),
        Column("loading_place", "装车地点", "Loading place", width=140),
        Column("litres", "装车升数（常温）", "Litres loaded, ambient", "litres", unit="L", width=140),
        Column("loaded_temp_c", "装车温度", "Temperature", "number", unit="℃", width=100, shown=False),
        Column("unloaded_at", "卸油时间", "Unloaded at", "moment", width=140),
        Column("arrived", "卸油升数（常温）", "Litres unloaded, ambient", "litres", unit="L", width=140),
        Column("unloaded_temp_c", "卸油温度", "Temperature", "number", unit="℃", width=100, shown=False),
        _hidden("test", "试运行", "Test", "flag"),
    ),
    "-loaded_at",
    ("waybill_no", "plate_no", "station_name", "loading_place"),
)
INVOICES = _list(
    "invoices",
    ("发票", "Invoices"),
    (
        Column("invoice_no", "发票号码", "Invoice", "code", width=190),
        Column("direction", "方向", "Direction", "choice", choices=part.DIRECTION, width=80),
        *station_columns(),
        Column("issued_on", "开票日期", "Issued on", "date", width=110),
        _PRODUCT,
        Column("litres", "升数（发票）", "Litres invoiced", "litres", unit="L", width=120),
        Column("yuan", "含税金额", "Amount with VAT", "number", unit="元", width=130),
        Column("seller", "销方", "Seller", width=180),
        Column("seller_uscc", "销方税号", "Seller's number", "uscc", width=180, shown=False),
        Column("buyer", "购方", "Buyer", width=180),
        Column("buyer_uscc", "购方税号", "Buyer's number", "uscc", width=180, shown=False),
        _hidden("test", "试运行", "Test", "flag"),
    ),
    "-issued_on",
    ("invoice_no", "station_name", "seller_uscc", "buyer_uscc"),
)
DECLARATIONS = _list(
    "declarations",
    ("纳税申报", "Declarations"),
    (
        Column("period", "所属期", "Period", "code", width=90),
        *station_columns(),
        _PRODUCT,
        Column("litres", "申报升数", "Litres declared", "litres", unit="L", width=120),
        Column("yuan", "含税销售额", "Amount with VAT", "number", unit="元", width=140),
        Column("filed_at", "申报时间", "Filed at", "moment", width=140),
        _hidden("test", "试运行", "Test", "flag"),
    ),
    "-filed_at",
    ("period", "station_id", "station_name"),
)
TABLES = (DELIVERIES, TRIPS, INVOICES, DECLARATIONS)
