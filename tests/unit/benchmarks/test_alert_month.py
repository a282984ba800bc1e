"""How the month's alerts are held against what was true."""

from datetime import UTC, datetime, timedelta
from typing import Any

from benchmarks.alert_month.plan import chunks
from benchmarks.alert_month.scoring import Answered, answered, unexplained
from benchmarks.alert_month.told import Told, ToldFinding, different
from benchmarks.alert_month.truth import Cause, causes
from benchmarks.detection.records import Label
from youjian.simulator.twin.frauds import FRAUDS
from youjian.simulator.twin.names import station_ids

STATION = "3602030117"
NOON = datetime(2026, 10, 10, 4, tzinfo=UTC)


def label(fraud: str = "price-above-cap", rule: str = "price.above_cap", **changes: Any) -> Label:
    given: dict[str, Any] = {"station_id": STATION, "subject": "nozzle:1", "accepts": (rule,), "size": 1.0}
    given |= {"unit": "count", "started_at": NOON, "ended_at": NOON + timedelta(hours=1), "litres": 0.0}
    return Label(fraud=fraud, rule=rule, **(given | changes))


def alert(fingerprint: str = "a", rule: str = "price.above_cap", **changes: Any) -> Told:
    behind = ToldFinding(
        f"f-{fingerprint}", rule, "nozzle:1", "open", "alarm", NOON, None, NOON + timedelta(minutes=10)
    )
    given: dict[str, Any] = {"station_id": STATION, "cause": "price", "colour": "red", "status": "open"}
    given |= {
        "departments": ("market", "commerce"),
        "parent": None,
        "measured_at": NOON,
        "findings": (behind,),
    }
    return Told(fingerprint=fingerprint, **(given | changes))


def scored(told: list[Told], *labels: Label) -> tuple[list[Answered], list[Told]]:
    true = causes(labels)
    return answered(true, told), unexplained(true, told)


def test_a_fraud_of_many_labels_is_one_cause_and_each_outage_one_of_its_own() -> None:
    outages = [
        label(
            "oddity-link-outage",
            "collector.offline",
            subject="collector",
            started_at=NOON + timedelta(days=n),
        )
        for n in (1, 2)
    ]
    found = causes([label(), label(subject="nozzle:2"), *outages])
    assert [(cause.fraud, len(cause.labels)) for cause in found] == [
        ("price-above-cap", 2),
        ("oddity-link-outage", 1),
        ("oddity-link-outage", 1),
    ]


def test_an_alert_is_due_where_somebody_has_to_be_told() -> None:
    def due(*labels: Label) -> list[bool]:
        return [cause.due for cause in causes(labels)]

    day = timedelta(days=1)
    late = {"fraud": "oddity-late-paper", "rule": "stock.unrecorded_delivery"}
    assert due(label()) == [True]
    soon, missed = (label(**late, subject=f"tank:{n}", ended_at=NOON + n * day) for n in (1, 4))
    assert due(soon, missed) == [False, True]
    assert due(label("oddity-link-outage", "collector.offline", ended_at=NOON + timedelta(minutes=9))) == [
        False
    ]
    assert due(label("no such fraud")) == [False]


def test_one_alert_of_the_right_colour_in_the_right_inbox() -> None:
    [only], false = scored([alert()], label(), label(subject="nozzle:2"))
    assert (only.once, only.right_colour, only.right_inbox, false) == (True, True, True, [])
    [only], _ = scored([alert(colour="blue", departments=("tax", "market"))], label())
    assert (only.once, only.right_colour, only.right_inbox) == (True, False, False)


def test_a_second_alert_and_one_that_nothing_explains_are_counted() -> None:
    [twice], _ = scored([alert("a"), alert("b")], label())
    assert not twice.once
    [silent], false = scored([alert(rule="stock.loss")], label())
    assert (silent.alerts, len(false)) == ((), 1)
    _, false = scored([alert(station_id="3602030118")], label())
    assert len(false) == 1


def test_a_late_paper_is_told_by_the_alert_of_its_own_delivery() -> None:
    def rise(fingerprint: str, hours: float) -> Told:
        began = NOON + timedelta(hours=hours)
        behind = ToldFinding(
            f"f-{fingerprint}", "stock.unrecorded_delivery", "tank:1", "open", "alarm", began, began, began
        )
        return alert(fingerprint, findings=(behind,))

    late = label(
        "oddity-late-paper",
        "stock.unrecorded_delivery",
        subject="tank:1",
        ended_at=NOON + timedelta(days=4),
    )
    first, second = rise("a", -2), rise("b", 50)
    [only], false = scored([first, second], late)
    assert only.alerts == (first,)
    assert false == [second]


def test_alerts_below_a_wider_one_are_told_once() -> None:
    wider = alert("w", findings=(), cause="area_outage")
    [only], false = scored([alert("a", parent="w"), alert("b", parent="w"), wider], label())
    assert only.alerts == (wider,)
    assert false == []


def test_what_differs_between_two_cities_is_named() -> None:
    assert different([alert("a"), alert("b")], [alert("b"), alert("a")]) == []
    assert different([alert("a"), alert("b")], [alert("b", colour="blue"), alert("c")]) == ["a", "b", "c"]


def test_no_station_lies_in_two_folders() -> None:
    ids = [
        station
        for chunk in chunks(200)
        for station in station_ids(chunk.stations, chunk.seed, chunk.request["counties"])
    ]
    assert len(ids) == len(set(ids)) == 200


def test_every_fraud_of_the_twin_is_expected_somewhere() -> None:
    assert {name for name in FRAUDS if not Cause(STATION, name, (), True).wanted.departments} == set()
