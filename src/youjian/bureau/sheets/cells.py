"""One cell read as a value of its column: what it means, what was put right on the way, what is wrong."""

import difflib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from youjian.bureau.sheets import dates, quantities, wording
from youjian.bureau.sheets.dates import BadDateError
from youjian.bureau.sheets.fields import Choice, Field
from youjian.bureau.sheets.grid import Cell, Clock, Day, Fault, Instant, Percent, Unsaved, shown
from youjian.bureau.sheets.places import Places, UnknownPlaceError
from youjian.bureau.sheets.quantities import BadNumberError
from youjian.contract.fields import business_day

_EXACT_DIGITS = 15
_SHORT = 12
_WORDY = frozenset({"text", "flag", "choice"})
_EXPONENT = re.compile(r"[+-]?\d+(\.\d+)?E\+?\d+", re.IGNORECASE)
_NOTHING = frozenset({"/", "\\", "-", "--", "—", "——", "无", "n/a", "na", "none", "null", "空", "暂无"})
_TRUE = frozenset(
    ("是", "√", "✓", "✔", "☑", "y", "yes", "true", "t", "有", "对", "1", "已", "真", "on", "具备", "已接入")
)
_FALSE = frozenset(
    (
        "否",
        "×",
        "✗",
        "✘",
        "☐",
        "n",
        "no",
        "false",
        "f",
        "无",
        "没有",
        "错",
        "0",
        "未",
        "假",
        "off",
        "不具备",
        "未接入",
    )
)


class BadCellError(ValueError):
    """What is wrong with a cell, in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh)
        self.zh, self.en = zh, en


@dataclass(frozen=True)
class Column:
    """A column of a sheet as it stands in a file; `unit` is what its header says, if it says one."""

    index: int
    header: str
    field: Field
    unit: str = ""

    @cached_property
    def spellings(self) -> dict[str, Choice]:
        """Choices by every way of writing them; a name comes before a code, a code before an alias."""
        choices = self.field.choices
        named = [(word, c) for c in choices for word in (c.zh, c.en)]
        coded = [(c.code, c) for c in choices]
        other = [(alias, c) for c in choices for alias in c.aliases]
        found: dict[str, Choice] = {}
        for word, choice in (*named, *coded, *other):
            found.setdefault(wording.folded(wording.code(word)), choice)
        return found


@dataclass(frozen=True)
class Mended:
    """A value that was not read as it stands: `why` in both languages, empty when the two forms say it."""

    value: Any
    zh: str = ""
    en: str = ""


def read_cell(column: Column, cell: Cell, places: Places) -> Any:
    """A cell's value, None for an empty one; what was put right is `Mended`. Raises BadCellError."""
    if cell is None:
        return None
    if isinstance(cell, Fault):
        raise BadCellError(
            f"公式出错（{cell.text}），请改正公式或直接填值",
            f"the formula failed ({cell.text}); mend it or type the value",
        )
    if isinstance(cell, Unsaved):
        raise BadCellError(
            "公式没有保存结果，请用Excel打开并保存，或直接填值",
            "the formula has no saved value; open and save the file in Excel, or type the value",
        )
    if isinstance(cell, str):
        if not cell or not wording.narrow(cell).strip():
            return None
        if column.field.kind not in _WORDY and len(cell) < _SHORT and wording.folded(cell) in _NOTHING:
            return Mended(None, "按未填写处理", "taken as empty")
    try:
        return _READERS[column.field.kind](column, cell, places)
    except (BadDateError, BadNumberError, UnknownPlaceError) as error:
        raise BadCellError(error.zh, error.en) from None


def _text(column: Column, cell: Cell, _: Places) -> Any:
    return _words(column, cell, wording.tidy)


def _code(column: Column, cell: Cell, _: Places) -> Any:
    return _words(column, cell, wording.code)


def _uscc(column: Column, cell: Cell, _: Places) -> Any:
    return _words(column, cell, lambda text: wording.code(text).upper())


def _words(column: Column, cell: Cell, mend: Callable[[str], str]) -> Any:
    if isinstance(cell, str):
        if _EXPONENT.fullmatch(cell.strip()) and column.field.kind != "text":
            raise _lost_digits(column.field, cell)
        mended = mend(cell)
        return mended if mended == cell else Mended(mended)
    if isinstance(cell, Day | Instant | Clock):
        raise BadCellError(
            f"Excel把内容当成了日期或时间（{shown(cell)}），请把单元格设为文本后重填",
            f"Excel took it for a date or time ({shown(cell)}); format the cell as text and type it again",
        )
    return _number_as_text(column.field, cell)


def _number_as_text(field: Field, cell: Cell) -> Any:
    text = shown(cell)
    if isinstance(cell, float | int) and (abs(cell) >= 10**_EXACT_DIGITS or "E" in text):
        raise _lost_digits(field, text)
    return Mended(wording.code(text), "数字按文本读取", "a number, read as text")


def _lost_digits(field: Field, text: str) -> BadCellError:
    return BadCellError(
        f"“{text}”：Excel按数字保存，末尾几位已丢失。请把单元格设为“文本”格式，再照原件重新填写{field.zh}",
        f"“{text}”: Excel kept it as a number and lost its last digits. Format the cell as text and "
        f"type the {field.en} again",
    )


def _choice(column: Column, cell: Cell, _: Places) -> Any:
    text = shown(cell)
    key = wording.folded(wording.code(text))
    found = column.spellings.get(key)
    if found is None and key in _NOTHING:
        return Mended(None, "按未填写处理", "taken as empty")
    if found is None:
        raise _no_choice(column, text, key)
    plain = text in (found.zh, found.en, found.code)
    return found.code if plain else Mended(found.code)


def _no_choice(column: Column, text: str, key: str) -> BadCellError:
    choices = column.field.choices
    near = difflib.get_close_matches(key, column.spellings, n=1, cutoff=0.5)
    guess = column.spellings[near[0]] if near else None
    zh = f"“{text}”不在可选范围内" + (f"，是不是“{guess.zh}”？" if guess else "。")
    en = f"“{text}” is none of the choices" + (f", do you mean “{guess.en}”? " if guess else ". ")
    return BadCellError(
        zh + "可填：" + "、".join(c.zh for c in choices),
        en + "Choices: " + ", ".join(c.en for c in choices),
    )


def _flag(_column: Column, cell: Cell, _: Places) -> Any:
    if isinstance(cell, bool):
        return cell
    text = shown(cell)
    key = wording.folded(text)
    if key in _TRUE or key in _FALSE:
        value = key in _TRUE
        return value if text in ("是", "否", "Yes", "No") else Mended(value)
    if key in _NOTHING:
        return Mended(None, "按未填写处理", "taken as empty")
    raise BadCellError(f"“{text}”看不懂，请填“是”或“否”", f"“{text}” is not understood, write Yes or No")


def _number(column: Column, cell: Cell, _: Places) -> Any:
    unit = unit_of(column.field)
    if cell is None or isinstance(cell, bool | Day | Instant | Clock | Fault | Unsaved):
        raise _is_no_number(cell)
    if isinstance(cell, Percent):
        if unit != "%":
            raise BadCellError(
                f"“{shown(cell)}”带百分号，本栏只填数字",
                f"“{shown(cell)}” has a percent sign; write a plain number",
            )
        return round(cell.value * 100, 10)
    if isinstance(cell, str):
        value = quantities.number_of_text(cell, unit, column.unit)
        return value if re.fullmatch(r"-?\d+(\.\d+)?", cell) and not column.unit else Mended(value)
    if not column.unit:
        return float(cell)
    value = quantities.scaled(Decimal(repr(cell)), unit, column.unit, shown(cell))
    return (
        value
        if value == cell
        else Mended(value, f"表头单位是{column.unit}", f"the header says {column.unit}")
    )


def _integer(column: Column, cell: Cell, places: Places) -> Any:
    if isinstance(cell, str) and not unit_of(column.field):
        value = quantities.integer_of_text(cell)
        return value if cell == str(value) else Mended(value)
    read = _number(column, cell, places)
    if isinstance(read, Mended):
        return Mended(quantities.whole(round(read.value, 9), shown(cell)), read.zh, read.en)
    return quantities.whole(read, shown(cell))


def _is_no_number(cell: Cell) -> BadCellError:
    return BadCellError(
        f"“{shown(cell)}”不是数（可能被Excel当成了日期），请把单元格设为“数值”后重填",
        f"“{shown(cell)}” is no number (Excel may have taken it for a date); format the cell as number",
    )


def _day(column: Column, cell: Cell, places: Places) -> Any:
    if column.field.timed:
        return _day_of_moment(column, cell, places)
    return _date(column.field, cell)


def _date(field: Field, cell: Cell) -> Any:
    match cell:
        case Day(day):
            return day
        case Instant(moment):
            return _without_time(moment)
        case str() if dates.open_ended(cell):
            if field.required or not field.name.endswith("valid_until"):
                raise BadCellError(
                    f"“{cell}”：本栏必须填具体日期，如2030-12-31",
                    f"“{cell}”: this column takes a day, such as 2030-12-31",
                )
            return Mended(None, "长期有效，不设截止日期", "open-ended: no last day")
        case str():
            day = dates.day_of_text(cell)
        case bool() | Clock() | Percent():
            raise _is_no_date(cell)
        case int() | float():
            day = _day_of_number(cell)
        case _:
            raise _is_no_date(cell)
    return day if shown(cell) == day.isoformat() else Mended(day)


def _day_of_number(value: float) -> Any:
    if value == int(value) and 19_000_101 <= value <= 21_991_231:
        return dates.day_of_text(str(int(value)))
    return dates.day_of_serial(value)


def _day_of_moment(column: Column, cell: Cell, places: Places) -> Any:
    read = _moment(column, cell, places)
    moment: datetime = read.value if isinstance(read, Mended) else read
    day = business_day(moment)
    return day if shown(cell) == day.isoformat() else Mended(day)


def _without_time(moment: datetime) -> Any:
    if moment.time() == time():
        return moment.date()
    raise BadCellError(
        f"“{moment:%Y-%m-%d %H:%M}”带有时刻，本栏只填日期",
        f"“{moment:%Y-%m-%d %H:%M}” has a time; give the date alone",
    )


def _moment(_column: Column, cell: Cell, _: Places) -> Any:
    match cell:
        case Day(day):
            return dates.in_utc(datetime.combine(day, time()))
        case Instant(moment):
            return dates.in_utc(_steady(moment))
        case bool() | Clock() | Percent():
            raise _is_no_date(cell)
        case int() | float() if cell == int(cell) and 19_000_101 <= cell <= 21_991_231:
            value = dates.moment_of_text(str(int(cell)))
        case int() | float():
            value = dates.moment_of_serial(cell)
        case str():
            value = dates.moment_of_text(cell)
        case _:
            raise _is_no_date(cell)
    return value if shown(cell) == dates.local_text(value) else Mended(value)


def _steady(moment: datetime) -> datetime:
    """Excel counts days in floating point: what is within 2 ms of a full second is that second."""
    whole = (moment + timedelta(milliseconds=500)).replace(microsecond=0)
    return whole if abs(whole - moment) <= timedelta(milliseconds=2) else moment


def _is_no_date(cell: Cell) -> BadCellError:
    return BadCellError(
        f"“{shown(cell)}”不是日期，请写成2025-09-01的样子",
        f"“{shown(cell)}” is no date; write it like 2025-09-01",
    )


def _station(column: Column, cell: Cell, places: Places) -> Any:
    return _place(column, cell, places.station)


def _region(column: Column, cell: Cell, places: Places) -> Any:
    read = _place(column, cell, places.region)
    plain = isinstance(read, Mended) and not read.zh and shown(cell) == places.regions.get(read.value)
    return read.value if plain else read


def _place(column: Column, cell: Cell, find: Callable[[str], str]) -> Any:
    read = _words(column, cell, wording.tidy)
    text = read.value if isinstance(read, Mended) else read
    value = find(text)
    if isinstance(read, Mended) and read.zh:
        return Mended(value, read.zh, read.en)
    return value if shown(cell) == value else Mended(value)


def unit_of(field: Field) -> str:
    """The unit of a column: its own, else the one in its title's brackets.

    >>> unit_of(Field("max_price_fen", "最高零售价（分/升）", "Highest price (fen/L)", "integer"))
    '分/升'
    """
    bracket = re.search(r"[（(]([^（()）]+)[)）]\s*$", field.zh)
    if field.unit or bracket is None:
        return field.unit
    return bracket[1] if quantities.known_unit(bracket[1], bracket[1]) else ""


_READERS: dict[str, Callable[[Column, Cell, Places], Any]] = {
    "text": _text,
    "code": _code,
    "uscc": _uscc,
    "choice": _choice,
    "flag": _flag,
    "number": _number,
    "litres": _number,
    "integer": _integer,
    "date": _day,
    "moment": _moment,
    "station": _station,
    "region": _region,
}
