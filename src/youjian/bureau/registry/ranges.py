"""What one value may be: the contract's ranges, and what a person would have meant otherwise."""

import re
from datetime import date, datetime
from functools import cache
from typing import Any

import msgspec
from msgspec import Struct

from youjian.bureau.registry.drafts import Draft
from youjian.bureau.sheets.fields import Field
from youjian.contract import registry
from youjian.contract.identifiers import uscc_check_character

_STRUCTS: dict[str, type[Struct]] = {
    "stations": registry.Station,
    "companies": registry.Station,
    "operations": registry.Station,
    "tanks": registry.Tank,
    "tank_charts": registry.TankChart,
    "dispensers": registry.Nozzle,
    "nozzles": registry.Nozzle,
    "verifications": registry.Verification,
    "seals": registry.Seal,
    "price_caps": registry.PriceCap,
    "regions": registry.Station,
}
_PLAUSIBLE: dict[tuple[str, str], tuple[float, float, str, str]] = {
    ("tanks", "capacity_l"): (500, 1_000_000, "单位是升：30立方米填30000", "it is in litres: 30 m³ is 30000"),
    ("tanks", "safe_fill_l"): (
        500,
        1_000_000,
        "单位是升：27立方米填27000",
        "it is in litres: 27 m³ is 27000",
    ),
    ("tanks", "diameter_mm"): (300, 20_000, "单位是毫米：2.5米填2500", "it is in millimetres: 2.5 m is 2500"),
    ("tanks", "density20_kg_m3"): (600, 1000, "单位是kg/m³：0.735填735", "it is in kg/m³: 0.735 is 735"),
    ("verifications", "error_pct"): (-20, 20, "单位是百分数：0.3%填0.3", "it is in percent: 0.3 % is 0.3"),
    ("verifications", "repeatability_pct"): (0, 20, "单位是百分数：0.1%填0.1", "it is in percent"),
    ("price_caps", "max_price_fen"): (
        100,
        10_000,
        "单位是分/升：7.70元填770",
        "it is in fen per litre: 7.70 yuan is 770",
    ),
}
_FIRST_YEAR, _LAST_YEAR = 1949, 2099
_LONGEST = 512
_PHONE = re.compile(r"[0-9+()（）\-—转 ,，、/]{5,64}")


def check_values(draft: Draft) -> None:
    """Every value of a row that is new: present where it must be, of its list, within its range."""
    for field in draft.sheet.fields:
        value = draft.after.get(field.name)
        if value is None:
            if field.required:
                draft.fault(
                    field.name, f"{field.zh}没有填写，请补填。", f"{field.en} is missing; please fill it in."
                )
        elif draft.touches(field.name):
            _check(draft, field, value)


def _check(draft: Draft, field: Field, value: Any) -> None:
    if isinstance(value, bool):
        return
    if isinstance(value, (int, float)):
        _check_number(draft, field, value)
    elif isinstance(value, (date, datetime)):
        _check_year(draft, field, value)
    elif field.kind == "choice" and not _open(draft.sheet.name, field.name):
        _check_choice(draft, field, value)
    else:
        _check_text(draft, field, value)


def _check_number(draft: Draft, field: Field, value: float) -> None:
    plausible = _PLAUSIBLE.get((draft.sheet.name, field.name))
    low, high = plausible[:2] if plausible else _limits(draft.sheet.name, field.name)
    if low <= value <= high:
        return
    hint = f"；{plausible[2]}" if plausible else ""
    hint_en = f"; {plausible[3]}" if plausible else ""
    draft.fault(
        field.name,
        f"{field.zh}应在{low:g}至{high:.10g}之间，现为{value:.10g}{hint}。",
        f"{field.en} should lie between {low:g} and {high:.10g}, not {value:.10g}{hint_en}.",
    )


def _check_year(draft: Draft, field: Field, value: date) -> None:
    if not _FIRST_YEAR <= value.year <= _LAST_YEAR:
        draft.fault(
            field.name,
            f"{field.zh}的年份是{value.year}，不合情理，请核对。",
            f"{field.en} lies in the year {value.year}; please check it.",
        )


def _check_choice(draft: Draft, field: Field, value: str) -> None:
    if field.choice(value) is None:
        draft.fault(
            field.name,
            f"{field.zh}“{value}”不在可选项内，可填：{'、'.join(c.zh for c in field.choices)}。",
            f"{field.en} “{value}” is none of: {', '.join(c.en for c in field.choices)}.",
        )


def _check_text(draft: Draft, field: Field, value: str) -> None:
    if field.kind == "uscc":
        problem = uscc_fault(value)
        if problem:
            draft.fault(field.name, *problem)
    elif field.name == "station_id" and not re.fullmatch(r"[0-9]{10}", value):
        draft.fault(
            field.name,
            f"加油站编号应为10位数字，现为“{value}”（{len(value)}位）。",
            f"A station's id has 10 digits, not “{value}” ({len(value)}).",
        )
    elif field.name in ("region_code", "parent_code") and not re.fullmatch(r"[0-9]{2,12}", value):
        draft.fault(
            field.name,
            f"{field.zh}应为2至12位数字的区划代码，现为“{value}”。",
            f"{field.en} should be a region's code of 2 to 12 digits, not “{value}”.",
        )
    elif field.name == "contact_phone" and not _PHONE.fullmatch(value):
        draft.fault(field.name, f"联系电话“{value}”不像电话号码，请核对。", f"“{value}” is no phone number.")
    elif len(value) > _LONGEST:
        draft.fault(
            field.name,
            f"{field.zh}有{len(value)}个字，最多{_LONGEST}个，请缩短。",
            f"{field.en} has {len(value)} characters; {_LONGEST} is the most.",
        )


def uscc_fault(value: str) -> tuple[str, str] | None:
    """What is wrong with a credit code and what to do, in both languages; None when nothing is."""
    if len(value) != 18:
        return (
            f"统一社会信用代码应为18位，现为“{value}”（{len(value)}位），请按营业执照核对。",
            f"A credit code has 18 characters, “{value}” has {len(value)}; check the licence.",
        )
    try:
        expected = uscc_check_character(value[:17])
    except ValueError:
        return (
            f"统一社会信用代码“{value}”只能含数字和大写字母（不含I、O、S、V、Z），请核对是否把0写成O、把1写成I。",
            f"“{value}” may hold digits and capitals but I, O, S, V, Z; is a 0 typed as O, a 1 as I?",
        )
    if value[17] != expected:
        return (
            f"统一社会信用代码“{value}”的校验位不对（按前17位应为{expected}），有数字写错，请按营业执照核对。",
            f"The check character of “{value}” should be {expected}: something is mistyped.",
        )
    return None


@cache
def _types(sheet: str) -> dict[str, Any]:
    info: Any = msgspec.inspect.type_info(_STRUCTS[sheet])
    return {field.name: _plain(field.type) for field in info.fields}


def _plain(kind: msgspec.inspect.Type) -> msgspec.inspect.Type:
    if isinstance(kind, msgspec.inspect.Metadata):
        return _plain(kind.type)
    if isinstance(kind, msgspec.inspect.UnionType):
        return _plain(next(t for t in kind.types if not isinstance(t, msgspec.inspect.NoneType)))
    return kind


def _open(sheet: str, name: str) -> bool:
    """Whether the contract takes any text where we offer a list."""
    return isinstance(_types(sheet).get(name), msgspec.inspect.StrType)


def _limits(sheet: str, name: str) -> tuple[float, float]:
    kind = _types(sheet).get(name)
    if not isinstance(kind, (msgspec.inspect.IntType, msgspec.inspect.FloatType)):
        return float("-inf"), float("inf")
    low = kind.gt if kind.gt is not None else kind.ge
    high = kind.lt if kind.lt is not None else kind.le
    return float("-inf") if low is None else low, float("inf") if high is None else high
