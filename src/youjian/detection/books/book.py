"""The account of a station's product family: opening, what came in, what went out, closing; day by day.

All in integer mL at 20 °C. An account goes from gauge to gauge: a day opens with what the gauge saw at the
end of the day before or, where it saw nothing, with the book's own closing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Literal

from youjian.detection.books.spread import Spread

Z95 = 1.96
Standing = Literal["ok", "loss", "gain", "undecidable"]
"""Within losses and chance; less or more fuel than the book says; not to be said."""


@dataclass(frozen=True)
class DayFigures:
    """What a day's account is made of, mL at 20 °C; None where it is not known.

    `shifted` moves documents to the day of their unloading, `other` left for own use, transfer and custody.
    """

    opening: int | None
    documents: int
    shifted: int
    entries: int
    sales: int | None
    other: int | None
    gauge: int | None


@dataclass(frozen=True)
class Account:
    """A day of the account, mL at 20 °C: `book` follows from the records, `gauge` from the tanks.

    `closing` is what the next day opens with. `variance` is gauge less book: positive, more fuel than the
    book knows of.
    """

    opening: int | None
    book: int | None
    gauge: int | None
    variance: int | None
    closing: int | None


def accounts(before: int | None, days: Iterable[DayFigures]) -> list[Account]:
    """The account of days in a row, from the closing of the day before them.

    >>> from dataclasses import replace
    >>> day = DayFigures(opening=None, documents=0, shifted=0, entries=0, sales=300, other=0, gauge=None)
    >>> [a.closing for a in accounts(1_000, [day, replace(day, gauge=390, entries=5), day])]
    [700, 390, 90]
    """
    made: list[Account] = []
    for day in days:
        opening = before if before is not None else day.opening
        book = _book(opening, day)
        variance = None if book is None or day.gauge is None else day.gauge - book
        closing = book if day.gauge is None else day.gauge
        made.append(Account(opening, book, day.gauge, variance, closing))
        before = closing
    return made


def _book(opening: int | None, day: DayFigures) -> int | None:
    if opening is None or day.sales is None or day.other is None:
        return None
    return opening + day.documents + day.shifted + day.entries - day.sales - day.other


@dataclass(frozen=True)
class Span:
    """A stretch of an account added up, mL at 20 °C; what the uncertainty and the losses follow from.

    `documents_l2` adds up squared litres of single documents; `moved` are transfers and custody; `undecided`
    days could not be said.
    """

    opening: int | None
    closing: int | None
    documents: int
    sales: int
    variance: int | None
    documents_l2: float
    tanks: int
    allowed: int
    moved: int
    undecided: int


def span_sd(span: Span, spread: Spread) -> int:
    """The standard deviation (mL) of a span's variance, by the spread of a month's books.

    >>> span = Span(opening=0, closing=0, documents=0, sales=100_000_000, variance=0, documents_l2=0.0,
    ...             tanks=1, allowed=0, moved=0, undecided=0)
    >>> span_sd(span, Spread())
    141510
    """
    sold, bought = span.sales / 1000, span.documents / 1000
    change = ((span.closing or 0) - (span.opening or 0)) / 1000
    parts = (
        spread.meters_pct / 100 * sold,
        spread.warmth_pct / 100 * sold,
        spread.document_pct / 100 * sqrt(span.documents_l2),
        spread.documents_bias_pct / 100 * bought,
        spread.chart_scale_pct / 100 * change,
        spread.chart_shape_l * sqrt(span.tanks),
    )
    return round(1000 * sqrt(sum(part**2 for part in parts)))


def standing(span: Span, sd: int) -> Standing:
    """Whether a span's variance lies within what losses, moved fuel and chance explain.

    A loss may be as large as is allowed; nature makes no fuel, so a gain is only explained by fuel that was
    moved or held for others.
    """
    if span.variance is None or span.undecided:
        return "undecidable"
    if span.variance > span.moved + Z95 * sd:
        return "gain"
    if -span.variance > span.allowed + span.moved + Z95 * sd:
        return "loss"
    return "ok"


def interval(variance: int, sd: int) -> tuple[int, int]:
    """The 95 % interval (mL) of a variance.

    >>> interval(1_000, 100)
    (804, 1196)
    """
    reach = round(Z95 * sd)
    return variance - reach, variance + reach


def added(spans: Sequence[Span]) -> Span:
    """Spans of several accounts in one; a variance is known where all of them are."""
    known = [span.variance for span in spans if span.variance is not None]
    return Span(
        opening=sum(span.opening or 0 for span in spans),
        closing=sum(span.closing or 0 for span in spans),
        documents=sum(span.documents for span in spans),
        sales=sum(span.sales for span in spans),
        variance=sum(known) if known else None,
        documents_l2=sum(span.documents_l2 for span in spans),
        tanks=sum(span.tanks for span in spans),
        allowed=sum(span.allowed for span in spans),
        moved=sum(span.moved for span in spans),
        undecided=sum(span.undecided for span in spans),
    )
