"""A station's risk in points, line by line, so that anybody can do it again by hand. Pure.

Each line is one fact: `points = weight × amount × decay`, rounded half up to two places; a kind of facts adds
up to its cap at most. The points of all kinds together give the class by three limits. Decisions alone give
the other figure, what counts against a station: nothing that was merely found enters it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

_CENT = Decimal("0.01")
_MILLI = Decimal("0.001")
CLASSES = ("A", "B", "C", "D")
DECISION = "decision_"
"""What the inputs that are effective decisions begin with."""


@dataclass(frozen=True)
class Weight:
    """What a unit of an input is worth, and the most that the input may give; `decays`: it fades with age."""

    code: str
    points: Decimal
    cap: Decimal
    decays: bool = False


@dataclass(frozen=True)
class Scheme:
    """Weights with the days after which half of a fading fact is left, and the least points of B, C and D."""

    weights: Mapping[str, Weight]
    half_life_days: int
    limits: tuple[Decimal, Decimal, Decimal]


@dataclass(frozen=True)
class Fact:
    """Something that counts: which input, what it is (its name on paper), of which day, how much of it."""

    code: str
    what: str
    on: date
    amount: Decimal = Decimal(1)


@dataclass(frozen=True)
class Line:
    """A fact with what came of it."""

    fact: Fact
    weight: Decimal
    decay: Decimal
    points: Decimal


@dataclass(frozen=True)
class Part:
    """An input: what its facts add up to, and what of that counts under the cap."""

    code: str
    summed: Decimal
    counted: Decimal


@dataclass(frozen=True)
class Score:
    """The steering points and their class; the points of effective decisions alone; how both came about."""

    points: Decimal
    risk_class: str
    record_points: Decimal
    parts: tuple[Part, ...]
    lines: tuple[Line, ...]


def decay_of(age_days: int, half_life_days: int) -> Decimal:
    """What is left of a fact after some days, to three places; a day in the future counts as today.

    >>> [str(decay_of(age, 30)) for age in (0, 30, 45, 60, -3)]
    ['1.000', '0.500', '0.354', '0.250', '1.000']
    """
    left = Decimal(2) ** (-Decimal(max(age_days, 0)) / Decimal(half_life_days))
    return left.quantize(_MILLI, ROUND_HALF_UP)


def class_of(points: Decimal, limits: Sequence[Decimal]) -> str:
    """The class of some points: at a limit the worse one.

    >>> [class_of(Decimal(n), (Decimal(10), Decimal(30), Decimal(60))) for n in (0, 10, 59, 60)]
    ['A', 'B', 'C', 'D']
    """
    return CLASSES[sum(points >= limit for limit in limits)]


def score(facts: Iterable[Fact], scheme: Scheme, today: date) -> Score:
    """What facts come to on a day; facts of an input without a weight count nothing and are left out.

    >>> scheme = Scheme({"alert_red": Weight("alert_red", Decimal(8), Decimal(20), decays=True)}, 30,
    ...                 (Decimal(10), Decimal(30), Decimal(60)))
    >>> found = score([Fact("alert_red", "预警7", date(2026, 10, 24)),
    ...                Fact("alert_red", "预警9", date(2026, 11, 23))], scheme, date(2026, 11, 23))
    >>> [str(line.points) for line in found.lines], str(found.points), found.risk_class
    (['8.00', '4.00'], '12.00', 'B')
    """
    known = [fact for fact in facts if fact.code in scheme.weights]
    ordered = sorted(known, key=lambda one: (one.code, -one.on.toordinal(), one.what))
    lines = tuple(_line(fact, scheme, today) for fact in ordered)
    codes = dict.fromkeys(line.fact.code for line in lines)
    parts = tuple(_part(code, lines, scheme.weights[code]) for code in codes)
    total = sum((part.counted for part in parts), Decimal("0.00"))
    record = sum((part.counted for part in parts if part.code.startswith(DECISION)), Decimal("0.00"))
    return Score(total, class_of(total, scheme.limits), record, parts, lines)


def _line(fact: Fact, scheme: Scheme, today: date) -> Line:
    weight = scheme.weights[fact.code]
    age = (today - fact.on).days
    decay = decay_of(age, scheme.half_life_days) if weight.decays else Decimal("1.000")
    points = (weight.points * fact.amount * decay).quantize(_CENT, ROUND_HALF_UP)
    return Line(fact, weight.points, decay, points)


def _part(code: str, lines: Iterable[Line], weight: Weight) -> Part:
    summed = sum((line.points for line in lines if line.fact.code == code), Decimal("0.00"))
    return Part(code, summed, min(summed, weight.cap).quantize(_CENT))
