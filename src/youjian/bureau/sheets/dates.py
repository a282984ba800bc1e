"""Days and moments in the ways people write them. A day of the month that could be the month is an error."""

import re
from datetime import UTC, date, datetime, time, timedelta

from youjian.bureau.sheets.wording import narrow
from youjian.contract.fields import SHANGHAI

_EPOCH = date(1899, 12, 30)
_FIRST_SERIAL, _LAST_SERIAL = 20_000, 80_000
_Y, _M, _D = r"(\d{4})", r"(\d{1,2})", r"(\d{1,2})"
_DAY = re.compile(
    rf"{_Y}\s*[-./、,]\s*{_M}\s*[-./、,]\s*{_D}(?:\s*日)?"
    rf"|{_Y}\s*年\s*{_M}\s*月\s*{_D}(?:\s*[日号])?"
    rf"|(\d{{4}})(\d{{2}})(\d{{2}})"
)
_CLOCK = re.compile(
    r"(上午|下午|晚上|凌晨|中午)?\s*(\d{1,2})\s*[:点时]\s*(?:(\d{1,2})\s*分?)?\s*"
    r"(?:[:]?\s*(\d{1,2})(?:\.(\d{1,6})\d*)?\s*秒?)?\s*(am|pm)?"
)
_RUN = re.compile(r"(\d{8})(\d{2})(\d{2})(\d{2})?")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})", re.IGNORECASE)
_OPEN_ENDED = frozenset(
    {"长期", "长期有效", "永久", "无固定期限", "长久", "longterm", "permanent", "indefinite"}
)


class BadDateError(ValueError):
    """What is wrong with a day or a moment, in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh)
        self.zh, self.en = zh, en


def open_ended(text: str) -> bool:
    """Whether a text says that there is no last day.

    >>> open_ended("长期"), open_ended("2030-1-1")
    (True, False)
    """
    return re.sub(r"\s", "", narrow(text)).casefold() in _OPEN_ENDED


def day_of_text(text: str) -> date:
    """A day from text; a time of 00:00 may stand behind it. Raises BadDateError.

    >>> day_of_text("2025.9.1"), day_of_text("２０２５年９月１日"), day_of_text("45901")
    (datetime.date(2025, 9, 1), datetime.date(2025, 9, 1), datetime.date(2025, 9, 1))
    """
    text = _prepared(text)
    if re.fullmatch(r"\d{5}(\.0+)?", text):
        return day_of_serial(float(text))
    day, rest = _split(text)
    clock = _clock(rest) if rest else time()
    if clock != time():
        raise BadDateError(
            f"“{text}”带有时刻，本栏只填日期，如2025-09-01",
            f"“{text}” carries a time; this column takes a date alone, such as 2025-09-01",
        )
    return day


def moment_of_text(text: str) -> datetime:
    """A moment in UTC from text; without an offset it is Beijing time, a day alone its beginning.

    >>> moment_of_text("2025年9月1日 8时30分").isoformat()
    '2025-09-01T00:30:00+00:00'
    """
    text = _prepared(text)
    if re.fullmatch(r"\d{5}(\.\d+)?", text):
        return moment_of_serial(float(text))
    if _ISO.fullmatch(text):
        return datetime.fromisoformat(text.upper().replace(" ", "T", 1).replace(" ", "")).astimezone(UTC)
    run = _RUN.fullmatch(text)
    if run:
        text = f"{run[1]} {run[2]}:{run[3]}:{run[4] or '00'}"
    day, rest = _split(text)
    return in_utc(datetime.combine(day, _clock(rest) if rest else time()))


def day_of_serial(serial: float) -> date:
    """A day from Excel's count of days since 1899-12-30. Raises BadDateError for a count far off."""
    if serial != int(serial):
        raise BadDateError(
            "带有时刻，本栏只填日期，如2025-09-01",
            "a time stands with it; this column takes a date alone, such as 2025-09-01",
        )
    return _serial(serial).date()


def moment_of_serial(serial: float) -> datetime:
    """A moment in UTC from Excel's count of days, to the second."""
    moment = _serial(serial)
    return in_utc((moment + timedelta(microseconds=500_000)).replace(microsecond=0))


def in_utc(moment: datetime) -> datetime:
    """Beijing time without a zone as a moment in UTC."""
    return moment.replace(tzinfo=SHANGHAI).astimezone(UTC)


def local_text(moment: datetime) -> str:
    """A moment in Beijing time as a person reads it; seconds only where there are some.

    >>> local_text(datetime(2025, 9, 1, 0, 30, tzinfo=UTC))
    '2025-09-01 08:30'
    """
    local = moment.astimezone(SHANGHAI).replace(tzinfo=None)
    if local.microsecond:
        return local.isoformat(" ", "microseconds")
    return local.isoformat(" ", "seconds" if local.second else "minutes")


def _serial(serial: float) -> datetime:
    if not _FIRST_SERIAL <= serial <= _LAST_SERIAL:
        raise BadDateError(
            f"“{serial:g}”不像日期，请写成2025-09-01的样子",
            f"“{serial:g}” is no date, write it like 2025-09-01",
        )
    return datetime.combine(_EPOCH, time()) + timedelta(days=serial)


def _prepared(text: str) -> str:
    text = re.sub(r"\s+", " ", narrow(text)).strip()
    if not text:
        raise BadDateError("日期为空", "the date is empty")
    return re.sub(r"星期[一二三四五六日天]|周[一二三四五六日天]|[(（][^)）]*[)）]$", "", text).strip()


def _split(text: str) -> tuple[date, str]:
    """A day at the beginning of a text, and what stands behind it."""
    found = _DAY.match(text)
    if found is None or re.match(r"\d", text[found.end() :]):
        raise _unreadable(text)
    year, month, day = (int(part) for part in found.groups() if part is not None)
    try:
        return date(year, month, day), text[found.end() :].lstrip(" T")
    except ValueError:
        raise BadDateError(
            f"“{text}”不是真实存在的日期，请核对月、日",
            f"“{text}” is no day of the calendar, check month and day",
        ) from None


def _clock(text: str) -> time:
    found = _CLOCK.fullmatch(text.casefold())
    if found is None:
        raise _unreadable(text)
    hour, minute, second = (int(found[part] or 0) for part in (2, 3, 4))
    half = found[1] or found[6]
    if half in ("下午", "晚上", "pm") and hour < 12:
        hour += 12
    if half in ("上午", "凌晨", "am") and hour == 12:
        hour = 0
    try:
        return time(hour, minute, second, int((found[5] or "0").ljust(6, "0")))
    except ValueError:
        raise BadDateError(f"“{text}”不是一天中的时刻", f"“{text}” is no time of day") from None


_SHAPES: tuple[tuple[str, str, str], ...] = (
    (
        r"\d{1,2}\s*[-./]\s*\d{1,2}\s*[-./]\s*\d{4}.*",
        "“{0}”分不清是月在前还是日在前，请写成2025-09-01的样子（年在最前）",
        "“{0}” may be month first or day first; write the year first, like 2025-09-01",
    ),
    (
        r"\d{2}\s*[-./年]\s*\d{1,2}\s*[-./月]\s*\d{1,2}\s*日?",
        "“{0}”的年份只有两位，请写四位年份，如2025-09-01",
        "“{0}” has a year of two digits; write four, like 2025-09-01",
    ),
    (
        r"\d{4}\s*[-./年]\s*\d{1,2}\s*月?",
        "“{0}”缺少日，请写到日，如2025-09-01",
        "“{0}” lacks the day; write it like 2025-09-01",
    ),
    (
        r"\d{1,2}\s*[-./月]\s*\d{1,2}\s*[日号]?",
        "“{0}”缺少年份，请写成2025-09-01的样子",
        "“{0}” lacks the year; write it like 2025-09-01",
    ),
)


def _unreadable(text: str) -> BadDateError:
    for shape, zh, en in _SHAPES:
        if re.fullmatch(shape, text):
            return BadDateError(zh.format(text), en.format(text))
    return BadDateError(
        f"“{text}”看不懂，日期请写成2025-09-01的样子",
        f"“{text}” is not understood; write a date like 2025-09-01",
    )
