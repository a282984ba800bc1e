"""The evidence pack: a zip of the comparison, the records behind it and the day seals it rests on."""

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from youjian.bureau.language import pick
from youjian.bureau.tables import xlsx_file
from youjian.bureau.tables.spec import Column
from youjian.bureau.tax.contracts import TaxpayerOut
from youjian.bureau.tax.packing_html import summary
from youjian.bureau.tax.packing_pdf import summary_pdf
from youjian.bureau.tax.periods import first_day, last_day, month_named
from youjian.bureau.zipped import zipped

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")


def packed(
    told: TaxpayerOut, from_period: str, until_period: str, made: str
) -> tuple[bytes, list[dict[str, Any]]]:
    """The zip, and its files with size and SHA-256 as in the manifest; the same facts make the same bytes."""
    months = [one for one in told.months if from_period <= one.period <= until_period]
    ids = [one.station_id for one in told.stations]
    days = _rows(_DAYS, ids, from_period, until_period)
    pdf = summary_pdf(told, months, made)
    files = {
        **({"summary.pdf": pdf} if pdf is not None else {}),
        "summary.html": summary(told, months, made).encode(),
        "comparison.xlsx": _workbook(months),
        "days.csv": _csv(*days),
        "declarations.csv": _csv(*_rows(_DECLARATIONS, ids, from_period, until_period)),
        "invoices.csv": _csv(*_rows(_INVOICES, ids, from_period, until_period)),
        "deliveries.csv": _csv(*_rows(_DELIVERIES, ids, from_period, until_period)),
        "day_seals.csv": _csv(*_rows(_SEALS, ids, from_period, until_period)),
        "findings.json": _findings(told, from_period, until_period),
    }
    listed = [
        {"name": name, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for name, content in files.items()
    ]
    manifest = {
        "taxpayer": told.taxpayer,
        "name": told.name,
        "from": from_period,
        "until": until_period,
        "made": made,
        "rule_set": told.basis.rule_set,
        "files": listed,
    }
    files["manifest.json"] = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
    return zipped(files), listed


def _findings(told: TaxpayerOut, from_period: str, until_period: str) -> bytes:
    mine = [one.model_dump() for one in told.findings if from_period <= one.period <= until_period]
    return json.dumps(mine, ensure_ascii=False, indent=1).encode()


def _rows(
    statement: str, ids: Sequence[str], from_period: str, until_period: str
) -> tuple[list[str], list[tuple[Any, ...]]]:
    given = {
        "ids": list(ids),
        "first": first_day(from_period),
        "last": last_day(until_period),
        "from": from_period,
        "until": until_period,
        "begins": month_named(from_period).start,
        "ends": month_named(until_period).end,
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return [column[0] for column in cursor.description], cursor.fetchall()


def _csv(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """UTF-8 with a byte order mark; a text that a table program would compute is kept a text."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(heads)
    writer.writerows([_plain(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _plain(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def _workbook(months: Sequence[Any]) -> bytes:
    file = io.BytesIO()
    heads = [
        (
            pick(zh, en),
            Column(name, zh, en, "integer", width=120) if name != "period" else Column(name, zh, en),
        )
        for name, zh, en in _HEADS
    ]
    lines = [[_cell(month, name) for name, _, _ in _HEADS] for month in months]
    xlsx_file.write(file, pick("税务比对", "Comparison"), heads, lines, _about())
    return file.getvalue()


def _cell(month: Any, name: str) -> Any:
    for holder in (month, month.total, month.gap):
        if hasattr(holder, name):
            return getattr(holder, name)
    return None


def _about() -> list[tuple[str, str]]:
    return [
        (
            pick("单位", "Units"),
            pick("体积毫升（常温），金额分（含税）", "mL at nozzle temperature, fen with VAT"),
        ),
        (
            pick("说明", "Note"),
            pick("比对结果供有权部门参考，不代替认定", "A reference for those who decide"),
        ),
    ]


_HEADS = (
    ("period", "月份", "Month"),
    ("sold_ml", "测得销量", "Sold"),
    ("self_use_ml", "自用", "Self use"),
    ("test_return_ml", "回罐", "Test returns"),
    ("transfer_ml", "倒库", "Transfers"),
    ("custody_ml", "代储", "Custody"),
    ("invoiced_ml", "开票油量", "Invoiced"),
    ("declared_ml", "申报油量", "Declared"),
    ("difference_ml", "差额", "Difference"),
    ("short_ml", "少申报", "Short"),
    ("low_ml", "下限", "Low"),
    ("high_ml", "上限", "High"),
    ("settled_ml", "其他月份已回补", "Came back"),
    ("open_ml", "未回补", "Open"),
    ("sold_fen", "销售金额", "Sold money"),
    ("declared_fen", "申报金额", "Declared money"),
    ("tax_fen", "估算税款", "Estimated tax"),
    ("low_fen", "税款下限", "Tax low"),
    ("high_fen", "税款上限", "Tax high"),
)
_DAYS = """
SELECT station_id, day, product, sales_ml, amount_fen, fuellings, self_use_ml, test_return_ml, transfer_ml,
    custody_ml, totalizer_ml
FROM stock_bookday WHERE station_id = ANY(%(ids)s) AND day BETWEEN %(first)s AND %(last)s
ORDER BY station_id, day, product
"""
_DECLARATIONS = """
SELECT station_id, period, product, volume_ml, amount_fen, filed_at FROM declarations
WHERE NOT test AND station_id = ANY(%(ids)s) AND period BETWEEN %(from)s AND %(until)s
ORDER BY station_id, period, product, filed_at
"""
_INVOICES = """
SELECT invoice_no, station_id, direction, product, volume_ml, amount_fen, issued_on, seller_uscc, buyer_uscc
FROM invoices WHERE NOT test AND station_id = ANY(%(ids)s) AND issued_on BETWEEN %(first)s AND %(last)s
ORDER BY issued_on, invoice_no
"""
_DELIVERIES = """
SELECT station_id, delivery_id, tank_id, product, delivered_at, documented_volume_ml, reference,
    density20_kg_m3, temp_c, supplier_uscc, waybill_no, invoice_no
FROM deliveries WHERE NOT test AND station_id = ANY(%(ids)s) AND delivered_at >= %(begins)s
    AND delivered_at < %(ends)s
ORDER BY station_id, delivered_at, delivery_id
"""
_SEALS = """
SELECT DISTINCT ON (station_id, day) station_id, day, revision, seal, merkle_root, anchor FROM day_seals
WHERE station_id = ANY(%(ids)s) AND day BETWEEN %(first)s AND %(last)s ORDER BY station_id, day, revision DESC
"""
