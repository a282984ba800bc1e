"""A station's page: who it is, what was found, and then tank by tank."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from youjian.contract.known import KnownTables
from youjian.detection.balance.books import station_book
from youjian.detection.balance.levels import LAST, of_station
from youjian.detection.balance.papers import Paper
from youjian.detection.balance.telling import errors_at_verification
from youjian.detection.parameters import HiddenSales, SteadyLoss
from youjian.detection.rule_sets import CURRENT
from youjian.reports.document import Block, Column, Entry, Heading, Section, Table, Text
from youjian.reports.numbers import NONE, clock, litres, micros_of, of_micros, short_clock
from youjian.reports.raised import Raised
from youjian.reports.sheets import StationSheet, Window, station_sheet
from youjian.reports.tank import Known, tank_blocks
from youjian.reports.words import (
    OPERATING,
    OWNERSHIP,
    SEVERITIES,
    STATUSES,
    VERDICTS,
    product_word,
    rule_word,
    subject_word,
)

_MISSING = "stock.hidden_sales"
_MOST_OF_RULE = 12
"""Entries of one rule on a page; the rest is counted and stands in the findings file."""


@dataclass(frozen=True)
class About:
    """What the pages need to know of a station itself."""

    station_id: str
    name: str
    region_code: str
    ownership: str
    status: str

    @classmethod
    def of(cls, row: dict[str, Any]) -> "About":
        """From a row of the register."""
        return cls(**{name: row[name] for name in cls.__dataclass_fields__})

    @property
    def title(self) -> str:
        """What the station's page is called."""
        return f"{self.name}（{self.station_id}）"

    @property
    def anchor(self) -> str:
        """What links to the station's page lead to."""
        return f"s{self.station_id}"


def station_section(
    about: About, facts: KnownTables, raised: Sequence[Raised], window: Window | None
) -> Section:
    """The page of one station; without a window (no night was seen) there are findings alone."""
    numbered = _numbered(raised)
    blocks = _said(about, raised)
    sheet = _sheet(about, facts, window, numbered)
    if sheet is None:
        blocks.append(
            Text("记录未覆盖任何一次夜间核算（北京时间02:00），或没有可用的液位读数，不编制油罐账。", "note")
        )
    else:
        blocks += _books(sheet, facts, about, numbered)
    return Section(about.anchor, about.title, tuple(blocks))


def failed_section(about: About, raised: Sequence[Raised], reason: str) -> Section:
    """The page of a station whose books could not be made: the findings alone, and why."""
    blocks = (*_said(about, raised), Text(f"本站的油罐账未能编制：{reason}", "note"))
    return Section(about.anchor, about.title, blocks)


def _numbered(raised: Sequence[Raised]) -> list[tuple[int, Raised]]:
    return list(enumerate((one for one in raised if one.stands), start=1))


def _said(about: About, raised: Sequence[Raised]) -> list[Block]:
    """Who the station is, and what was found."""
    found = [Text(_who(about)), Text(_answer(raised), "answer"), *_found(_numbered(raised))]
    return [*found, *_gone([one for one in raised if not one.stands])]


def _sheet(
    about: About, facts: KnownTables, window: Window | None, numbered: Sequence[tuple[int, Raised]]
) -> StationSheet | None:
    if window is None:
        return None
    rule = cast("HiddenSales", CURRENT.parameters[_MISSING])
    book = station_book(facts, about.station_id, rule.balance)
    if not book.groups or book.first > window.last:
        return None
    return station_sheet(book, window, _missing_since(numbered))


def _missing_since(numbered: Sequence[tuple[int, Raised]]) -> dict[int, int]:
    """Since when fuel is missing from tanks, by the findings, µs."""
    since: dict[int, int] = {}
    for _, one in numbered:
        if one.rule == _MISSING and one.subject.startswith("tank:"):
            tank = int(one.subject.removeprefix("tank:"))
            since[tank] = min(since.get(tank, micros_of(one.started_at)), micros_of(one.started_at))
    return since


def _books(
    sheet: StationSheet,
    facts: KnownTables,
    about: About,
    numbered: list[tuple[int, Raised]],
) -> list[Block]:
    rule = cast("SteadyLoss", CURRENT.parameters["stock.loss"])
    as_of = of_micros(sheet.window.end)
    has = facts.has("verifications")
    verified = errors_at_verification(facts, about.station_id, as_of) if has else {}
    known = Known(sheet.window, numbered, verified, rule.honest_meters)
    blocks: list[Block] = [Text(line, "note") for line in [*_mapped(sheet), *_unread(sheet, facts, about)]]
    for tank in sheet.tanks:
        blocks += tank_blocks(tank, known)
    return [*blocks, *_lonely(sheet.lonely)]


def _who(about: About) -> str:
    owner = OWNERSHIP.get(about.ownership, about.ownership)
    status = OPERATING.get(about.status, about.status)
    return f"站号 {about.station_id}　行政区划 {about.region_code}　企业性质 {owner}　状态 {status}"


def _answer(raised: Sequence[Raised]) -> str:
    """How many there are of each severity, in one sentence."""
    standing = [one for one in raised if one.stands]
    if not standing:
        return "本时段没有疑点。"
    count = Counter(one.severity for one in standing if one.verdict != "undecidable")
    told = [f"{SEVERITIES[s].word}{count[s]}条" for s in SEVERITIES if count[s]]
    undecided = len(standing) - sum(count.values())
    told += [f"数据不足以判定{undecided}条"] if undecided else []
    return f"本时段有疑点{len(standing)}条：{'，'.join(told)}。"


def _found(numbered: Sequence[tuple[int, Raised]]) -> list[Block]:
    """The findings, of each rule so many at most."""
    if not numbered:
        return []
    blocks: list[Block] = [Heading("疑点")]
    shown = Counter[str]()
    for number, one in numbered:
        shown[one.rule] += 1
        if shown[one.rule] <= _MOST_OF_RULE:
            blocks.append(_entry(number, one))
    more = [
        f"{rule_word(rule)}另有{count - _MOST_OF_RULE}条"
        for rule, count in shown.items()
        if count > _MOST_OF_RULE
    ]
    return [*blocks, Text(f"{'；'.join(more)}，见疑点文件。", "note")] if more else blocks


def _entry(number: int, one: Raised) -> Entry:
    look = SEVERITIES[one.severity]
    until = clock(one.ended_at) if one.ended_at else STATUSES[one.status]
    facts = [
        VERDICTS[one.verdict],
        f"时段 {clock(one.started_at)} 至 {until}",
        f"发现 {clock(one.detected_at)}",
    ]
    if one.changed_at != one.detected_at:
        facts.append(f"最近变更 {clock(one.changed_at)}（{STATUSES[one.status]}）")
    head = f"{look.sign} {look.word}　{rule_word(one.rule)}　{subject_word(one.subject)}"
    return Entry(number, look.colour, head, one.message, tuple(facts))


def _gone(raised: Sequence[Raised]) -> list[Block]:
    """What was said once and no longer stands: kept in sight, but apart."""
    if not raised:
        return []
    rows = tuple(
        (
            rule_word(one.rule),
            subject_word(one.subject),
            clock(one.started_at),
            clock(one.detected_at),
            f"{STATUSES[one.status]} {clock(one.changed_at)}",
        )
        for one in raised[: 2 * _MOST_OF_RULE]
    )
    columns = tuple(Column(title) for title in ("预警规则", "对象", "开始", "发现", "此后"))
    more = len(raised) - len(rows)
    note = [Text(f"另有{more}条，见疑点文件。", "note")] if more else []
    return [Heading("已撤回或已被替代", 3), Table(columns, rows, ""), *note]


def _mapped(sheet: StationSheet) -> list[str]:
    return [
        f"按液位变化判断，{nozzle}号枪的油出自{tank}号罐，与登记不同；以下按{tank}号罐计算。"
        for nozzle, tank in sorted(sheet.moved.items())
    ]


def _unread(sheet: StationSheet, facts: KnownTables, about: About) -> list[str]:
    """Tanks of the register that have no book, for nothing was read of them."""
    shown = {tank_id for tank in sheet.tanks for tank_id in tank.tank_ids}
    listed = of_station(facts.known("tanks", LAST), about.station_id)["tank_id"].to_pylist()
    missing = [f"{tank_id}号罐" for tank_id in listed if tank_id not in shown]
    return [f"{'、'.join(missing)}没有可用的液位读数，不编制账目。"] if missing else []


def _lonely(papers: Sequence[Paper]) -> list[Block]:
    """Documents to which no level rose."""
    if not papers:
        return []
    columns = (
        Column("单据时间"),
        Column("进油单", code=True),
        Column("品种"),
        Column("登记油罐"),
        Column("单据，升（20℃）", numeric=True),
    )
    rows = tuple(
        (
            short_clock(paper.at),
            paper.delivery_id,
            product_word(paper.product),
            NONE if paper.tank_id is None else f"{paper.tank_id}号罐",
            litres(paper.net_l),
        )
        for paper in papers
    )
    return [Heading("未匹配到液位上升的进油单"), Table(columns, rows, "")]
