"""Which findings are one cause: by what they say and when they said it, never by the order of arrival."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youjian.bureau.alerts.causes import CAUSES, cause_of
from youjian.bureau.alerts.colours import Size, coloured
from youjian.bureau.alerts.defaults import DEFAULTS
from youjian.bureau.alerts.entries import SECTIONS, DeadlineEntry, StormEntry, line_of, values_of
from youjian.bureau.alerts.grouping import Group, Said, groups_of, place
from youjian.bureau.alerts.storms import Head, storm_of
from youjian.contract.codes import RULE_CODES

START = datetime(2026, 10, 1, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
_NUMBERS = iter(range(10_000))


def said(
    rule: str,
    subject: str,
    began: float,
    *,
    lasts: float | None = 0.0,
    after: float = 0.1,
    parts: tuple[str, ...] = (),
    litres: float | None = None,
) -> Said:
    """A finding that began so many days after the start; `lasts` None: it goes on."""
    started = START + began * DAY
    at = started + after * DAY
    return Said(
        finding_id=f"{next(_NUMBERS):032x}",
        rule=rule,
        subject=subject,
        parts=frozenset({subject, *parts}),
        said_at=at,
        started_at=started,
        ends=((at, None if lasts is None else started + lasts * DAY),),
        litres=litres,
    )


def told(groups: list[Group]) -> list[frozenset[str]]:
    return [frozenset(member.rule for member in group.members) for group in groups]


def test_every_rule_of_the_catalogue_has_one_cause() -> None:
    assert sorted(rule for cause in CAUSES.values() for rule in cause.rules) == sorted(RULE_CODES)
    assert all(cause_of(rule) in CAUSES for rule in RULE_CODES)


ONE_CAUSE = {
    "records left out, on several nozzles": [
        said("fuelling.totalizer_gap", "nozzle:1", 0, parts=("tank:1",)),
        said("fuelling.sequence_gap", "nozzle:4", 3, parts=("tank:2",)),
        said("stock.hidden_sales", "tank:2", 2, lasts=None, after=4),
    ],
    "all meters of a station off": [
        said("meter.bias_common", "tank:1", 0, lasts=None, after=5),
        said("meter.bias", "nozzle:3", 0, lasts=None, after=5, parts=("tank:1",)),
        said("meter.bias_common", "tank:2", 0, lasts=None, after=6),
    ],
    "a gauge that told an older day": [
        said("stock.unrecorded_delivery", "tank:1", 0.3, lasts=0.1, after=0.2),
        said("gauge.replayed", "tank:1", 0, lasts=0.5, after=0.8),
    ],
    "a plug pulled while selling": [
        said("collector.offline", "collector", 0, lasts=None, after=0.01),
        said("fuelling.sequence_gap", "nozzle:1", 0.01, lasts=0.2, after=3),
        said("collector.offline_trading", "collector", 0, lasts=0.25, after=0.3),
    ],
    "a link that comes and goes": [
        said("collector.offline", "collector", 0, lasts=0.02),
        said("collector.offline", "collector", 0.3, lasts=0.02),
        said("collector.offline", "collector", 0.9, lasts=0.02),
    ],
    "warning days and the alarm they make": [
        *(said("vapour.ratio_warning", f"nozzle:{day % 2}", day, lasts=1, after=1.1) for day in range(7)),
        said("vapour.ratio_alarm", "nozzle:1", 6, lasts=None, after=1.1),
    ],
    "a board changed, and how it measures from then on": [
        said("dispenser.tampered", "dispenser:2", 0),
        said("fuelling.totalizer_reset", "nozzle:3", 0.01, parts=("dispenser:2", "tank:1")),
        said("meter.bias", "nozzle:3", 0.5, lasts=None, after=9, parts=("dispenser:2", "tank:1")),
    ],
    "a delivery without papers, in the month's books once more": [
        said("stock.unrecorded_delivery", "tank:1", 4, lasts=0.1, parts=("product:92",), litres=5000),
        said("tax.purchase_mismatch", "station", 0, lasts=30, after=35, parts=("product:92",), litres=4800),
        said("stock.month_variance", "station", 0, lasts=30, after=35, parts=("product:92",), litres=4700),
    ],
    "one tank's gap read as hidden sales and as a bias": [
        said("stock.hidden_sales", "tank:1", 0, lasts=None, after=5),
        said("meter.bias", "nozzle:3", 1, lasts=None, after=9, parts=("tank:1",)),
        said("meter.bias_common", "tank:1", 1, lasts=None, after=12),
    ],
}


@pytest.mark.parametrize("name", ONE_CAUSE)
def test_what_has_one_cause_is_one(name: str) -> None:
    assert len(groups_of(ONE_CAUSE[name])) == 1


APART = {
    "hidden sales long after another cause was over": [
        said("fuelling.totalizer_gap", "nozzle:1", 0),
        said("fuelling.totalizer_gap", "nozzle:1", 20),
    ],
    "two nozzles that measure wrong": [
        said("meter.bias", "nozzle:1", 0, lasts=None, parts=("tank:1",)),
        said("meter.bias", "nozzle:2", 0, lasts=None, parts=("tank:2",)),
    ],
    "certificates each for itself": [
        said("verification.overdue", "nozzle:1", 0, lasts=None),
        said("verification.overdue", "nozzle:2", 0, lasts=None),
    ],
    "a gap of the month that nothing explains": [
        said("stock.unrecorded_delivery", "tank:1", 4, lasts=0.1, parts=("product:92",), litres=500),
        said("tax.purchase_mismatch", "station", 0, lasts=30, after=35, parts=("product:92",), litres=40_000),
    ],
    "another product's books": [
        said("stock.unrecorded_delivery", "tank:1", 4, lasts=0.1, parts=("product:92",), litres=5000),
        said("tax.purchase_mismatch", "station", 0, lasts=30, after=35, parts=("product:D",), litres=5000),
    ],
    "a rise without papers in a tank that loses fuel": [
        said("stock.loss", "tank:1", 0, lasts=None),
        said("stock.unrecorded_delivery", "tank:1", 4, lasts=0.1),
    ],
    "a rise without papers in a tank with water": [
        said("stock.unrecorded_delivery", "tank:1", 0, lasts=0.1),
        said("stock.water", "tank:1", 0, lasts=None),
    ],
    "a cut link and water in a tank": [
        said("collector.offline", "collector", 0, lasts=0.1),
        said("stock.water", "tank:1", 0, lasts=None),
    ],
}


@pytest.mark.parametrize("name", APART)
def test_what_has_two_causes_is_two(name: str) -> None:
    assert len(groups_of(APART[name])) == 2


def test_nozzles_off_together_stand_below_the_alert_of_all() -> None:
    nozzles = [said("meter.bias", f"nozzle:{n}", 0, lasts=None, parts=("tank:1",)) for n in (1, 2)]
    common = said("meter.bias_common", "tank:1", 0, lasts=None, after=3)
    first, second, wider = groups_of([*nozzles, common])
    assert (first.wider, second.wider) == (wider, wider)


def test_an_end_counts_as_it_was_known_then() -> None:
    """An outage of which the end was not known yet goes on for whoever looks at it then."""
    silent = said("collector.offline", "collector", 0, lasts=None)
    silent = Said(**{**silent.__dict__, "ends": (*silent.ends, (START + 3 * DAY, START + 0.2 * DAY))})
    before, after = (
        said("gauge.fault", "tank:1", day, lasts=None, after=0.1, parts=("product:92",)) for day in (2, 4)
    )
    assert told(groups_of([silent, before])) == [{"collector.offline", "gauge.fault"}]
    assert len(groups_of([silent, after])) == 2


RULES = sorted(RULE_CODES)
FINDINGS = st.lists(
    st.builds(
        said,
        st.sampled_from(RULES),
        st.sampled_from(["tank:1", "tank:2", "nozzle:1", "nozzle:2", "station", "collector"]),
        st.floats(0, 40),
        lasts=st.one_of(st.none(), st.floats(0, 5)),
        after=st.floats(0, 5),
        parts=st.sampled_from([(), ("tank:1",), ("tank:1", "dispenser:1", "product:92"), ("product:92",)]),
        litres=st.one_of(st.none(), st.floats(1, 9000)),
    ),
    min_size=1,
    max_size=14,
)


@given(FINDINGS, st.randoms(use_true_random=False))
def test_any_order_of_arrival_gives_the_same_causes(findings: list[Said], random: object) -> None:
    shuffled = list(findings)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = groups_of(findings), groups_of(shuffled)
    assert [(g.fingerprint, told([g])) for g in one] == [(g.fingerprint, told([g])) for g in other]
    assert sorted(m.finding_id for g in one for m in g.members) == sorted(f.finding_id for f in findings)


@given(FINDINGS, st.integers(0, 13))
def test_findings_one_by_one_give_what_all_at_once_give(findings: list[Said], cut: int) -> None:
    """What was put together before a restart is gone on from."""
    ordered = sorted(findings, key=lambda finding: finding.order)
    groups = groups_of(ordered[:cut])
    for finding in ordered[cut:]:
        place(groups, finding)
    assert [g.fingerprint for g in groups] == [g.fingerprint for g in groups_of(findings)]


def size(rule: str, severity: str, verdict: str, *, litres: float = 0.0, days: float = 0.0) -> Size:
    return Size(rule, severity, verdict, litres * 1000, "ml", START, START + days * DAY, None)


COLOURS = [
    (size("fuelling.totalizer_gap", "alarm", "discrepancy", litres=12), "red"),
    (size("stock.hidden_sales", "alarm", "suspicion", litres=300), "orange"),
    (size("stock.hidden_sales", "alarm", "suspicion", litres=9000), "red"),
    (size("stock.hidden_sales", "alarm", "undecidable", litres=9000), "blue"),
    (size("fuelling.overlap", "warning", "discrepancy"), "yellow"),
    (size("collector.offline", "alarm", "discrepancy", days=0.2), "yellow"),
    (size("collector.offline", "alarm", "discrepancy", days=1.5), "orange"),
    (size("vapour.ratio_alarm", "alarm", "discrepancy"), "orange"),
    (size("vapour.forged", "info", "suspicion"), "blue"),
]


@pytest.mark.parametrize(("what", "colour"), COLOURS)
def test_a_colour_follows_law_and_size(what: Size, colour: str) -> None:
    shown, basis = coloured(DEFAULTS["colours"], what)  # type: ignore[arg-type]
    assert shown == colour
    assert basis


@pytest.mark.parametrize("section", SECTIONS)
def test_what_comes_with_the_platform_is_kept_as_it_was_written(section: str) -> None:
    for line in DEFAULTS[section]:  # type: ignore[index]
        assert line_of(section, values_of(line)) == line  # type: ignore[arg-type]


def test_a_deadline_to_sign_is_one_of_two() -> None:
    with pytest.raises(ValueError, match="one of the two"):
        DeadlineEntry(code="red", close_working_days=1)
    with pytest.raises(ValueError, match="no cause 'nothing'"):
        DeadlineEntry(code="red", close_working_days=1, sign_minutes=5, causes=["nothing"])


def test_what_is_one_too_many_goes_under_a_storm() -> None:
    line = StormEntry(code="cause", by="cause", more_than=3, minutes=30)
    heads = [Head(START + n * timedelta(minutes=1), f"{n:02}", "360203", "dark") for n in range(6)]
    late = Head(START + 2 * HOUR, "99", "360203", "dark")
    other = Head(START + timedelta(minutes=5), "98", "360281", "dark")
    every = sorted([*heads, late, other])
    assert [storm_of([line], every, head) for head in heads] == [None, None, None, line, line, line]
    assert (storm_of([line], every, late), storm_of([line], every, other)) == (None, None)
