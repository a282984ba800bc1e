"""Products, trips and papers that do not belong together, and what explains it."""

from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest

from youjian.contract.findings import Finding
from youjian.contract.records import Delivery, Invoice, Record, Trip
from youjian.detection.registry import rule
from youjian.detection.samples import MORNING, STATION, facts, nozzle
from youjian.detection.samples_books import (
    BOOKS_START,
    books_records,
    changed,
    chart,
    delivery,
    invoice,
    reading,
    tank,
    trip,
)

AT = BOOKS_START + timedelta(days=30)
LATE = AT + timedelta(days=12)
PAPERS = Delivery | Invoice | Trip


def products(records: list[Record], at: datetime = LATE) -> list[Finding]:
    return rule("tax.product_mismatch").judge(facts(*records, present=["deliveries"]), at)


def unbought() -> list[Record]:
    return changed(books_records(), lambda r: None if isinstance(r, PAPERS) else r)


def test_honest_papers_agree() -> None:
    for days in (1, 10, 25, 40):
        assert products(books_records(), BOOKS_START + timedelta(days=days)) == []


@pytest.mark.parametrize("product", ["95", "92E", "0D"])
def test_an_invoice_of_another_product_is_found_when_both_are_known(product: str) -> None:
    records = [*books_records(), delivery(77, AT), invoice(77, AT, product=product)]
    [found] = products(records, AT + timedelta(days=2))
    assert (found.severity, found.verdict, found.estimate) == ("alarm", "discrepancy", 12_000_000)
    assert products(records, AT + timedelta(minutes=30)) == []


def test_a_further_line_of_the_invoice_may_name_the_product() -> None:
    lines = [invoice(77, AT, product="95"), invoice(77, AT, invoice_no="I077#2")]
    assert products([*books_records(), delivery(77, AT), *lines], AT + timedelta(days=2)) == []
    lines[1] = invoice(77, AT, invoice_no="I077#2", product="0D")
    [found] = products([*books_records(), delivery(77, AT), *lines], AT + timedelta(days=2))
    assert "发票I077的品种为95号汽油" in found.message


def test_a_trip_of_another_product_is_found() -> None:
    [found] = products(
        [*books_records(), delivery(77, AT), trip(77, AT, product="95")], AT + timedelta(days=2)
    )
    assert "运单W077" in found.message


def test_one_waybill_of_two_products_is_honest() -> None:
    two = [delivery(77, AT), delivery(78, AT, product="95", waybill_no="W077"), trip(77, AT, product="95")]
    assert products([*books_records(), *two], AT + timedelta(days=2)) == []


def test_opening_stock_explains_sales_without_a_purchase() -> None:
    assert products(unbought(), BOOKS_START + timedelta(days=14)) == []
    [found] = products(unbought())
    assert found.message.startswith("92号汽油已销售")


def test_a_purchase_of_the_family_explains_them() -> None:
    assert products([*unbought(), invoice(1, AT)]) == []
    assert products([*unbought(), delivery(1, BOOKS_START + timedelta(days=9), product="92E")]) == []


def test_a_nozzle_on_the_wrong_tank_is_no_purchase() -> None:
    """Sales above the opening stock of a tank that nothing was unloaded into are a matter of the map."""
    wrong = changed(
        unbought(), lambda r: msgspec.structs.replace(r, tank_id=2) if hasattr(r, "product_mm") else r
    )
    still = [reading(BOOKS_START + timedelta(hours=h), 9000.0) for h in range(40 * 24)]
    assert products([*wrong, tank(tank_id=2, product="95"), *chart(2), *still]) == []


def test_a_family_without_tank_is_found_unless_it_can_be_blended() -> None:
    premium = changed(
        books_records(),
        lambda r: msgspec.structs.replace(r, product="98") if isinstance(r, type(nozzle())) else r,
    )
    [found] = products(premium)
    assert found.message.startswith("98号汽油已销售")
    blended = changed(
        books_records(),
        lambda r: msgspec.structs.replace(r, product="95") if isinstance(r, type(nozzle())) else r,
    )
    still = [reading(BOOKS_START + timedelta(hours=h), 9000.0, tank_id=2) for h in range(40 * 24)]
    assert products([*blended, tank(tank_id=2, product="98"), *chart(2), *still]) == []


def poured(product: str, into: int) -> list[Record]:
    """Tank 2 of petrol 95 beside tank 1; a document of `product`, the litres into tank `into`."""
    levels = [
        reading(at, 6000.0 + (12_000.0 if into == 2 and at > AT else 0.0), tank_id=2)
        for at in (BOOKS_START + timedelta(minutes=20 * n) for n in range(40 * 72))
    ]
    papers = [delivery(77, AT, product=product, tank_id=None, waybill_no=None, invoice_no=None)]
    return [*books_records(), tank(tank_id=2, product="95"), *chart(2), *levels, *papers]


def test_litres_in_a_tank_of_another_product_are_found() -> None:
    [found] = products(poured("92", 2))
    assert "2号罐" in found.message
    assert products(poured("92", 2), AT + timedelta(days=3)) == []


def test_a_late_paper_of_the_other_product_explains_the_rise() -> None:
    own = delivery(78, AT, product="95", waybill_no=None, invoice_no=None, received_at=AT + timedelta(days=5))
    assert products([*poured("92", 2), own]) == []


def test_a_document_without_any_rise_is_not_this_rule_s() -> None:
    assert products(poured("92", 1)) == []


def test_a_tank_that_changed_its_product_explains_it() -> None:
    renamed = nozzle(nozzle_id=9, tank_id=2, product="92")
    assert products([*poured("92", 2), renamed]) == []


def transport(records: list[Record], at: datetime = MORNING + timedelta(days=20)) -> list[Finding]:
    return rule("transport.unmatched").judge(facts(*records, present=["deliveries", "trips"]), at)


def pairs(*numbers: int, **changes: Any) -> list[Record]:
    """Trips and documents that belong together, a day apart."""
    return [
        one for n in numbers
        for one in (trip(n, MORNING + timedelta(days=n), **changes), delivery(n, MORNING + timedelta(days=n)))
    ]  # fmt: skip


def test_matched_trips_say_nothing() -> None:
    assert transport(pairs(1, 2, 3)) == []


def test_a_trip_waits_for_its_document() -> None:
    records = [*pairs(1, 2), trip(3, MORNING)]
    assert transport(records, MORNING + timedelta(days=5)) == []
    [found] = transport(records)
    assert (found.severity, found.verdict, found.estimate) == ("alarm", "discrepancy", 12_000_000)
    assert transport([*records, delivery(3, MORNING, received_at=MORNING + timedelta(days=9))]) == []


def test_a_document_without_waybill_is_matched_by_product_time_and_litres() -> None:
    free = delivery(9, MORNING + timedelta(hours=3), waybill_no=None, documented_volume_ml=11_900_000)
    assert transport([*pairs(1, 2), trip(3, MORNING), free]) == []
    other = msgspec.structs.replace(free, product="0D")
    assert len(transport([*pairs(1, 2), trip(3, MORNING), other])) == 2


def test_a_document_without_trip_counts_where_trips_are_the_custom() -> None:
    bare = delivery(9, MORNING + timedelta(days=3), waybill_no="X")
    [found] = transport([*pairs(1, 2), bare])
    assert found.message.startswith("进油单D009")
    assert transport([*pairs(1), bare]) == []
    assert transport([bare]) == []
    assert transport([*pairs(1, 2), delivery(9, MORNING - timedelta(days=30), waybill_no="X")]) == []


def test_a_trip_that_never_unloaded_is_undecidable() -> None:
    [found] = transport([trip(3, MORNING, unloaded_at=None, unloaded_ml=None)])
    assert (found.severity, found.verdict) == ("warning", "undecidable")


@pytest.mark.parametrize(
    ("unloaded_ml", "expected"),
    [(12_000_000, []), (11_880_000, []), (11_860_000, ["warning"]), (11_820_000, ["alarm"]),
     (12_030_000, []), (12_130_000, ["alarm"])],
)  # fmt: skip
def test_loaded_against_unloaded(unloaded_ml: int, expected: list[str]) -> None:
    found = transport(pairs(1, unloaded_ml=unloaded_ml))
    assert [f.severity for f in found] == expected
    for one in found:
        assert one.low is not None
        assert one.high is not None
        assert one.low < unloaded_ml - 12_000_000 < one.high


def test_litres_are_compared_at_20_degrees() -> None:
    warm = {"loaded_temp_c": 30.0, "unloaded_temp_c": 20.0, "unloaded_ml": 11_850_830}
    assert transport(pairs(1, **warm)) == []
    assert [f.severity for f in transport(pairs(1, **(warm | {"unloaded_ml": 12_000_000})))] == ["alarm"]


@pytest.mark.parametrize("missing", ["loaded_temp_c", "unloaded_temp_c", "density20_kg_m3"])
def test_without_temperature_or_density_it_is_undecidable(missing: str) -> None:
    [found] = transport(pairs(1, unloaded_ml=11_700_000, **{missing: None}))
    assert (found.severity, found.verdict) == ("warning", "undecidable")
    assert transport(pairs(1, unloaded_ml=11_990_000, **{missing: None})) == []


def test_the_moments_hold_when_papers_had_their_time() -> None:
    known = rule("transport.unmatched")
    held = facts(trip(3, MORNING), present=["deliveries"])
    moments = list(known.moments(held, MORNING, MORNING + timedelta(days=20)) or [])
    assert MORNING + timedelta(days=6, hours=1) in moments


def test_stations_are_matched_apart() -> None:
    elsewhere = delivery(3, MORNING, station_id="3602030018")
    assert {f.station_id for f in transport([*pairs(1, 2), trip(3, MORNING), elsewhere])} == {STATION}
