"""The first page: what was audited, what was found where, what was not done, and which files it rests on."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from youjian.contract.codes import RULE_CODES
from youjian.engine.audit import Audited
from youjian.reports.document import Block, Column, Heading, Section, Table, Text
from youjian.reports.numbers import clock
from youjian.reports.raised import Raised
from youjian.reports.station import About
from youjian.reports.words import OWNERSHIP, SEVERITIES, TABLES, rule_word

TITLE = "加油站记录核查报告"
_NOTE = (
    "本报告只说明各项记录之间是否相符、相差多少、有多大把握，不说明原因，也不认定任何人的行为；"
    "是否核查、如何处理，由有权的人员依法决定。"
)
_READING = (
    "时间均为北京时间，营业日为自然日。油量除注明外为20℃标准体积升。区间均为95%区间。示值误差＝（示值－实际）÷实际，"
    "正值表示顾客得到的少于显示的。“数据不符”指恒等关系或限值确被突破；“疑点”指统计上显著偏离；“数据不足以判定”注明所缺。"
    "疑点所述数值是发现时（或最近一次变更时）的估计，此后可能增大。"
    "油罐账截至时段内最后一次夜间核算（02:00），只用当时已知的记录。"
)


@dataclass(frozen=True)
class Digest:
    """A file that the report rests on: its name, size and SHA-256."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class City:
    """All that the first page tells; `failed` are stations whose own page could not be made, and why."""

    audited: Audited
    stations: Sequence[About]
    raised: Mapping[str, Sequence[Raised]]
    failed: Mapping[str, str]
    digests: Sequence[Digest]
    books_until: datetime | None


def city_section(city: City) -> Section:
    """The first page."""
    blocks: tuple[Block, ...] = (
        Text(_answer(city), "answer"),
        Text(_NOTE),
        Table((Column("项目"), Column("内容", code=True)), _facts(city), ""),
        Heading("各规则疑点"),
        _by_rule(city),
        Heading("各站疑点"),
        _by_station(city),
        Heading("未运行的规则"),
        _not_run(city.audited),
        Heading("未完成的站"),
        _failed(city),
        Heading("怎样读本报告"),
        Text(_READING, "note"),
        Heading("数据文件摘要"),
        Table(_DIGESTS, tuple((d.name, f"{d.size:,}", d.sha256) for d in city.digests), "没有数据文件。"),
    )
    return Section("city", TITLE, blocks)


_DIGESTS = (Column("文件"), Column("字节", numeric=True), Column("SHA-256", code=True))
_COUNTS = (
    *(Column(f"{look.sign} {look.word}", numeric=True) for look in SEVERITIES.values()),
    Column("数据不足以判定", numeric=True),
)


def _answer(city: City) -> str:
    standing = _standing(city)
    alarms = [one for one in standing if one.severity == "alarm" and one.verdict != "undecidable"]
    stations = len({one.station_id for one in alarms})
    told = f"共核查{len(city.stations)}座加油站，有疑点{len(standing)}条"
    return f"{told}，其中重点{len(alarms)}条，涉及{stations}站。" if alarms else f"{told}，没有重点疑点。"


def _facts(city: City) -> tuple[tuple[str, str], ...]:
    audited = city.audited
    span = audited.span
    period = "没有记录" if span is None else f"{clock(span.start)} 至 {clock(span.end)}"
    counted = "，".join(
        f"{TABLES.get(name, name)}{count:,}条" for name, count in sorted(audited.rows.items())
    )
    sets = sorted({one.rule_set for one in _standing(city)}) or audited.rule_sets
    return (
        ("核查时段", period),
        ("油罐账截至", clock(city.books_until)),
        ("规则集", "、".join(sets)),
        ("记录", counted or "无"),
        ("重复而略过的记录", f"{audited.duplicates:,}条"),
        ("不合数据合同而略过的行", f"{len(audited.bad):,}行"),
    )


def _standing(city: City) -> list[Raised]:
    return [one for found in city.raised.values() for one in found if one.stands]


def _counts(found: Sequence[Raised]) -> tuple[str, ...]:
    count = Counter("undecidable" if one.verdict == "undecidable" else one.severity for one in found)
    return tuple(str(count[kind]) for kind in (*SEVERITIES, "undecidable"))


def _by_rule(city: City) -> Table:
    standing = _standing(city)
    codes = [code for code in RULE_CODES if any(one.rule == code for one in standing)]
    rows = tuple(
        (
            rule_word(code),
            code,
            *_counts([one for one in standing if one.rule == code]),
        )
        for code in codes
    )
    return Table((Column("规则"), Column("代码", code=True), *_COUNTS), rows, "没有疑点。")


def _by_station(city: City) -> Table:
    """The stations with the most alarms first."""
    found = {
        a.station_id: [one for one in city.raised.get(a.station_id, ()) if one.stands] for a in city.stations
    }
    counts = {station: _counts(listed) for station, listed in found.items()}
    ordered = sorted(city.stations, key=lambda a: ([-int(n) for n in counts[a.station_id]], a.station_id))
    rows = tuple(
        (
            a.station_id,
            a.name,
            a.region_code,
            OWNERSHIP.get(a.ownership, a.ownership),
            *counts[a.station_id],
        )
        for a in ordered
    )
    columns = (Column("站号"), Column("名称", code=True), Column("行政区划"), Column("企业性质"), *_COUNTS)
    return Table(columns, rows, "没有加油站。", tuple(a.anchor for a in ordered))


def _not_run(audited: Audited) -> Table:
    rows = tuple(
        (rule_word(code), code, "缺少" + "、".join(TABLES.get(name, name) for name in missing))
        for code, missing in sorted((audited.not_run or {}).items())
    )
    return Table((Column("规则"), Column("代码"), Column("原因", code=True)), rows, "规则全部运行。")


def _failed(city: City) -> Table:
    listed = [(failure.station_id, failure.reason) for failure in city.audited.failed]
    listed += [(station, f"油罐账未能编制：{reason}") for station, reason in sorted(city.failed.items())]
    return Table((Column("站号"), Column("原因", code=True)), tuple(listed), "全部完成。")
