"""The pages: findings in their order, numbers as the book has them, everything escaped, nothing fetched."""

from collections import Counter
from datetime import timedelta

import pytest

from tests.unit.reports.markup import Balanced
from tests.unit.reports.raised_kit import day, raised, revision
from tests.unit.reports.station_kit import book, station_facts, tank, tank_chart, window
from youjian.detection.samples import STATION, verification
from youjian.engine.audit import Audited
from youjian.engine.outcome import Failure
from youjian.engine.span import Span
from youjian.reports import html
from youjian.reports.city import City, Digest, city_section
from youjian.reports.document import Entry, Figure, Section, Table, Text
from youjian.reports.numbers import litres, percent
from youjian.reports.pages import window_of
from youjian.reports.raised import Raised, last_of
from youjian.reports.sheets import station_sheet
from youjian.reports.station import About, failed_section, station_section
from youjian.reports.tank import loss_sentence, meter_rows

ABOUT = About(STATION, "城东<加油>站", "360203", "private", "operating")


def page(*found: Raised) -> Section:
    facts = station_facts(verification())
    return station_section(ABOUT, facts, found, window())


def texts(section: Section) -> list[str]:
    return [block.text for block in section.blocks if isinstance(block, Text)]


def test_a_finding_is_told_by_its_last_revision_and_its_first_moment() -> None:
    [one] = last_of([revision(2, severity="warning", status="ended"), revision(1)])
    assert (one.revision, one.severity, one.status) == (2, "warning", "ended")
    assert one.changed_at - one.detected_at == timedelta(days=1)


def test_what_stands_and_is_most_severe_comes_first() -> None:
    rows = [
        revision(finding_id="a" * 32, severity="info"),
        revision(finding_id="b" * 32, severity="alarm", status="withdrawn"),
        revision(finding_id="c" * 32, severity="alarm", verdict="undecidable"),
        revision(finding_id="d" * 32, severity="warning"),
        revision(finding_id="e" * 32, severity="alarm", rule="meter.bias"),
        revision(finding_id="f" * 32, severity="alarm"),
    ]
    assert "".join(one.finding_id[0] for one in last_of(rows)) == "efdacb"


def test_the_page_of_a_station_tells_findings_and_tank() -> None:
    section = page(raised())
    [entry] = [block for block in section.blocks if isinstance(block, Entry)]
    assert entry.head == "◆ 重点　未记录出油（疑似）　1号罐"
    assert entry.sentence == "1号罐实际减少的油量比加油记录多400升。"
    assert entry.facts[0] == "疑点"
    assert "发现 2026-11-26 02:00" in entry.facts
    assert texts(section)[1] == "本时段有疑点1条：重点1条。"
    assert [f.alt for f in section.blocks if isinstance(f, Figure)] == [
        "1号罐账实曲线",
        "1号罐残差",
        "1号罐各枪示值误差",
    ]


def test_numbers_on_the_page_are_the_books() -> None:
    tank = station_sheet(book(), window(), {}).tanks[0]
    tables = [block for block in page().blocks if isinstance(block, Table)]
    assert tables[0].rows[0] == ("20,000", "8,000", "5,000", "10,980", "22,020", "21,920", "+100", "+0.91%")
    [documented, free] = tables[1].rows
    assert documented[1:4] == ("进<1>", "8,000", litres(tank.unloadings[0].gauged_l))
    assert documented[5] == percent(100 * tank.unloadings[0].excess_l / 8000.0)
    assert free[1:3] == ("未匹配到", "—")


def test_meters_are_the_accounts_with_their_covariance() -> None:
    standing = station_sheet(book(), window(), {}).tanks[0].standing
    assert standing is not None
    rows = meter_rows(
        standing, {3: 0.05}, [(7, raised(rule="meter.bias", subject="nozzle:4", unit="percent"))]
    )
    bias, cov = standing.meters()
    assert [row.name for row in rows] == ["3号枪", "4号枪", "全部枪合计"]
    assert rows[0].estimate == pytest.approx(-100 * bias[0] / (1 + bias[0]))
    low = bias[0] + 1.96 * standing.scale() * cov[0, 0] ** 0.5
    assert rows[0].low == pytest.approx(-100 * low / (1 + low))
    assert (rows[0].verified, rows[1].verified) == (0.05, None)
    assert [said.number for said in rows[1].said] == [7]
    rate, _ = standing.loss(0.0025)
    assert f"每天{rate:.1f}升" in loss_sentence(standing, 0.0025).replace("-0.0升", "0.0升")
    assert meter_rows(None, {}, []) == []
    assert loss_sentence(None, 0.0025) == "没有足够的数据估计损耗。"


def test_what_no_longer_stands_is_kept_apart() -> None:
    section = page(raised(status="withdrawn"))
    assert not [block for block in section.blocks if isinstance(block, Entry)]
    assert texts(section)[1] == "本时段没有疑点。"
    gone = next(block for block in section.blocks if isinstance(block, Table))
    assert gone.rows[0][-1].startswith("已撤回")


def test_many_findings_of_a_rule_are_counted() -> None:
    found = [
        raised(
            finding_id=f"{n:032x}", rule="fuelling.totalizer_gap", subject="nozzle:3", verdict="discrepancy"
        )
        for n in range(40)
    ]
    section = page(*found)
    assert len([block for block in section.blocks if isinstance(block, Entry)]) == 12
    assert "累计泵码与加油量不符另有28条，见疑点文件。" in texts(section)


def test_an_undecidable_finding_is_told_as_such() -> None:
    section = page(raised(verdict="undecidable"))
    assert texts(section)[1] == "本时段有疑点1条：数据不足以判定1条。"
    [entry] = [block for block in section.blocks if isinstance(block, Entry)]
    assert entry.facts[0] == "数据不足以判定"


def test_a_station_without_a_night_or_with_trouble_has_a_page() -> None:
    assert "不编制油罐账" in texts(station_section(ABOUT, station_facts(), [], None))[-1]
    assert texts(failed_section(ABOUT, [], "disk")) == [
        "站号 3602030017　行政区划 360203　企业性质 民营　状态 营业",
        "本时段没有疑点。",
        "本站的油罐账未能编制：disk",
    ]


def test_a_tank_of_which_nothing_was_read_is_named() -> None:
    facts = station_facts(tank(tank_id=2), tank_chart(0.0, tank_id=2), tank_chart(2_500.0, tank_id=2))
    told = texts(station_section(ABOUT, facts, [], window()))
    assert "2号罐没有可用的液位读数，不编制账目。" in told


def test_a_page_is_whole_escaped_and_stands_alone() -> None:
    sentence = '<script>alert("1")</script>&'
    told = html.head("题") + html.section(page(raised(message=sentence))) + html.TAIL
    assert "<script" not in told
    assert "&lt;script&gt;" in told
    assert "城东&lt;加油&gt;站" in told
    assert "进&lt;1&gt;" in told
    read = Balanced(told)
    assert read.open == []
    assert read.fetched == []
    assert "http" not in told.replace("http://www.w3.org/2000/svg", "")
    assert "@import" not in told


def test_the_window_holds_the_nights_that_end_within_the_span() -> None:
    hours = timedelta(hours=1)
    assert window_of(Span(day(0), day(6))) == window()
    assert window_of(None) is None
    assert window_of(Span(day(0) + 2 * hours, day(1))) is None
    one = window_of(Span(day(0) + 2 * hours, day(1) + 2 * hours))
    assert one is not None
    assert (one.last - one.first, one.first - window().first) == (0, 1)


def city(**changes: object) -> City:
    fields = {
        "audited": Audited(
            1,
            Span(day(0), day(6)),
            [],
            [],
            rows=Counter(fuellings=432),
            not_run={"collector.offline": ("heartbeats",)},
            failed=[Failure(STATION, "rule x failed")],
        ),
        "stations": [ABOUT],
        "raised": {STATION: [raised(), raised(finding_id="b" * 32, status="withdrawn")]},
        "failed": {},
        "digests": [Digest("fuellings.csv", 1234, "ab" * 32)],
        "books_until": day(5),
    }
    return City(**(fields | changes))  # pyright: ignore[reportArgumentType]


def test_the_first_page_tells_what_was_done_and_what_was_not() -> None:
    section = city_section(city())
    assert texts(section)[0] == "共核查1座加油站，有疑点1条，其中重点1条，涉及1站。"
    facts, rules, stations, absent, failed, digests = [b for b in section.blocks if isinstance(b, Table)]
    assert ("核查时段", "2026-11-22 00:00 至 2026-11-28 00:00") in facts.rows
    assert rules.rows == (("未记录出油（疑似）", "stock.hidden_sales", "1", "0", "0", "0"),)
    assert stations.rows[0][0] == STATION
    assert stations.targets == (ABOUT.anchor,)
    assert absent.rows == (("采集终端离线", "collector.offline", "缺少心跳"),)
    assert failed.rows == ((STATION, "rule x failed"),)
    assert digests.rows == (("fuellings.csv", "1,234", "ab" * 32),)
    assert "不认定任何人的行为" in texts(section)[1]


def test_links_lead_to_pages_that_are_there() -> None:
    told = html.section(city_section(city())) + html.section(page())
    assert f'href="#{ABOUT.anchor}"' in told
    assert f'<section id="{ABOUT.anchor}">' in told


def test_words_never_judge_people() -> None:
    told = html.section(city_section(city())) + html.section(page(raised()))
    assert "违法" not in told
    assert "隐匿" not in told
