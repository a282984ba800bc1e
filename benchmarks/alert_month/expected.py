"""What an alert of each true cause should look like: whose it is, and its colour.

Written after the duties of the departments and the severities of the rule catalogue, not after the office's
code: red for an identity broken with litres, money or measures at stake, orange for what is measured and
suspected, yellow for what should be mended. Where two departments share a duty, either may be the first.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Expected:
    """Colours and departments (codes) that are right."""

    colours: frozenset[str]
    departments: frozenset[str]


def _of(colours: str, *departments: str) -> Expected:
    return Expected(frozenset(colours.split()), frozenset(departments))


NO_COLOUR = _of("")
"""What no rule of the catalogue names within a month, or not by itself."""
_FUEL = ("tax", "commerce")
_EXPECTED = {
    "unrecorded-delivery": _of("orange red", *_FUEL),
    "gap-delivery": _of("orange red", *_FUEL),
    "drip": _of("orange red", *_FUEL),
    "matched": _of("orange red", *_FUEL),
    "padded-drop": _of("orange red", *_FUEL),
    "short-delivery": _of("orange red", *_FUEL),
    "document-without-rise": _of("red", *_FUEL),
    "hidden-sales": _of("orange red", *_FUEL),
    "hidden-proportional": _of("orange red", *_FUEL),
    "unplugged-trading": _of("red", *_FUEL),
    "dropped-seq": _of("red", *_FUEL),
    "dropped-totalizer": _of("red", *_FUEL),
    "undeclared": _of("orange red", "tax"),
    "product-relabel": _of("red", "tax"),
    "false-invoice": _of("orange red", "tax"),
    "foreign-chip": _of("red", "tax"),
    "transport-short": _of("orange red", "transport"),
    "false-return": _of("orange red", "market", *_FUEL),
    "short-nozzle": _of("orange red", "market"),
    "short-all": _of("orange red", "market"),
    "short-by-hour": _of("orange red", "market"),
    "short-by-size": _of("orange red", "market"),
    "board-swap": _of("red", "market"),
    "seal-broken": _of("red", "market"),
    "verification-lapsed": _of("red", "market"),
    "price-above-cap": _of("red", "market"),
    "amount-mismatch": _of("yellow", "market", "tax", "operator"),
    "implausible-flow": _of("yellow", "market", "operator"),
    "overlap": _of("yellow", "market", "operator"),
    "conflict": _of("yellow", "market", "operator"),
    "licence-lapsed": _of("red", "commerce"),
    "leak": _of("orange red", "emergency"),
    "gauge-frozen": _of("orange red", "market", "commerce"),
    "gauge-replayed": _of("orange red", "market", "commerce"),
    "gauge-scaled": _of("orange red", "market", "commerce", "tax"),
    "gauge-faulty": _of("yellow", "operator"),
    "clock-drift": _of("yellow", "operator"),
    "vapour-off": _of("red orange yellow", "ecology"),
    "vapour-forged": _of("red orange", "ecology"),
    "pressure-vented": _of("red orange yellow", "ecology"),
    "monitor-adrift": _of("yellow", "ecology"),
    "oddity-link-outage": _of("yellow orange red", "operator"),
    "oddity-water": _of("orange yellow red", "market"),
    "oddity-late-paper": _of("yellow orange red", *_FUEL),
}


def expected(fraud: str) -> Expected:
    """What an alert of this cause should look like.

    >>> sorted(expected("leak").departments)
    ['emergency']
    """
    return _EXPECTED.get(fraud, NO_COLOUR)
