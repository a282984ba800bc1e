"""The clock of a display report: many countries write it many ways, and some ways can be read twice."""

import re
from datetime import datetime

from youjian.protocols.tls350.display_words import MONTHS, folded

_CLOCK = r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::\d{2})?\s*(?P<half>[AP]\.?M\.?)?"
_NAMED = re.compile(rf"(?P<month>[A-Z]{{3,5}})\.?\s+(?P<day>\d{{1,2}})\s*,\s*(?P<year>\d{{2,4}})\s+{_CLOCK}")
_DAY_FIRST = re.compile(
    rf"(?P<day>\d{{1,2}})[ .-](?P<month>[A-Z]{{3,5}})\.?[ .-](?P<year>\d{{2,4}}),?\s+{_CLOCK}"
)
_NUMERIC = re.compile(rf"(?P<a>\d{{1,4}})[/.-](?P<b>\d{{1,2}})[/.-](?P<c>\d{{1,4}}),?\s+{_CLOCK}")
_CENTURY, _NOON = 2000, 12


def time_in(line: str, near: datetime | None = None) -> datetime | None:
    """The console-local minute that a line is, or None.

    Where day and month can be exchanged, the reading nearest to `near` is taken; without it the month stands
    first with AM/PM or a year of four digits, and the day otherwise.

    >>> time_in("JAN 22, 1996  3:06 PM")
    datetime.datetime(1996, 1, 22, 15, 6)
    >>> time_in("30/08/19  2:44")
    datetime.datetime(2019, 8, 30, 2, 44)
    """
    text = folded(line).strip()
    candidates = _named(text) or _numeric(text)
    if not candidates:
        return None
    if near is None:
        return candidates[0]
    return min(candidates, key=lambda moment: abs((moment - near).total_seconds()))


def _named(text: str) -> list[datetime]:
    match = _NAMED.fullmatch(text) or _DAY_FIRST.fullmatch(text)
    month = MONTHS.get(match["month"]) if match else None
    if match is None or month is None:
        return []
    return _moments(match, [(match["year"], month, int(match["day"]))])


def _numeric(text: str) -> list[datetime]:
    match = _NUMERIC.fullmatch(text)
    if match is None:
        return []
    a, b, c = match["a"], int(match["b"]), match["c"]
    if len(a) > 2:
        return _moments(match, [(a, b, int(c))])
    month_first, day_first = (c, int(a), b), (c, b, int(a))
    if match["half"] or len(c) > 2:
        return _moments(match, [month_first, day_first])
    return _moments(match, [day_first, month_first])


def _moments(match: re.Match[str], dates: list[tuple[str, int, int]]) -> list[datetime]:
    hour = int(match["hour"])
    if match["half"]:
        hour = hour % _NOON + (_NOON if match["half"].startswith("P") else 0)
    found: list[datetime] = []
    for year, month, day in dates:
        full = int(year) + (_CENTURY if len(year) <= 2 else 0)
        try:
            found.append(datetime(full, month, day, hour, int(match["minute"])))  # noqa: DTZ001  console-local
        except ValueError:
            continue
    return found
