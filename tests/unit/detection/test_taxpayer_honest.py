"""Honest taxpayers whose invoices fall into other months are clear, and nothing hides behind their shifts."""

from hypothesis import given
from hypothesis import strategies as st

from tests.unit.detection.test_taxpayer import LIMITS, month
from youjian.detection.books.taxpayer import Figures, Span, State, state_of, undeclared_ml
from youjian.detection.books.taxpayer_causes import settle, settled

_REACH = 3
_CLEAR = ("within", "explained")
_noise = st.integers(-100, 100)
_sold = st.integers(50_000, 90_000)
# Litres declared in the month after (+) or before (-) their sale; every other month carries nothing on.
_shifts = st.lists(st.integers(-15_000, 15_000), min_size=1, max_size=7)


def states(months: list[Span]) -> list[State]:
    """How each month stands once all of them are there."""
    made: list[State] = []
    for one, found in zip(months, settled(months, _REACH, LIMITS), strict=True):
        short = undeclared_ml(one, LIMITS)
        came_back = min(found.ml, short)
        made.append(state_of(one, short, LIMITS, 0.2, settled_ml=came_back, lent_ml=found.lent_ml))
    return made


@given(_shifts, st.data())
def test_an_honest_taxpayer_with_shifted_invoices_is_clear(shifts: list[int], data: st.DataObject) -> None:
    """Pairs of months in a row, each with its own shift: late, early, or both in one year."""
    months: list[Span] = []
    for shift in shifts:
        for sign in (1, -1):
            sold = data.draw(_sold)
            months.append(month(sold, sold - sign * shift + data.draw(_noise)))
    assert all(state in _CLEAR for state in states(months))


@given(st.lists(st.tuples(_sold, _noise), min_size=2, max_size=14))
def test_noise_within_the_tolerance_never_needs_another_month(told: list[tuple[int, int]]) -> None:
    assert set(states([month(sold, sold + noise) for sold, noise in told])) == {"within"}


@given(_shifts, st.integers(2_000, 20_000), st.data())
def test_what_never_comes_back_stays_open_beside_shifts(
    shifts: list[int], left_out: int, data: st.DataObject
) -> None:
    """The open litres of a year are what was left out, wherever honest shifts surround it."""
    wanted = data.draw(st.integers(0, len(shifts) - 1))
    months: list[Span] = []
    for place, shift in enumerate(shifts):
        months += [month(60_000, 60_000 - shift), month(60_000, 60_000 + shift)]
        if place == wanted:
            months.append(month(60_000, 60_000 - left_out))
    open_ml = sum(
        max(undeclared_ml(one, LIMITS) - found.ml, 0)
        for one, found in zip(months, settled(months, _REACH, LIMITS), strict=True)
    )
    tolerated = sum(600_000 + abs(shift) * 10 for shift in shifts if abs(shift) <= 620)
    assert left_out * 1000 - tolerated <= open_ml <= left_out * 1000


def test_two_months_declared_in_advance_settle_the_two_after_them() -> None:
    assert [one.ml for one in settle([-500, 500, -500, 500], _REACH)] == [0, 500, 0, 500]


def test_small_shortfalls_do_not_use_up_what_a_large_one_needs() -> None:
    months = [month(60_000, 59_600), month(60_000, 59_600), month(60_000, 54_000), month(60_000, 66_000)]
    assert states(months) == ["within", "within", "explained", "explained"]


def test_a_surplus_made_of_small_shortfalls_is_explained() -> None:
    months = [month(60_000, 59_500), month(60_000, 59_500), month(60_000, 61_000)]
    assert states(months) == ["within", "within", "explained"]


def test_exactly_the_tolerance_is_within_and_a_millilitre_more_is_short() -> None:
    edge = Figures(sold_ml=60_600_000, declared_ml=60_000_000, returns=1)
    more = Figures(sold_ml=60_600_001, declared_ml=60_000_000, returns=1)
    assert undeclared_ml(Span({"3602030001": {"92": edge}}), LIMITS) == 0
    assert undeclared_ml(Span({"3602030001": {"92": more}}), LIMITS) == 600_001


def test_a_return_of_zero_is_a_return_and_everything_is_short() -> None:
    nil = month(60_000, 0)
    assert state_of(nil, undeclared_ml(nil, LIMITS), LIMITS, 0.2) == "short"


def test_a_product_declared_and_never_sold_does_not_hide_another_that_is_short() -> None:
    sold = Figures(sold_ml=60_000_000, declared_ml=50_000_000, returns=1)
    invented = Figures(declared_ml=10_000_000, returns=1)
    span = Span({"3602030001": {"92": sold, "0D": invented}})
    assert undeclared_ml(span, LIMITS) == 10_000_000


def test_a_taxpayer_is_not_short_before_the_day_to_declare_by_when_only_some_returns_are_there() -> None:
    early = Span(
        {
            "3602030001": {"92": Figures(sold_ml=60_000_000, declared_ml=60_000_000, returns=1)},
            "3602030002": {"92": Figures(sold_ml=60_000_000)},
        },
        due=False,
    )
    assert state_of(early, undeclared_ml(early, LIMITS), LIMITS, 0.2) == "pending"
    assert settled([month(60_000, 66_000), early], _REACH, LIMITS)[1].ml == 0


def test_who_sees_a_part_of_a_taxpayer_never_accuses_it_of_no_return() -> None:
    part = Span({"3602030001": {"92": Figures(sold_ml=60_000_000)}}, whole=False)
    assert undeclared_ml(part, LIMITS) == 0
    assert state_of(part, 0, LIMITS, 0.2) == "undecidable"
