"""The words of papers: tables, sources, states, and what a contradiction is told with."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from youjian.bureau.language import pick
from youjian.bureau.sheets.dates import local_text
from youjian.bureau.sheets.fields import Choice

SOURCES = (
    Choice("collector", "采集终端", "Collector"),
    Choice("form", "手工录入", "Form"),
    Choice("portal", "企业端录入", "Station's own pages"),
    Choice("import", "批量导入", "Import"),
    Choice("api", "接口", "API"),
)
BASES = (
    Choice("stated", "单据升数", "As stated"),
    Choice("density", "按密度折合", "By density"),
    Choice("statutory", "按法定系数折合", "By the statutory factor"),
)
CONTENT: dict[str, tuple[str, str]] = {
    "tank_id": ("油罐", "tank"),
    "product": ("油品", "product"),
    "delivered_at": ("卸油时间", "unloaded at"),
    "documented_volume_ml": ("升数", "litres"),
    "reference": ("升数口径", "litres at"),
    "density20_kg_m3": ("密度", "density"),
    "temp_c": ("温度", "temperature"),
    "supplier_uscc": ("供油单位", "supplier"),
    "waybill_no": ("运单号", "waybill"),
    "invoice_no": ("发票号码", "invoice"),
    "plate_no": ("车牌号", "plate"),
    "loaded_ml": ("装车升数", "litres loaded"),
    "loaded_at": ("装车时间", "loaded at"),
    "loaded_temp_c": ("装车温度", "temperature when loaded"),
    "loading_place": ("装车地点", "loading place"),
    "unloaded_at": ("卸油时间", "unloaded at"),
    "unloaded_ml": ("卸油升数", "litres unloaded"),
    "unloaded_temp_c": ("卸油温度", "temperature when unloaded"),
    "seller_uscc": ("销方税号", "seller"),
    "buyer_uscc": ("购方税号", "buyer"),
    "volume_ml": ("升数", "litres"),
    "amount_fen": ("含税金额", "amount with VAT"),
    "issued_on": ("开票日期", "issued on"),
    "direction": ("方向", "direction"),
    "station_id": ("加油站", "station"),
}
"""Columns of the contract as sentences name them."""


def said(name: str, value: Any) -> str:
    """A value of the contract as a sentence says it: litres, yuan, Shanghai's time."""
    if value is None:
        return pick("（空）", "(empty)")
    if name.endswith("_ml"):
        return pick(f"{value / 1000:,.3f}".rstrip("0").rstrip(".") + "升", f"{value / 1000:g} L")
    if name.endswith("_fen"):
        return pick(f"{value / 100:,.2f}元", f"{value / 100:.2f} yuan")
    return local_text(value.astimezone(UTC)) if isinstance(value, datetime) else str(value)


def difference(stored: Mapping[str, Any], wanted: Mapping[str, Any], names: tuple[str, ...]) -> list[str]:
    """What stands and what was given, for each column that differs."""
    return [
        f"{pick(*CONTENT.get(name, (name, name)))} {said(name, stored[name])} → {said(name, wanted[name])}"
        for name in names
        if stored[name] != wanted[name]
    ]
