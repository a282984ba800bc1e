"""A month's books: losses and gains, purchases and declarations, and what explains them."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from youjian.contract.findings import Finding
from youjian.contract.records import Delivery, Fuelling, Invoice, Record, TankReading
from youjian.detection.registry import rule
from youjian.detection.revisions import revise
from youjian.detection.samples import STATION, event, facts, maintenance, nozzle, station
from youjian.detection.samples_books import (
    BOOKS_START,
    MONTH_END,
    books_records,
    changed,
    chart,
    declaration,
    delivery,
    invoice,
    tank,
)

CLOSED = MONTH_END + timedelta(hours=2)
PAPERS_IN = MONTH_END + timedelta(days=5, hours=2)
FILED = MONTH_END + timedelta(days=10, hours=2)
DUE = MONTH_END + timedelta(days=20, hours=2)


def said(code: str, records: list[Record], at: datetime, present: tuple[str, ...] = ()) -> list[Finding]:
    return rule(code).judge(facts(*records, present=present), at)


def figures(found: Finding) -> dict[str, Any]:
    return json.loads(found.evidence)["figures"]


def test_an_honest_month_says_nothing() -> None:
    records = books_records()
    for code in ("stock.month_variance", "tax.purchase_mismatch"):
        for night in (CLOSED, PAPERS_IN, DUE):
            assert said(code, records, night) == []


def test_a_gain_is_measured_exactly() -> None:
    [found] = said("stock.month_variance", books_records(unrecorded_l=3000.0), PAPERS_IN)
    assert (found.severity, found.verdict, found.subject) == ("alarm", "suspicion", "station")
    assert found.estimate == pytest.approx(3_000_000, abs=1000)
    assert found.low is not None
    assert found.high is not None
    assert found.low < 3_000_000 < found.high
    assert figures(found)["period"] == "2026-11"


@pytest.mark.parametrize(("hidden_l", "expected"), [(450.0, []), (2000.0, ["alarm"])])
def test_a_loss_counts_only_beyond_what_is_allowed(hidden_l: float, expected: list[str]) -> None:
    found = said("stock.month_variance", books_records(hidden_l=hidden_l), PAPERS_IN)
    assert [f.severity for f in found] == expected


def test_the_loss_table_of_the_region_applies() -> None:
    records = books_records(hidden_l=2000.0)
    here = said("stock.month_variance", records, PAPERS_IN)[0]
    moved = changed(records, lambda r: station(region_code="410102") if r == station() else r)
    there = said("stock.month_variance", moved, PAPERS_IN)[0]
    assert figures(here)["loss_rate"] == ["A", 0.29, 0.23]
    assert figures(there)["loss_rate"] == ["B", 0.29, 0.2]
    assert figures(there)["allowed_l"] < figures(here)["allowed_l"]


def test_a_late_paper_is_waited_for() -> None:
    papers = [r for r in books_records() if isinstance(r, Delivery) and r.delivered_at < MONTH_END]
    last = max(papers, key=lambda r: r.delivered_at)
    late = last.delivered_at + timedelta(days=4)
    records = changed(
        books_records(), lambda r: msgspec.structs.replace(r, received_at=late) if r == last else r
    )
    for night in (CLOSED, PAPERS_IN):
        assert said("stock.month_variance", records, night) == []
        assert said("tax.purchase_mismatch", records, night) == []


def test_a_paper_that_never_comes_is_found_and_withdrawn_when_it_does() -> None:
    missing = next(r for r in books_records() if isinstance(r, Delivery) and r.delivery_id == "D002")
    comes = PAPERS_IN + timedelta(days=3)
    records = changed(
        books_records(), lambda r: msgspec.structs.replace(r, received_at=comes) if r == missing else r
    )
    known = rule("stock.month_variance")
    held = facts(*records)
    first = known.judge(held, PAPERS_IN)
    assert [f.severity for f in first] == ["alarm"]
    before = facts(*records, said=first)
    assert comes + timedelta(hours=24) > min(
        m for m in known.moments(held, PAPERS_IN, DUE) or [] if m >= comes
    )
    [gone] = revise(before.findings(known.code, DUE), known.judge(before, DUE), DUE)
    assert (gone.revision, gone.status) == (2, "withdrawn")


def test_what_was_said_of_a_month_long_past_stands() -> None:
    known = rule("stock.month_variance")
    first = known.judge(facts(*books_records(unrecorded_l=3000.0)), PAPERS_IN)
    later = facts(*books_records(days=2), said=first)
    assert known.judge(later, PAPERS_IN + timedelta(days=400)) == first


@pytest.mark.parametrize(
    "explains",
    [event("chart_changed", device="tank:1"), maintenance("tank:1", -60, 60)],
    ids=["chart", "work"],
)
def test_a_new_chart_or_announced_work_leaves_it_undecidable(explains: Record) -> None:
    [found] = said("stock.month_variance", [*books_records(unrecorded_l=3000.0), explains], PAPERS_IN)
    assert (found.severity, found.verdict) == ("warning", "undecidable")
    assert figures(found)["reasons"]


def test_an_opposite_gap_of_another_product_leaves_it_undecidable() -> None:
    gained = books_records(unrecorded_l=4000.0)
    lost = [
        msgspec.structs.replace(r, **{"tank_id": 2} if hasattr(r, "tank_id") else {})
        for r in books_records(hidden_l=4000.0)
        if isinstance(r, TankReading | Delivery)
    ]
    lost = [msgspec.structs.replace(r, delivery_id=f"B{r.delivery_id}", product="95", invoice_no=None)
            if isinstance(r, Delivery) else r for r in lost]  # fmt: skip
    sales = [msgspec.structs.replace(r, nozzle_id=9) for r in books_records() if isinstance(r, Fuelling)]
    register = [tank(tank_id=2, product="95"), *chart(2), nozzle(nozzle_id=9, tank_id=2, product="95")]
    found = said("stock.month_variance", [*gained, *lost, *sales, *register], PAPERS_IN)
    assert [(f.severity, f.verdict) for f in found] == [("warning", "undecidable")] * 2


def test_transfers_and_custody_explain_their_own_litres() -> None:
    def change(record: Record) -> Record:
        moved = isinstance(record, Fuelling) and 100 <= record.seq % 1000 < 200
        return msgspec.structs.replace(record, kind="custody") if moved else record

    gained = changed(books_records(unrecorded_l=3000.0), change)
    assert said("stock.month_variance", gained, PAPERS_IN) == []
    more = changed(books_records(unrecorded_l=9000.0), change)
    assert [f.severity for f in said("stock.month_variance", more, PAPERS_IN)] == ["alarm"]


def test_a_missing_record_is_bridged_by_the_totalizer() -> None:
    gap = changed(books_records(), lambda r: None if isinstance(r, Fuelling) and 500 <= r.seq < 600 else r)
    assert said("stock.month_variance", gap, PAPERS_IN) == []


def test_without_gauge_at_the_month_s_end_nothing_is_said() -> None:
    blind = changed(
        books_records(unrecorded_l=3000.0),
        lambda r: None if isinstance(r, TankReading) and r.at > BOOKS_START + timedelta(days=20) else r,
    )
    assert said("stock.month_variance", blind, PAPERS_IN) == []


def test_every_station_is_judged_for_itself() -> None:
    other = "3602030018"
    honest = [msgspec.structs.replace(r, **_of(other, r)) for r in books_records()]
    together = said("stock.month_variance", [*books_records(unrecorded_l=3000.0), *honest], PAPERS_IN)
    assert together == said("stock.month_variance", books_records(unrecorded_l=3000.0), PAPERS_IN)


def _of(other: str, record: Record) -> dict[str, Any]:
    if isinstance(record, Invoice):
        return {"station_id": other, "invoice_no": f"B{record.invoice_no}"}
    return {"consignee_station_id" if hasattr(record, "consignee_station_id") else "station_id": other}


def test_sales_above_purchases_are_unbilled_fuel() -> None:
    [found] = said("tax.purchase_mismatch", books_records(unrecorded_l=3000.0), PAPERS_IN)
    assert found.severity == "alarm"
    assert found.estimate == pytest.approx(3_000_000, abs=1000)


def test_a_paper_dated_just_after_the_month_is_not_a_gain_of_it() -> None:
    came, dated = MONTH_END - timedelta(minutes=40), MONTH_END + timedelta(minutes=10)

    def filled(record: Record) -> Record:
        if isinstance(record, TankReading) and record.at >= came:
            return msgspec.structs.replace(record, product_mm=record.product_mm + 300)
        return record

    records = [*changed(books_records(), filled), delivery(77, dated, documented_volume_ml=3_000_000)]
    assert said("stock.month_variance", records, PAPERS_IN) == []


def test_fuel_without_papers_counts_in_its_month_however_late_a_paper_comes() -> None:
    bare, papered = MONTH_END - timedelta(hours=28), MONTH_END - timedelta(hours=6)

    def filled(record: Record) -> Record:
        if not isinstance(record, TankReading):
            return record
        poured = 400 * (record.at >= bare) + 300 * (record.at >= papered)
        return msgspec.structs.replace(record, product_mm=record.product_mm + poured)

    paper = delivery(77, papered, documented_volume_ml=3_000_000)
    [found] = said("stock.month_variance", [*changed(books_records(), filled), paper], PAPERS_IN)
    assert figures(found)["period"] == "2026-11"
    assert found.estimate == pytest.approx(4_000_000, abs=1000)


@pytest.mark.parametrize("day", [2, 12, 27])
def test_a_false_invoice_counts_on_whichever_day_of_a_month_it_is_issued(day: int) -> None:
    loose = invoice(900, datetime(2026, 11, day, tzinfo=UTC), volume_ml=9_000_000)
    edge = [] if day == 2 else [("alarm", -9_000_000.0)]
    found = said("tax.purchase_mismatch", [*books_records(), loose], PAPERS_IN)
    assert [(f.severity, f.estimate) for f in found] == edge, "the data began days before"
    december = invoice(901, datetime(2026, 12, day, tzinfo=UTC), volume_ml=9_000_000)
    later = datetime(2027, 1, 6, tzinfo=UTC)
    found = said("tax.purchase_mismatch", [*books_records(days=68), december], later)
    assert [(f.severity, f.estimate) for f in found] == [("alarm", -9_000_000.0)]


def test_an_invoice_without_goods_is_a_purchase_above_sales() -> None:
    loose = invoice(900, MONTH_END - timedelta(days=9))
    [found] = said("tax.purchase_mismatch", [*books_records(), loose], PAPERS_IN)
    assert (found.severity, found.estimate) == ("alarm", -12_000_000)


@pytest.mark.parametrize(("taken_back_l", "left"), [(12_000, []), (7_000, [-5_000_000.0])])
def test_a_red_letter_invoice_takes_back_what_was_invoiced(taken_back_l: int, left: list[float]) -> None:
    loose = invoice(900, MONTH_END - timedelta(days=9))
    red = invoice(901, MONTH_END - timedelta(days=8), volume_ml=-taken_back_l * 1000, amount_fen=-1)
    found = said("tax.purchase_mismatch", [*books_records(), loose, red], PAPERS_IN)
    assert [f.estimate for f in found] == left


def test_lines_of_one_invoice_are_held_against_all_documents_that_name_it() -> None:
    records = changed(
        books_records(),
        lambda r: msgspec.structs.replace(r, volume_ml=5_000_000) if isinstance(r, Invoice) else r,
    )
    lines = [
        msgspec.structs.replace(r, invoice_no=f"{r.invoice_no}#2", volume_ml=7_000_000)
        for r in records
        if isinstance(r, Invoice)
    ]
    assert said("tax.purchase_mismatch", [*records, *lines], PAPERS_IN) == []
    more = msgspec.structs.replace(lines[2], invoice_no=f"{lines[2].invoice_no}x", volume_ml=9_000_000)
    [found] = said("tax.purchase_mismatch", [*records, *lines, more], PAPERS_IN)
    assert found.estimate == -9_000_000


def test_invoices_decide_nothing_where_documents_never_name_them() -> None:
    records = changed(
        books_records(),
        lambda r: msgspec.structs.replace(r, invoice_no=None) if isinstance(r, Delivery) else r,
    )
    monthly = invoice(900, MONTH_END - timedelta(days=2), volume_ml=90_000_000)
    assert said("tax.purchase_mismatch", [*records, monthly], PAPERS_IN) == []


def test_a_document_without_invoice_is_no_purchase_half_a_month_later() -> None:
    records = changed(
        books_records(days=60), lambda r: None if isinstance(r, Invoice) and r.invoice_no == "I004" else r
    )
    assert said("tax.purchase_mismatch", records, PAPERS_IN) == []
    [found] = said("tax.purchase_mismatch", records, MONTH_END + timedelta(days=15, hours=2))
    assert found.estimate == pytest.approx(12_000_000, abs=1000)


def test_late_records_name_the_night_at_which_they_matter() -> None:
    late = delivery(90, MONTH_END - timedelta(days=8), received_at=MONTH_END + timedelta(days=12))
    moments = list(rule("tax.purchase_mismatch").moments(facts(*books_records(), late), CLOSED, DUE) or [])
    assert MONTH_END + timedelta(days=12, hours=2) in moments
    assert all(CLOSED <= moment <= DUE for moment in moments)


NOVEMBER_L = 64_800.0


@pytest.mark.parametrize(
    ("declared_l", "expected"),
    [(NOVEMBER_L, []), (64_200.0, []), (64_000.0, [800_000.0]), (40_000.0, [24_800_000.0])],
)
def test_declared_litres_bound_the_sales(declared_l: float, expected: list[float]) -> None:
    records = [*books_records(), declaration("2026-11", declared_l)]
    found = said("tax.undeclared_sales", records, FILED)
    assert [f.estimate for f in found] == expected
    assert {(f.severity, f.verdict) for f in found} <= {("alarm", "discrepancy")}


def test_a_return_is_not_missed_before_the_day_to_declare_by() -> None:
    october = declaration("2026-10", 10_000.0)
    records = [*books_records(days=60), october]
    assert said("tax.undeclared_sales", records, FILED) == []
    [found] = said("tax.undeclared_sales", records, DUE)
    assert (found.estimate, found.severity) == (64_800_000.0, "alarm")


def test_a_month_that_the_data_only_begin_in_needs_no_return() -> None:
    begun = changed(
        books_records(days=60),
        lambda r: None if isinstance(r, Fuelling) and r.ended_at < BOOKS_START + timedelta(days=10) else r,
    )
    assert said("tax.undeclared_sales", begun, DUE, ("declarations",)) == []


def test_a_corrected_return_withdraws_the_finding() -> None:
    first = declaration("2026-11", 40_000.0)
    second = declaration("2026-11", NOVEMBER_L, filed_at=first.filed_at + timedelta(days=3))
    records = [*books_records(), first, second]
    assert len(said("tax.undeclared_sales", records, FILED)) == 1
    assert said("tax.undeclared_sales", records, FILED + timedelta(days=3)) == []


def test_a_filer_with_other_stations_is_judged_with_their_surplus() -> None:
    sister = [station(station_id="3602030018"), nozzle(station_id="3602030018")]
    whole = declaration("2026-11", NOVEMBER_L + 1000, station_id="3602030018")
    sold = [
        msgspec.structs.replace(r, station_id="3602030018")
        for r in books_records()
        if isinstance(r, Fuelling) and r.seq < 20
    ]
    alone = [*books_records(days=60)]
    assert said("tax.undeclared_sales", [*alone, *sister, *sold, whole], DUE) == []
    [found] = [
        f
        for f in said("tax.undeclared_sales", [*alone, *sister], DUE, ("declarations",))
        if f.station_id == STATION
    ]
    assert (found.severity, found.verdict) == ("warning", "undecidable")


def test_records_made_from_totals_alone_decide_nothing() -> None:
    records = changed(
        books_records(),
        lambda r: (
            msgspec.structs.replace(r, source="total_diff") if isinstance(r, Fuelling) and r.seq % 2 else r
        ),
    )
    [found] = said("tax.undeclared_sales", [*records, declaration("2026-11", 50_000.0)], FILED)
    assert (found.severity, found.verdict) == ("warning", "undecidable")


def test_only_sales_count() -> None:
    for kind in ("self_use", "test_return", "transfer", "custody"):
        records = changed(
            books_records(),
            lambda r, kind=kind: (
                msgspec.structs.replace(r, kind=kind) if isinstance(r, Fuelling) and r.seq % 2 else r
            ),
        )
        assert said("tax.undeclared_sales", [*records, declaration("2026-11", NOVEMBER_L / 2)], FILED) == []


def test_a_product_still_missing_in_the_return_is_waited_for() -> None:
    diesel = nozzle(nozzle_id=9, tank_id=2, product="0D")
    sold = [msgspec.structs.replace(r, nozzle_id=9) for r in books_records() if isinstance(r, Fuelling)]
    records = [
        *books_records(),
        tank(tank_id=2, product="0D"),
        diesel,
        *sold,
        declaration("2026-11", NOVEMBER_L),
    ]
    assert said("tax.undeclared_sales", records, FILED) == []
    [found] = said("tax.undeclared_sales", records, DUE)
    assert found.estimate == 64_800_000.0
