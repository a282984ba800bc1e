"""What a change does to alerts: one for a cause, in the city's colours, held together by what they share."""

from datetime import UTC, datetime, timedelta
from typing import Any

from msgspec import structs

from youjian.bureau.alerts.defaults import DEFAULTS
from youjian.bureau.alerts.entries import ColourEntry
from youjian.bureau.rules.alerted import AlertChange, Alerted, Sight, alerts_of, compared, raised
from youjian.engine.told import Told

START = datetime(2026, 9, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
GAP, OFFLINE, PRICE = "fuelling.totalizer_gap", "collector.offline", "price.above_cap"
PLATFORM = Sight("3602030001", lambda _station, subject, _moment: frozenset({subject}), DEFAULTS["colours"])  # type: ignore[arg-type]


def told(name: str, rule: str, hours: float, **changes: Any) -> Told:
    at = START + hours * HOUR
    made = Told(
        finding_id=name,
        revision=1,
        rule=rule,
        subject="nozzle:1" if rule == GAP else "station",
        severity="warning",
        verdict="discrepancy",
        status="ended",
        started_at=at,
        ended_at=at,
        detected_at=at,
        estimate=12_000.0,
        unit="ml",
        message=name,
        message_en=name,
    )
    return structs.replace(made, **changes)


def changes(old: list[Told], new: list[Told], names: dict[str, str] | None = None) -> list[AlertChange]:
    return compared(alerts_of(old, PLATFORM), alerts_of(new, PLATFORM, names))


def named(found: list[AlertChange]) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(one.kind, side(one).fingerprint, one.moved) for one in found]


def side(change: AlertChange) -> Alerted:
    found = change.old or change.new
    assert found is not None
    return found


A, B, FAR = told("a", GAP, 0), told("b", GAP, 24), told("far", GAP, 24 * 20)


def test_findings_of_one_cause_are_one_alert() -> None:
    [near, far] = alerts_of([A, B, FAR], PLATFORM)
    assert (near.cause, near.findings, far.findings) == ("unrecorded_fuel", {"a", "b"}, {"far"})
    assert raised([near, far], {GAP}, START + HOUR) == 1
    assert raised([near, far], {PRICE}, START) == 0


def test_one_finding_less_moves_the_alert_and_the_last_one_ends_it() -> None:
    assert named(changes([A, B, FAR], [A, FAR])) == [("moves", "a", ("findings",))]
    assert named(changes([A, B, FAR], [B, FAR])) == [("moves", "a", ("opened_at", "findings"))]
    assert named(changes([A, B, FAR], [A, B])) == [("vanishes", "far", ())]
    assert named(changes([A], [A, FAR])) == [("appears", "far", ())]
    assert changes([A, B], [B, A]) == []


def test_an_alert_that_another_rule_still_carries_stays() -> None:
    """A gap in the numbers beside the silence in which it arose: without the silence it has its own cause."""
    dark = told("dark", OFFLINE, 0, subject="collector", unit="seconds", ended_at=START + 2 * HOUR)
    gap = told("gap", "fuelling.sequence_gap", 2, detected_at=START + 3 * HOUR)
    [moved] = changes([dark, gap], [gap])
    assert (moved.kind, moved.old and moved.old.cause, moved.new and moved.new.cause) == (
        "moves", "dark", "unrecorded_fuel",
    )  # fmt: skip


def test_episodes_that_are_numbered_anew_are_the_same_alerts() -> None:
    """The second episode of the old walk is the first of the new one."""
    one, two = told("one", PRICE, 0), told("two", PRICE, 24 * 20)
    renumbered = structs.replace(two, finding_id="one")
    assert named(changes([one, two], [renumbered], {"one": "two"})) == [("vanishes", "one", ())]


def test_the_colour_is_the_worst_that_was_said_by_the_citys_own_lines() -> None:
    own = Sight(
        PLATFORM.station_id,
        PLATFORM.parts,
        (ColourEntry(code="mine", colour="red", basis="本市", from_litres=10.0),),
    )
    smaller = structs.replace(A, revision=2, estimate=5_000.0)
    [before] = alerts_of([A, smaller], own)
    [after] = alerts_of([structs.replace(A, estimate=5_000.0)], own)
    assert (before.colour, after.colour) == ("red", "yellow")
    [moved] = compared([before], [after])
    assert moved.moved == ("colour",)
