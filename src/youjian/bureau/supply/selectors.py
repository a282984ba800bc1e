"""Reads of papers: one with its origin, photos and what leads on; litres at 20 °C."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import connection
from psycopg import sql

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.language import pick
from youjian.bureau.problems import not_found
from youjian.bureau.registry.choices import PRODUCT
from youjian.bureau.registry.models import Company, Station, Tank
from youjian.bureau.registry.selectors import station_of
from youjian.bureau.scope import covers
from youjian.bureau.sheets.dates import local_text
from youjian.bureau.sheets.fields import named
from youjian.bureau.supply import papers
from youjian.bureau.supply.contracts import (
    DeliveryDefaults,
    DeliverySupplier,
    DeliveryTank,
    PaperAttachment,
    PaperColumn,
    PaperEntry,
    PaperField,
    PaperLink,
    PaperOut,
    PaperSheet,
)
from youjian.bureau.supply.fuel_codes import fuel_codes
from youjian.bureau.supply.models import Attachment, Entry
from youjian.bureau.supply.sheets import SHEETS
from youjian.bureau.supply.standing import notes_of
from youjian.bureau.supply.words import BASES, CONTENT, SOURCES, said
from youjian.contract.tables import TABLES
from youjian.detection.books.papers import litres20

_EXTRA: dict[str, tuple[str, str]] = {
    "delivery_id": ("进油单号", "Document no"),
    "consignee_station_id": ("收货站", "Consignee"),
    "period": ("所属期", "Period"),
    "filed_at": ("申报时间", "Filed at"),
}
_CHOICES = {"product": "product", "reference": "reference", "direction": "direction"}


def volume20_ml(volume_ml: int, reference: str, density20: float, temp_c: float, product: str) -> int:
    """A document's litres at 20 °C, as the rules about books read it."""
    row = {
        "documented_volume_ml": volume_ml,
        "reference": reference,
        "density20_kg_m3": density20,
        "temp_c": temp_c,
        "product": product,
    }
    return round(litres20(row) * 1000)


def station_name(station_id: str) -> str:
    """A station's name; its id when it has none."""
    return Station.objects.filter(station_id=station_id).values_list("name", flat=True).first() or station_id


def defaults(actor: Actor, station_id: str) -> DeliveryDefaults:
    """What the form for a delivery of a station begins with. Raises Problem 404 outside the scope."""
    station = station_of(actor, station_id)
    tanks = Tank.objects.filter(station_id=station_id, retired_on__isnull=True).order_by("tank_id")
    with connection.cursor() as cursor:
        cursor.execute(_SUPPLIERS, [station_id])
        suppliers = [DeliverySupplier(uscc=uscc, name=name or "") for uscc, name in cursor.fetchall()]
    return DeliveryDefaults(
        station_id=station_id,
        station_name=station.name,
        tanks=[
            DeliveryTank(tank_id=one.tank_id, product=one.product, density20_kg_m3=one.density20_kg_m3)
            for one in tanks
        ],
        suppliers=suppliers,
        density20={choice.code: fuel_codes().usual_density20(choice.code) for choice in PRODUCT},
    )


def sheets() -> list[PaperSheet]:
    """The kinds of papers with their columns, for forms and API clients."""
    return [
        PaperSheet(
            name=sheet.name,  # type: ignore[arg-type] - the sheets are the kinds
            title=sheet.title,
            note=sheet.note,
            columns=[
                PaperColumn(
                    name=field.name,
                    title=field.title,
                    kind=field.kind,
                    unit=field.unit,
                    required=field.required,
                    note=field.note,
                    example=field.example,
                    choices=[choice.code for choice in field.choices],
                    aliases=list(field.aliases),
                )
                for field in sheet.fields
            ],
        )
        for sheet in SHEETS.values()
    ]


def station_of_paper(actor: Actor, paper: str, key: str) -> str:
    """The station of a stored paper; raises Problem 404 when it is not there or not in the scope."""
    return str(_row(actor, paper, key)[TABLES[papers.known(paper)].station or "station_id"])


def paper_of(actor: Actor, paper: str, key: str) -> PaperOut:
    """A paper with its origin, photos and what leads on from it. Raises Problem 404."""
    row = _row(actor, paper, key)
    station_id = str(row[TABLES[paper].station or "station_id"])
    entry = Entry.objects.filter(paper=paper, key=key).first()
    photos = Attachment.objects.filter(paper=paper, key=key).defer("content").order_by("id")
    return PaperOut(
        paper=paper,  # type: ignore[arg-type] - `_row` refuses another
        paper_title=SHEETS[paper].title,
        key=key,
        title=_title(paper, row),
        station_id=station_id,
        station_name=station_name(station_id),
        volume20_ml=_volume20(paper, row),
        fields=_fields(paper, row),
        received_at=row["received_at"],
        entry=_entry(paper, entry) if entry else None,
        attachments=[_attachment(photo) for photo in photos],
        links=list(_links(actor, paper, row, station_id)),
        notes=notes_of(actor, paper, row),
        may_attach=actor.may("supply.enter"),
    )


def attachment_of(actor: Actor, attachment_id: int) -> Attachment:
    """A photo with its bytes; raises Problem 404 when it is not there or not in the scope."""
    found = Attachment.objects.filter(id=attachment_id).first()
    if found is None or not covers(actor.scope, found.station_id):
        raise not_found(pick(f"附件{attachment_id}", f"Attachment {attachment_id}"))
    return found


def _row(actor: Actor, paper: str, key: str) -> dict[str, Any]:
    columns = papers.key_columns(papers.known(paper))
    parts = key.split("|")
    missing = not_found(pick(f"单据{key}", f"The paper {key}"))
    if len(parts) != len(columns):
        raise missing
    values: list[Any] = list(parts)
    if columns[-1] == "filed_at":
        try:
            values[-1] = datetime.fromisoformat(parts[-1])
        except ValueError:
            raise missing from None
    statement = sql.SQL("SELECT * FROM {} WHERE {}").format(
        sql.Identifier("ledger", paper),
        sql.SQL(" AND ").join(sql.SQL("{} = %s").format(sql.Identifier(name)) for name in columns),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        names = [column.name for column in cursor.description or ()]
        found = cursor.fetchone()
    row = dict(zip(names, found, strict=True)) if found else None
    if row is None or not covers(actor.scope, str(row[TABLES[paper].station or "station_id"])):
        raise missing
    return row


def _title(paper: str, row: dict[str, Any]) -> str:
    match paper:
        case "deliveries":
            return str(row["delivery_id"])
        case "trips":
            return str(row["waybill_no"])
        case "invoices":
            return str(row["invoice_no"])
        case _:
            return f"{row['period']} {row['product']}"


def _volume20(paper: str, row: dict[str, Any]) -> int | None:
    if paper != "deliveries":
        return None
    return volume20_ml(
        row["documented_volume_ml"], row["reference"], row["density20_kg_m3"], row["temp_c"], row["product"]
    )


def _fields(paper: str, row: dict[str, Any]) -> list[PaperField]:
    spec = TABLES[paper]
    names = [name for name in spec.columns if name not in ("station_id", "received_at")]
    return [PaperField(name=name, title=_named(name), value=_shown(paper, name, row[name])) for name in names]


def _named(name: str) -> str:
    return pick(*_EXTRA.get(name) or CONTENT.get(name, (name, name)))


def _shown(paper: str, name: str, value: Any) -> str:
    if value is None:
        return "—"
    if name in _CHOICES:
        choice = SHEETS[paper].field(name).choice(str(value))
        return choice.title if choice else str(value)
    if name == "density20_kg_m3":
        return f"{value:g} kg/m³"
    if name.endswith("temp_c"):
        return f"{value:g} ℃"
    return said(name, value)


def _entry(paper: str, entry: Entry) -> PaperEntry:
    sheet = SHEETS[paper]
    titles = {field.name: field for field in sheet.fields}
    return PaperEntry(
        source=entry.source,
        source_title=named(SOURCES, entry.source),
        at=entry.at,
        display_name=entry.display_name,
        username=entry.username,
        upload_id=entry.upload_id,
        row=entry.row,
        client=entry.client,
        basis=entry.basis,
        basis_title=named(BASES, entry.basis),
        given=[
            PaperField(name=name, title=_with_unit(titles[name]), value=_given(titles[name], value))
            for name, value in entry.given.items()
            if name in titles
        ],
    )


def _with_unit(field: Any) -> str:
    return f"{field.title}{pick('（', ' (')}{field.unit}{pick('）', ')')}" if field.unit else field.title


def _given(field: Any, value: Any) -> str:
    choice = field.choice(str(value))
    if choice:
        return choice.title
    if field.kind == "moment":
        return local_text(datetime.fromisoformat(str(value)))
    return f"{value:g}" if isinstance(value, float) else str(value)


def _attachment(photo: Attachment) -> PaperAttachment:
    return PaperAttachment(
        id=photo.pk,
        filename=photo.filename,
        media_type=photo.media_type,
        bytes=photo.bytes,
        at=photo.at,
        display_name=photo.display_name,
    )


def _links(actor: Actor, paper: str, row: dict[str, Any], station_id: str) -> Iterable[PaperLink]:
    """Where a paper leads: its station, the other papers that it names, its supplier."""
    yield PaperLink(title=pick("一站一档", "Station"), to=f"/stations/{station_id}")
    waybill, invoice = row.get("waybill_no"), row.get("invoice_no")
    if paper == "deliveries" and waybill and _there("trips", waybill_no=waybill):
        yield PaperLink(title=pick(f"运单{waybill}", f"Waybill {waybill}"), to=f"/papers/trips?q={waybill}")
    if paper == "deliveries" and invoice and _there("invoices", invoice_no=invoice):
        yield PaperLink(
            title=pick(f"发票{invoice}", f"Invoice {invoice}"), to=f"/papers/invoices?q={invoice}"
        )
    if paper in ("trips", "invoices"):
        name = "waybill_no" if paper == "trips" else "invoice_no"
        if _there("deliveries", **{name: row[name]}):
            yield PaperLink(title=pick("进油单", "Delivery documents"), to=f"/papers?q={row[name]}")
    supplier = row.get("supplier_uscc")
    if supplier and actor.may("station.see"):
        known = Company.objects.filter(uscc=supplier).values_list("name", flat=True).first()
        if known:
            yield PaperLink(title=known, to=f"/companies?q={supplier}")


def _there(table: str, **key: Any) -> bool:
    [(name, value)] = key.items()
    statement = sql.SQL("SELECT EXISTS (SELECT FROM {} WHERE {} = %s)").format(
        sql.Identifier("ledger", table), sql.Identifier(name)
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [value])
        return bool((cursor.fetchone() or [False])[0])


_SUPPLIERS = """
SELECT d.supplier_uscc, c.name
FROM (
    SELECT supplier_uscc, max(delivered_at) AS last FROM ledger.deliveries
    WHERE station_id = %s AND supplier_uscc IS NOT NULL GROUP BY supplier_uscc
) AS d LEFT JOIN ledger.companies AS c ON c.uscc = d.supplier_uscc
ORDER BY d.last DESC LIMIT 10
"""
