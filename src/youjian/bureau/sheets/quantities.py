"""Numbers as people type them: thousands separators, units, percent signs; converted to a column's unit."""

import re
from decimal import Decimal, InvalidOperation

from youjian.bureau.sheets.units import OTHERS, SCALES
from youjian.bureau.sheets.wording import narrow

_SAME_SCALE = {"fen/L": "分/升"}
_PLAIN = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?(?:e[+-]?\d{1,3})?|[+-]?\.\d+", re.IGNORECASE)
_DEVICE = re.compile(
    r"(?:第|no\.?|#)?\s*(\d+)(?:\.0+)?\s*(?:号|#)?\s*(?:加油枪|油枪|枪|加油机|机|油罐|储罐|罐)?",
    re.IGNORECASE,
)


class BadNumberError(ValueError):
    """What is wrong with a number, in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh)
        self.zh, self.en = zh, en


def known_unit(unit: str, text: str) -> bool:
    """Whether a text is a unit from which the column's unit can be worked out."""
    return unit_text(text) in _scales(unit)


def foreign_unit(text: str) -> bool:
    """Whether a text is some unit at all."""
    found = unit_text(text)
    return found in OTHERS or any(found in scales for scales in SCALES.values())


def number_of_text(text: str, unit: str = "", default_unit: str = "") -> float:
    """A number from text in the column's unit. Raises BadNumberError.

    `default_unit` is what a number without a unit is in (the unit in the header's brackets).

    >>> number_of_text("３0,000升", "L"), number_of_text("2.5米", "mm"), number_of_text("0.3%", "%")
    (30000.0, 2500.0, 0.3)
    """
    tight = re.sub(r"\s+", "", narrow(text)).replace("，", ",").replace("−", "-").replace("—", "-")
    found = _PLAIN.match(tight)
    if found is None:
        raise _unreadable(text)
    behind = tight[found.end() :]
    if behind[:1] in tuple(",.0123456789"):
        raise _unreadable(text)
    return scaled(_decimal(found[0], text), unit, behind or default_unit, text)


def scaled(value: Decimal, unit: str, given: str, text: str) -> float:
    """A number that is in `given` in the column's unit; exact as decimal digits are."""
    if not given:
        return float(value)
    factor = _scales(unit).get(unit_text(given))
    if factor is None:
        raise _foreign(text, given, unit)
    return float(value * Decimal(factor))


def integer_of_text(text: str) -> int:
    """A device's number: `3`, `3.0`, `3号`, `3#罐`. Raises BadNumberError.

    >>> integer_of_text("３号枪"), integer_of_text("12")
    (3, 12)
    """
    tight = re.sub(r"\s+", "", narrow(text))
    found = _DEVICE.fullmatch(tight)
    if found is None:
        raise BadNumberError(f"“{text}”不是整数", f"“{text}” is no whole number")
    return int(found[1])


def whole(value: float, text: str) -> int:
    """A number that has to be whole."""
    if value != int(value):
        raise BadNumberError(f"“{text}”不是整数", f"“{text}” is no whole number")
    return int(value)


def unit_text(text: str) -> str:
    """A unit as it is looked up: narrow, small letters, without spaces."""
    return re.sub(r"\s+", "", narrow(text)).casefold().replace("每", "/")


def _scales(unit: str) -> dict[str, str]:
    return SCALES.get(_SAME_SCALE.get(unit, unit), {})


def _decimal(digits: str, text: str) -> Decimal:
    try:
        value = Decimal(digits.replace(",", ""))
    except InvalidOperation:
        raise _unreadable(text) from None
    if abs(value) > Decimal("1e18"):
        raise BadNumberError(f"“{text}”太大，请核对", f"“{text}” is too large, please check")
    return value


def _unreadable(text: str) -> BadNumberError:
    return BadNumberError(
        f"“{text}”不是数，请只填数字，如1234.5", f"“{text}” is no number; write digits alone, such as 1234.5"
    )


def _foreign(text: str, given: str, unit: str) -> BadNumberError:
    if not unit:
        return BadNumberError(
            f"“{text}”里的“{given}”看不懂，请只填数字",
            f"“{given}” in “{text}” is not understood; write digits alone",
        )
    return BadNumberError(
        f"“{text}”里的“{given}”看不懂，本栏单位是{unit}，请换算后只填数字",
        f"“{given}” in “{text}” is not understood; this column is in {unit}, write digits alone",
    )
