"""Documents, gauge and trips joined: who belongs together, what the join says, and what is missing."""

from datetime import UTC, datetime, timedelta
from typing import Any

from youjian.detection.books.match import Limits, Station, matched
from youjian.detection.books.match_rises import HOUR, Rose
from youjian.detection.moments import micros
from youjian.detection.parameters import DeliveryVariance, TransportUnmatched

LIMITS = Limits(TransportUnmatched(), DeliveryVariance())
T0 = datetime(2026, 10, 1, 2, tzinfo=UTC)
LATER = T0 + timedelta(days=30)


def document(number: str, litres: int, at: float = 0, **more: Any) -> dict[str, Any]:
    moment = T0 + timedelta(hours=at)
    return {
        "delivery_id": number, "tank_id": None, "product": "92", "delivered_at": moment,
        "documented_volume_ml": litres * 1000, "reference": "20", "density20_kg_m3": 735.0, "temp_c": 20.0,
        "supplier_uscc": None, "waybill_no": None, "invoice_no": None, "received_at": moment, **more,
    }  # fmt: skip


def trip(number: str, loaded: int, unloaded: int | None, at: float = 0, **more: Any) -> dict[str, Any]:
    moment = T0 + timedelta(hours=at)
    return {
        "waybill_no": number, "plate_no": "赣H10001", "product": "92", "loaded_ml": loaded * 1000,
        "loaded_at": moment - timedelta(hours=3), "loaded_temp_c": 20.0, "loading_place": "景德镇油库",
        "unloaded_at": None if unloaded is None else moment,
        "unloaded_ml": None if unloaded is None else unloaded * 1000,
        "unloaded_temp_c": 20.0, "density20_kg_m3": 735.0, "received_at": moment, **more,
    }  # fmt: skip


def rose(key: str, litres: float, at: float = 0, tank: int = 1, *, kind: str = "92") -> Rose:
    start = micros(T0) + round(at * HOUR)
    return Rose(key, tank, kind, start, start + HOUR // 2, litres, 15.0)


def states(*, documents=(), trips=(), rises=(), gauged=None, now=LATER, **more: Any) -> list[tuple[Any, ...]]:
    names = {d["delivery_id"] for d in documents} if gauged is None else gauged
    groups = matched(Station(documents, trips, rises, names, **more), LIMITS, now)
    return [
        (
            g.state,
            [d["delivery_id"] for d in g.documents],
            [r.key for r in g.rises],
            [t["waybill_no"] for t in g.trips],
        )
        for g in groups
    ]


def test_one_document_into_two_tanks_and_two_documents_for_one_rise() -> None:
    split = states(documents=[document("D1", 20_000)], rises=[rose("a", 12_010), rose("b", 7_980, 0.6, 2)])
    assert split == [("matched", ["D1"], ["a", "b"], [])]
    two = [document("D1", 9_000), document("D2", 8_000, 0.3)]
    assert states(documents=two, rises=[rose("a", 17_020)]) == [("matched", ["D1", "D2"], ["a"], [])]


def test_the_rise_of_another_product_or_another_day_is_not_taken() -> None:
    said = states(
        documents=[document("D1", 10_000)], rises=[rose("a", 10_000, kind="95"), rose("b", 10_000, 30)]
    )
    assert said == [
        ("document_without_rise", ["D1"], [], []),
        ("rise_without_document", [], ["a"], []),
        ("rise_without_document", [], ["b"], []),
    ]


def test_a_difference_is_told_at_20_degrees_with_its_interval() -> None:
    warm = document("D1", 10_000, reference="ambient", temp_c=30.0)
    [group] = matched(Station([warm], [], [rose("a", 9_876)], {"D1"}), LIMITS, LATER)
    assert group.state == "matched"
    assert round(group.checks[0].told_l, 1) == 9_875.7
    [short] = matched(Station([document("D1", 10_000)], [], [rose("a", 9_500)], {"D1"}), LIMITS, LATER)
    low, high = short.checks[0].interval
    assert short.state == "short"
    assert low < -500 < high < 0


def test_what_is_missing_is_named_and_nothing_is_decided() -> None:
    odd = document("D1", 10_000, reference="ambient", temp_c=99.0, density20_kg_m3=0.0)
    [group] = matched(Station([odd], [], [rose("a", 9_000)], {"D1"}), LIMITS, T0 + timedelta(hours=20))
    assert group.state == "undecidable"
    assert group.missing == ("document_density", "document_temperature")
    assert not group.checks
    assert states(documents=[document("D1", 10_000)], gauged=set())[0][0] == "undecidable"
    cold = trip("W1", 10_000, 9_900, loaded_temp_c=None)
    paper = document("D1", 9_900, waybill_no="W1")
    assert states(documents=[paper], trips=[cold], rises=[rose("a", 9_900)])[0][0] == "undecidable"


def test_a_trip_joins_by_number_then_by_likeness_and_lacks_its_document() -> None:
    numbered = document("D1", 10_000, 11, waybill_no=" W1 ")
    alike = document("D2", 8_000, 50)
    trips = [trip("W1", 10_000, 10_000, 10), trip("W2", 8_010, 8_000, 49), trip("W3", 6_000, 6_000, 90)]
    rises = [rose("a", 10_000, 10), rose("b", 8_000, 49), rose("c", 6_000, 90)]
    assert states(documents=[numbered, alike], trips=trips, rises=rises) == [
        ("matched", ["D1"], ["a"], ["W1"]),
        ("matched", ["D2"], ["b"], ["W2"]),
        ("trip_without_document", [], ["c"], ["W3"]),
    ]


def test_a_document_lacks_its_trip_only_where_trips_are_told() -> None:
    papers = [document(f"D{n}", 10_000, 24 * n, waybill_no=f"W{n}") for n in range(4)]
    rises = [rose(str(n), 10_000, 24 * n) for n in range(4)]
    trips = [trip(f"W{n}", 10_000, 10_000, 24 * n) for n in range(3)]
    last = [said[0] for said in states(documents=papers, trips=trips, rises=rises)]
    assert last == ["matched", "matched", "matched", "document_without_trip"]
    assert {said[0] for said in states(documents=papers, trips=trips[:1], rises=rises)} == {"matched"}


def test_loaded_against_unloaded_beyond_three_per_mille() -> None:
    paper = document("D1", 10_000, waybill_no="W1")
    for unloaded, state in ((9_960, "matched"), (9_700, "short"), (10_300, "over")):
        held = states(documents=[paper], trips=[trip("W1", 10_000, unloaded)], rises=[rose("a", 9_990)])
        assert held[0][0] == state


def test_time_to_come_is_waited_for() -> None:
    soon = T0 + timedelta(hours=5)
    assert states(documents=[document("D1", 10_000)], now=soon)[0][0] == "waiting"
    assert states(rises=[rose("a", 9_000)], now=soon)[0][0] == "waiting"
    assert states(trips=[trip("W1", 9_000, 9_000)], now=soon)[0][0] == "waiting"


def test_what_people_join_or_part_counts_first() -> None:
    papers, rises = [document("D1", 10_000)], [rose("a", 10_000), rose("b", 9_990, 4)]
    tied = states(documents=papers, rises=rises, tied=[(("d", "D1"), ("r", "b"))])
    assert ("matched", ["D1"], ["b"], []) in tied
    parted = states(documents=papers, rises=rises[:1], parted=[(("d", "D1"), ("r", "a"))])
    assert [said[0] for said in parted] == ["document_without_rise", "rise_without_document"]


def test_every_record_is_in_one_group_whatever_the_order() -> None:
    papers = [document(f"D{n}", 9_000 + 500 * n, 6 * n) for n in range(6)]
    rises = [rose(str(n), 9_000 + 500 * n, 6 * n, 1 + n % 2) for n in range(5)]
    trips = [trip(f"W{n}", 9_000 + 500 * n, 9_000 + 500 * n, 6 * n) for n in range(3, 7)]
    forward = states(documents=papers, rises=rises, trips=trips)
    assert forward == states(documents=papers[::-1], rises=rises[::-1], trips=trips[::-1])
    assert sorted(n for said in forward for n in said[1]) == [f"D{n}" for n in range(6)]
    assert sorted(n for said in forward for n in said[2]) == [str(n) for n in range(5)]
    assert sorted(n for said in forward for n in said[3]) == [f"W{n}" for n in range(3, 7)]
