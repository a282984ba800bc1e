"""Sums as lines of the book: with standing, interval and what could not be said."""

from collections.abc import Iterable, Sequence
from datetime import date

from youjian.bureau.language import pick
from youjian.bureau.stock.contracts import BookLine, BookProduct
from youjian.bureau.stock.sums import COUNTED, Sums
from youjian.detection.books.book import Span, Standing, interval, span_sd, standing
from youjian.detection.books.products import named
from youjian.detection.books.spread import Spread

_SPREAD = Spread()
_NOTHING: Standing = "undecidable"
_WORST: dict[Standing, int] = {"ok": 0, "undecidable": 1, "loss": 2, "gain": 3}


def line_of(parts: Sequence[Sums]) -> BookLine:
    """One line over accounts: sums of them all; its standing is the worst of theirs."""
    sds = [span_sd(span_of(part), _SPREAD) for part in parts]
    sd = round(sum(one**2 for one in sds) ** 0.5)
    variance = _known(part.variance20 for part in parts)
    opening, closing = _known(p.opening for p in parts), _known(p.closing for p in parts)
    low, high = (None, None) if variance is None else interval(variance, sd)
    flows = {name: sum(getattr(part, name) for part in parts) for name in _FLOWS}
    measured = [part.measured_until for part in parts if part.measured_until]
    return BookLine.model_construct(
        None,  # unchecked: a thousand of them stand on a page
        opening20_ml=opening,
        **{f"{name}_ml": value for name, value in flows.items()},
        book20_ml=_known(_book(part) for part in parts),
        closing20_ml=closing,
        variance20_ml=variance,
        sd_ml=sd,
        low_ml=low,
        high_ml=high,
        gauge_in20_ml=_known(part.gauge_in20 for part in parts),
        undecided_days=sum(part.undecided_days for part in parts),
        undecided20_ml=sum(_undecided(part) for part in parts),
        measured_until=min(measured, default=None),
        standing=worst(_standing(part, one) for part, one in zip(parts, sds, strict=True)),
        **{name: sum(part.counted[name] for part in parts) for name in COUNTED},
    )


def _book(part: Sums) -> int | None:
    if part.opening is None:
        return None
    came = part.documents20 + part.shifted20 + part.entries20
    return part.opening + came - part.sales20 - part.other20


def _undecided(part: Sums) -> int:
    """What an account does not explain by its variance: it has days that could not be said."""
    book = _book(part)
    return 0 if book is None or part.closing is None else part.closing - book - (part.variance20 or 0)


_FLOWS = (
    "documents20", "shifted20", "entries20", "sales20", "other20", "moved20", "allowed20", "trips20",
)  # fmt: skip


def span_of(part: Sums) -> Span:
    """An account as detection judges it."""
    return Span(
        opening=part.opening,
        closing=part.closing,
        documents=part.documents20,
        sales=part.sales20,
        variance=part.variance20,
        documents_l2=part.documents_l2,
        tanks=part.tanks,
        allowed=part.allowed20,
        moved=part.moved20,
        undecided=part.undecided_days,
    )


def products_of(parts: Iterable[tuple[str, Sums]]) -> list[BookProduct]:
    """A line for each product family, petrol by number, then diesel."""
    by_family: dict[str, list[Sums]] = {}
    for name, sums in parts:
        by_family.setdefault(name, []).append(sums)
    return [
        BookProduct.model_construct(family=name, name=family_name(name), line=line_of(sums))
        for name, sums in sorted(by_family.items(), key=lambda pair: (pair[0] == "", pair[0] == "D", pair[0]))
    ]


def family_name(name: str) -> str:
    """A product family on screens."""
    return pick(*named(name)) if name else pick("未登记的枪", "unregistered nozzles")


def worst(standings: Iterable[Standing]) -> Standing:
    """The standing that most needs a look."""
    return max([*standings] or [_NOTHING], key=lambda one: _WORST[one])


def _standing(part: Sums, sd: int) -> Standing:
    return standing(span_of(part), sd)


def _known(figures: Iterable[int | None]) -> int | None:
    """The sum of what is known; None where nothing is."""
    known = [figure for figure in figures if figure is not None]
    return sum(known) if known else None


def litres(volume_ml: int | None) -> str:
    """A volume in a sentence, whole litres with thousands.

    >>> litres(12_345_600), litres(None)
    ('12,346', '—')
    """
    return "—" if volume_ml is None else f"{volume_ml / 1000:,.0f}"


def said_day(day: date) -> str:
    """A day in a sentence."""
    return f"{day:%m-%d}"
