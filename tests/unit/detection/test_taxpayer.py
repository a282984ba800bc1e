"""A taxpayer's comparison: sums, groups, what comes back in other months, tax on what does not."""

from dataclasses import astuple

from hypothesis import given
from hypothesis import strategies as st

from youjian.detection.books.taxpayer import (
    Figures,
    Span,
    interval_ml,
    state_of,
    together,
    total,
    undeclared_ml,
)
from youjian.detection.books.taxpayer_causes import causes, settle, settled
from youjian.detection.books.taxpayer_gap import TaxRates, gap, gross_fen, net_fen
from youjian.detection.parameters import UndeclaredSales

LIMITS = UndeclaredSales()
PRODUCTS = ("92", "95", "0D")
_figures = st.builds(Figures, *[st.integers(0, 10**9) for _ in astuple(Figures())])
_stations = st.dictionaries(
    st.sampled_from(("3602030001", "3602030002", "3602810001")),
    st.dictionaries(st.sampled_from(PRODUCTS), _figures, min_size=1),
    min_size=1,
)


def month(sold_l: int, declared_l: int, *, product: str = "92", returns: int = 1, **changes: int) -> Span:
    """A month of one station."""
    sold = Figures(
        sold_ml=sold_l * 1000,
        sold_fen=sold_l * 750,
        declared_ml=declared_l * 1000,
        returns=returns,
        **changes,
    )
    return Span({"3602030001": {product: sold}})


@given(st.lists(_stations, min_size=1, max_size=3))
def test_total_is_the_sum_of_products_stations_and_months(
    months: list[dict[str, dict[str, Figures]]],
) -> None:
    spans = [Span(stations) for stations in months]
    whole = together(spans)
    assert whole.total == total(whole.products.values())
    assert whole.total == total(f for s in whole.stations.values() for f in s.values())
    assert whole.total == total(span.total for span in spans)


@given(_stations, _stations)
def test_group_is_the_sum_of_its_members(
    one: dict[str, dict[str, Figures]], other: dict[str, dict[str, Figures]]
) -> None:
    renamed = {f"9{station_id[1:]}": products for station_id, products in other.items()}
    group = Span({**one, **renamed})
    assert group.total == Span(one).total + Span(renamed).total


@given(st.lists(st.integers(-(10**8), 10**8), max_size=14), st.integers(0, 6))
def test_no_surplus_serves_twice_and_nothing_settles_more_than_was_short(
    differences: list[int], reach: int
) -> None:
    found = settle(differences, reach)
    assert sum(one.ml for one in found) <= sum(max(-difference, 0) for difference in differences)
    for difference, one in zip(differences, found, strict=True):
        assert 0 <= one.ml <= max(difference, 0)


@given(st.integers(1, 10**9), st.integers(0, 2 * 10**9), st.floats(0.1, 5))
def test_gap_lies_in_its_interval_and_money_adds_up(short: int, sold: int, sd_pct: float) -> None:
    products = {"92": Figures(sold_ml=sold + short, sold_fen=(sold + short) // 1000 * 7)}
    found = gap(short, interval_ml(short, sold, 0.12), products, TaxRates(13.0, 12.0), sd_pct)
    assert found.low_fen <= found.tax_fen <= found.high_fen
    assert net_fen(found.amount_fen, 13.0) + found.vat_fen == found.amount_fen
    assert abs(gross_fen(net_fen(found.amount_fen, 13.0), 13.0) - found.amount_fen) <= 1


def test_honest_filer_is_within_and_a_tenth_left_out_is_short_by_just_that() -> None:
    assert undeclared_ml(month(60_000, 60_000), LIMITS) == 0
    assert undeclared_ml(month(60_000, 59_500), LIMITS) == 0
    short = undeclared_ml(month(60_000, 54_000), LIMITS)
    assert short == 6_000_000
    low, high = interval_ml(short, 60_000_000, 0.12)
    assert low < short < high
    assert state_of(month(60_000, 54_000), short, LIMITS, 0.2) == "short"


def test_consolidated_filer_is_one_and_one_station_short_is_still_seen() -> None:
    filed = Figures(sold_ml=50_000_000, declared_ml=110_000_000, returns=1)
    silent = Figures(sold_ml=60_000_000)
    assert undeclared_ml(Span({"3602030001": {"92": filed}, "3602030002": {"92": silent}}), LIMITS) == 0
    fair = {
        f"36020300{n:02d}": {"92": Figures(sold_ml=10**8, declared_ml=10**8, returns=1)} for n in range(9)
    }
    one = {"3602030099": {"92": Figures(sold_ml=5_000_000, declared_ml=1_000_000, returns=1)}}
    assert undeclared_ml(Span({**fair, **one}), LIMITS) == 4_000_000


def test_period_shift_comes_back_and_is_explained() -> None:
    months = [month(60_000, 60_000), month(60_000, 54_000), month(60_000, 66_000)]
    found = settled(months, 3, LIMITS)
    assert [one.shift_ml for one in found] == [0, 6_000_000, 0]
    short = undeclared_ml(months[1], LIMITS)
    assert state_of(months[1], short, LIMITS, 0.2, settled_ml=found[1].ml) == "explained"
    assert state_of(months[2], 0, LIMITS, 0.2, lent_ml=found[2].lent_ml) == "explained"
    assert undeclared_ml(together(months), LIMITS) == 0
    assert [(c.kind, c.ml) for c in causes(months, 1, short, found[1])] == [("period_shift", 6_000_000)]


def test_credit_sales_come_back_over_the_following_months() -> None:
    months = [month(60_000, 50_000), month(60_000, 60_000), month(60_000, 64_000), month(60_000, 63_000)]
    assert settled(months, 3, LIMITS)[0].credit_ml == 7_000_000


def test_candidates_name_self_use_late_invoices_and_products() -> None:
    usual = month(60_000, 60_000, self_use_ml=800_000)
    this = month(60_000, 50_000, self_use_ml=0, invoiced_ml=52_000_000)
    after = month(60_000, 60_000, self_use_ml=800_000, invoiced_ml=65_000_000)
    told = {c.kind: c.ml for c in causes([usual, this, after], 1, 10_000_000, settle([10_000_000], 0)[0])}
    assert told == {"self_use": 800_000, "late_invoices": 5_000_000}
    swapped = Span(
        {
            "3602030001": {
                "92": Figures(sold_ml=9_000_000, declared_ml=4_000_000, returns=1),
                "0D": Figures(sold_ml=9_000_000, declared_ml=12_000_000, returns=1),
            }
        }
    )
    [cause] = causes([swapped], 0, undeclared_ml(swapped, LIMITS), settle([0], 0)[0])
    assert (cause.kind, cause.ml) == ("another_product", 3_000_000)


def test_without_a_return_it_is_due_or_not_and_without_data_undecidable() -> None:
    nothing = month(60_000, 0, returns=0)
    assert state_of(nothing, 60_000_000, LIMITS, 0.2) == "no_return"
    early = Span(nothing.stations, due=False)
    assert state_of(early, 60_000_000, LIMITS, 0.2) == "pending"
    dark = Span(month(60_000, 60_000).stations, offline_share=0.5)
    assert state_of(dark, 0, LIMITS, 0.2) == "undecidable"
    assert state_of(month(0, 10), 0, LIMITS, 0.2) == "no_sales"
    assert state_of(month(50_000, 60_000), 0, LIMITS, 0.2) == "over"
