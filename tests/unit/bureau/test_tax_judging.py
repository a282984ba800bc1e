"""Months of a taxpayer as one: what may still be declared is short of nothing."""

from types import SimpleNamespace
from typing import cast

from youjian.bureau import setup

setup()

from youjian.bureau.tax.judging import Desk, Judged, as_one, owed_ml  # noqa: E402 - Django must be set up
from youjian.bureau.tax.settings import Settings  # noqa: E402
from youjian.detection.books.taxpayer import Figures, Span, State, interval_ml, undeclared_ml  # noqa: E402
from youjian.detection.books.taxpayer_causes import Settled  # noqa: E402
from youjian.detection.books.taxpayer_gap import Gap  # noqa: E402
from youjian.detection.parameters import UndeclaredSales  # noqa: E402

LIMITS = UndeclaredSales()
DESK = cast("Desk", SimpleNamespace(limits=LIMITS, settings=Settings()))


def judged(period: str, declared_l: int, state: State) -> Judged:
    """A month of 60,000 L as it was judged."""
    returns = int(declared_l > 0)
    figures = Figures(sold_ml=60_000_000, declared_ml=declared_l * 1000, returns=returns)
    span = Span({"3602030001": {"92": figures}}, due=state != "pending")
    short = undeclared_ml(span, LIMITS)
    low, high = interval_ml(short, 60_000_000, 0.12) if short else (0, 0)
    return Judged("t", period, span, state, short, low, high, Settled(), (), Gap(), 0, 0)


def test_a_year_that_is_not_over_holds_nothing_against_who_declared_every_month_that_is_due() -> None:
    year = as_one(DESK, "2026", [judged("2026-09", 60_000, "within"), judged("2026-10", 0, "pending")])
    assert (year.state, year.short_ml, year.open_ml, owed_ml(year)) == ("within", 0, 0, 0)
    assert year.span.total.sold_ml == 120_000_000


def test_months_that_are_all_still_to_be_declared_are_pending_together() -> None:
    quarter = as_one(DESK, "2026-Q4", [judged("2026-10", 0, "pending"), judged("2026-11", 0, "pending")])
    assert (quarter.state, quarter.short_ml) == ("pending", 0)


def test_a_short_month_stays_short_beside_one_to_be_declared() -> None:
    year = as_one(DESK, "2026", [judged("2026-09", 50_000, "short"), judged("2026-10", 0, "pending")])
    assert (year.state, year.short_ml, owed_ml(year)) == ("short", 10_000_000, 10_000_000)
