"""The account of a product family loses nothing: days open as the day before closed, spans are their days."""

from hypothesis import given
from hypothesis import strategies as st

from youjian.detection.books.book import DayFigures, Span, accounts, span_sd, standing
from youjian.detection.books.spread import Spread

_ML = st.integers(-50_000_000, 50_000_000)
_DAYS = st.lists(
    st.builds(
        DayFigures,
        opening=st.none(),
        documents=_ML,
        shifted=_ML,
        entries=_ML,
        sales=_ML,
        other=_ML,
        gauge=st.none() | _ML,
    ),
    min_size=1,
)


@given(_ML, _DAYS)
def test_a_span_of_days_is_their_sum_to_the_millilitre(before: int, days: list[DayFigures]) -> None:
    lines = accounts(before, days)
    assert [line.opening for line in lines] == [before, *(line.closing for line in lines[:-1])]
    came = sum(day.documents + day.shifted + day.entries for day in days)
    gone = sum((day.sales or 0) + (day.other or 0) for day in days)
    variance = sum(line.variance or 0 for line in lines)
    assert before + came - gone + variance == lines[-1].closing


def test_a_variance_waits_for_the_next_midnight_that_a_gauge_saw() -> None:
    unseen = DayFigures(None, 0, 0, 0, sales=100, other=0, gauge=None)
    seen = DayFigures(None, 0, 0, 0, sales=100, other=0, gauge=750)
    assert [line.variance for line in accounts(1_000, [unseen, seen])] == [None, -50]


def test_without_warmth_a_day_is_not_said_and_the_next_gauge_begins_anew() -> None:
    cold = DayFigures(None, 0, 0, 0, sales=None, other=None, gauge=None)
    after = DayFigures(900, 0, 0, 0, sales=100, other=0, gauge=800)
    lines = accounts(1_000, [cold, after])
    assert (lines[0].closing, lines[1].opening, lines[1].variance) == (None, 900, 0)


def test_losses_explain_less_fuel_and_never_more() -> None:
    given_span = {"opening": 0, "closing": 0, "documents": 0, "sales": 10_000_000, "documents_l2": 0.0}
    about = {"tanks": 0, "allowed": 500_000, "moved": 0, "undecided": 0}

    def of(variance: int | None, **changes: int) -> str:
        span = Span(**{**given_span, **about, "variance": variance, **changes})  # type: ignore[arg-type]
        return standing(span, span_sd(span, Spread()))

    assert (of(-450_000), of(-700_000), of(450_000), of(None)) == ("ok", "loss", "gain", "undecidable")
    assert (of(450_000, moved=500_000), of(0, undecided=1)) == ("ok", "undecidable")
