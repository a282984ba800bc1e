"""Invoices that change their product: candidates where one product is oversold and another overbought."""

from hypothesis import given
from hypothesis import strategies as st

from youjian.detection.books.switched import Invoicing, switches

LIMITS = {"least_ml": 1_000_000, "margin_pct": 3.0}
_invoicing = st.builds(
    Invoicing,
    st.integers(0, 10**8),
    st.integers(0, 10**8),
    st.one_of(st.none(), st.integers(-(10**7), 10**7)),
)


def test_sales_without_invoices_to_customers_are_no_switch() -> None:
    month = {"92": Invoicing(60_000_000, 20_000_000, 0), "D": Invoicing(30_000_000, 0, 0)}
    assert switches(month, **LIMITS) == []


def test_what_the_stock_gave_is_no_switch_and_an_unknown_stock_decides_nothing() -> None:
    spare = Invoicing(60_000_000, 20_000_000, 0)
    assert switches({"92": Invoicing(0, 8_000_000, 8_000_000), "D": spare}, **LIMITS) == []
    assert switches({"92": Invoicing(0, 8_000_000, None), "D": spare}, **LIMITS) == []


def test_two_families_oversold_share_what_one_has_spare() -> None:
    month = {
        "92": Invoicing(0, 9_000_000, 0),
        "95": Invoicing(0, 5_000_000, 0),
        "D": Invoicing(40_000_000, 28_000_000, 0),
    }
    assert [(one.sold_as, one.ml) for one in switches(month, **LIMITS)] == [
        ("92", 9_000_000),
        ("95", 3_000_000),
    ]


@given(st.dictionaries(st.sampled_from(("92", "95", "98", "D")), _invoicing))
def test_no_more_is_switched_than_was_bought_and_nothing_into_itself(month: dict[str, Invoicing]) -> None:
    found = switches(month, **LIMITS)
    for one in found:
        assert one.bought_as != one.sold_as
        assert one.ml <= month[one.sold_as].sold_ml
    for name, one in month.items():
        assert sum(switch.ml for switch in found if switch.bought_as == name) <= one.bought_ml + 10**7
