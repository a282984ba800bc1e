"""Reading the State Council's yearly notice on holidays (国务院办公厅关于…年部分节假日安排的通知).

Pure: text in, days and complaints out. Every weekday that stands in brackets and every number of days is
checked against the calendar, since a slip there moves deadlines; a sentence with days in it that is not
understood is told and never passed over.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from youjian.bureau.calendar.working_days import is_weekend
from youjian.bureau.sheets.wording import narrow

Told = tuple[str, str]
"""The same sentence in Chinese and in English."""

FIRST_YEAR, LAST_YEAR = 2000, 2099
_LONGEST = timedelta(days=16)
_WEEKDAYS = "一二三四五六日"
_NUMBER = re.compile(r"国办发[^\s〔\[(]{0,4}[〔\[(]\s*\d{4}\s*[〕\])]\s*第?\d{1,3}号")
_SIGNED = re.compile(r"国务院办公厅\d{4}年\d{1,2}月\d{1,2}日")
_YEAR = re.compile(r"关于\s*(\d{4})\s*年")
_TITLE = re.compile(r"国务院办公厅关于\s*\d{4}\s*年[^。]{0,40}?通知")
_HEADING = re.compile(
    r"^[^\w(]*(?:\(?[一二三四五六七八九十]+[)、.]+|\(?\d+[)、.]+)?"
    r"([\u4e00-\u9fff]{2,6}(?:、[\u4e00-\u9fff]{2,6})*):\W*"
)
_DAY = re.compile(r"(?:(\d{4})年)?(?:(\d{1,2})月)?(\d{1,2})[日号](?:\(([^()]*)\))?")
_LINK = re.compile(r"\s*(?:至|到|—+|-+|~|–)\s*")
_ADVICE = re.compile(r"鼓励|可以|妥善|落实")
_GENERAL = re.compile(r"起|延长|增加")
_ABOUT_DAYS = re.compile(r"放假|休息|假期|上班|补班|调休")
_WORKED = re.compile(r"(?:上|补)班(?:\(.*\))?$")
_SAID = re.compile(r"放假|休息|(?:上|补)班")
_COUNT = re.compile(r"(?:共|放假)(\d{1,2})天")


@dataclass(frozen=True)
class Special:
    """A day on which the rule of the week does not hold."""

    day: date
    working: bool
    name: str


@dataclass(frozen=True)
class Notice:
    """What a text says: `problems` have to be mended in the text, `remarks` are worth a look."""

    year: int | None
    number: str
    title: str
    days: tuple[Special, ...]
    problems: tuple[Told, ...]
    remarks: tuple[Told, ...]


@dataclass
class _Reading:
    """What was found so far."""

    year: int
    days: dict[date, Special] = field(default_factory=dict)
    problems: list[Told] = field(default_factory=list)
    remarks: list[Told] = field(default_factory=list)
    month: int | None = None

    def wrong(self, zh: str, en: str) -> None:
        self.problems.append((zh, en))


def read_notice(text: str, year: int | None = None) -> Notice:
    """Read a notice; without a title in the text, the year has to be given.

    >>> notice = read_notice("一、元旦：1月1日（周四）至3日放假，共3天。1月4日（周日）上班。", 2026)
    >>> [(str(s.day), s.working) for s in notice.days][-2:], notice.problems
    ([('2026-01-03', False), ('2026-01-04', True)], ())
    """
    plain = _plain(text)
    titled = _YEAR.search(plain)
    of = year or (int(titled[1]) if titled else None)
    number, title = _NUMBER.search(plain), _TITLE.search(plain)
    found = (number[0] if number else "", title[0].replace("\n", "") if title else "")
    if of is None or not FIRST_YEAR <= of <= LAST_YEAR:
        told = (
            "没有看出是哪一年的通知，请填写年份。",
            "The year of the notice cannot be seen; please give it.",
        )
        return Notice(None, *found, (), (told,), ())
    reading = _Reading(of)
    if titled and year and int(titled[1]) != year:
        reading.wrong(
            f"通知标题是{titled[1]}年，所选年份是{year}年，请核对。",
            f"The title says {titled[1]}, the chosen year is {year}.",
        )
    for name, sentence in _sentences(_SIGNED.sub("", _NUMBER.sub("", plain))):
        _read_sentence(reading, name, sentence)
    if not reading.days and not reading.problems:
        reading.wrong(
            "文中没有放假或上班的日期。请粘贴通知全文，例如“1月1日（周四）至3日（周六）放假调休，共3天。”",
            "No days off and no days worked were found. Please paste the notice's whole text.",
        )
    days = tuple(reading.days[day] for day in sorted(reading.days))
    return Notice(of, *found, days, tuple(reading.problems), tuple(reading.remarks))


def _plain(text: str) -> str:
    """One width, no spaces within sentences, every paragraph on its line."""
    lines = (re.sub(r"\s+", "", narrow(line)) for line in text.splitlines())
    return "\n".join(line for line in lines if line).replace("星期天", "星期日").replace("周天", "周日")


def _sentences(plain: str) -> Iterator[tuple[str, str]]:
    """Sentences with the holiday that stands before them; a paragraph without a heading has none."""
    for line in plain.splitlines():
        name = ""
        for sentence in re.split(r"[。;]", line):
            heading = _HEADING.match(sentence)
            name = heading[1] if heading else name
            for part in _parts(sentence[heading.end() :] if heading else sentence):
                yield name, part


def _parts(sentence: str) -> Iterator[str]:
    """A sentence that says both off and worked, cut at the comma before the days of the other one."""
    part = ""
    for clause in [sentence] if _GENERAL.search(sentence) else sentence.split(","):
        if _SAID.search(part) and (_DAY.search(clause) or _ADVICE.search(clause)):
            yield part
            part = clause
        else:
            part = f"{part},{clause}" if part else clause
    if part:
        yield part


def _read_sentence(reading: _Reading, name: str, sentence: str) -> None:
    days = list(_DAY.finditer(sentence))
    if not days or _ADVICE.search(sentence):
        return
    if _GENERAL.search(sentence) or not _ABOUT_DAYS.search(sentence):
        _left_over(reading, name, sentence)
        return
    reading.month = None
    if _WORKED.search(sentence):
        for day in _spans(reading, sentence, days, working=True):
            _put(reading, Special(day, True, name or "调休上班"))
    else:
        rest = _spans(reading, sentence, days, working=False)
        _check_count(reading, sentence, len(rest))
        for day in rest:
            _put(reading, Special(day, False, name or "放假"))


def _left_over(reading: _Reading, name: str, sentence: str) -> None:
    """A sentence with days that is not taken: under a holiday's heading a mistake, elsewhere worth a look."""
    if name:
        reading.wrong(f"“{sentence[:40]}”没有看懂，请改写。", f"“{sentence[:40]}” is not understood.")
    elif _ABOUT_DAYS.search(sentence):
        reading.remarks.append(
            (
                f"“{sentence[:40]}”没有计入，需要时请手工增加日期。",
                f"“{sentence[:40]}” was not taken; add its days by hand if they matter.",
            )
        )


def _spans(reading: _Reading, sentence: str, found: list[re.Match[str]], *, working: bool) -> list[date]:
    """The days that a sentence names, spans (…至…) with every day in them."""
    listed: list[date] = []
    last: date | None = None
    for index, match in enumerate(found):
        day = _day(reading, match)
        if day is None:
            continue
        between = sentence[found[index - 1].end() : match.start()] if index else ""
        if last is not None and _LINK.fullmatch(between):
            listed += _fill(reading, last, day)
        else:
            listed.append(day)
        last = day
    for day in listed:
        if working and not is_weekend(day):
            reading.remarks.append((f"{_shown(day)}本来就是工作日。", f"{day} is a working day in any case."))
    return listed


def _fill(reading: _Reading, first: date, last: date) -> list[date]:
    """The days after the first one up to the last one."""
    if not timedelta(0) < last - first <= _LONGEST:
        reading.wrong(
            f"{_shown(first)}至{_shown(last)}：先后或跨度不对，请核对。",
            f"{first} to {last}: the order or the span cannot be right.",
        )
        return []
    return [first + timedelta(days=offset) for offset in range(1, (last - first).days + 1)]


def _day(reading: _Reading, match: re.Match[str]) -> date | None:
    """One day; a month that is left out is the one before it. Its weekday, if it is said, is checked."""
    said_year, said_month, said_day, note = match.groups()
    month = int(said_month) if said_month else reading.month
    if month is None:
        reading.wrong(f"“{match[0]}”缺少月份。", f"“{match[0]}” lacks its month.")
        return None
    reading.month = month
    try:
        day = date(int(said_year) if said_year else reading.year, month, int(said_day))
    except ValueError:
        reading.wrong(f"“{match[0]}”不是真实存在的日期。", f"“{match[0]}” is no day of the calendar.")
        return None
    if abs(day.year - reading.year) > 1:
        reading.wrong(f"“{match[0]}”不在通知所说的年份。", f"“{match[0]}” lies outside the notice's year.")
        return None
    _check_weekday(reading, day, note or "")
    return day


def _check_weekday(reading: _Reading, day: date, note: str) -> None:
    said = re.search(r"(?:周|星期)([一二三四五六日])", note)
    real = _WEEKDAYS[day.weekday()]
    if said and said[1] != real:
        reading.wrong(
            f"{day.year}年{_shown(day)}是周{real}，文中写的是周{said[1]}。请核对日期和年份。",
            f"{day} is a {day:%A}, the text says 周{said[1]}. Please check the day and the year.",
        )


def _check_count(reading: _Reading, sentence: str, days: int) -> None:
    said = _COUNT.search(sentence)
    if said and int(said[1]) != days:
        reading.wrong(
            f"“{sentence[:40]}”：写的是{said[1]}天，日期数出来是{days}天。",
            f"“{sentence[:40]}”: it says {said[1]} days, the dates make {days}.",
        )


def _put(reading: _Reading, special: Special) -> None:
    before = reading.days.get(special.day)
    if before is not None and before.working != special.working:
        reading.wrong(
            f"{_shown(special.day)}既放假又上班，请核对。",
            f"{special.day} is both a day off and a day worked.",
        )
    reading.days[special.day] = special


def _shown(day: date) -> str:
    return f"{day.month}月{day.day}日"
