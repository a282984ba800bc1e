"""Which suites are run: seeds below 10,000 are for tuning, from 10,000 on for evaluation; none is in both."""

from collections.abc import Iterator
from typing import Any

from benchmarks.detection.suites import Suite

FIRST_EVALUATION_SEED = 10_000
_APART = 200
"""Seeds between suites: more than the folders of any."""
STATIONS = 60
"""Without a miss, 60 of 60 shows more than 0.95 (one-sided 95 %)."""
HONEST_STATIONS = 430
"""At 0.1 alarms a month this shows the rate within 30 %."""

EXACT_STATIONS = 15
ALL = 99
"""More folders than any suite has."""
EXACT = (
    "dropped-seq",
    "dropped-totalizer",
    "unplugged-trading",
    "board-swap",
    "document-without-rise",
    "amount-mismatch",
    "implausible-flow",
    "overlap",
    "conflict",
    "price-above-cap",
    "licence-lapsed",
    "verification-lapsed",
    "seal-broken",
    "foreign-chip",
    "clock-drift",
    "gauge-faulty",
    "vapour-off",
    "pressure-vented",
    "monitor-adrift",
    "product-relabel",
)
MEASURED = (
    "false-return",
    "short-delivery",
    "matched",
    "short-by-hour",
    "short-by-size",
    "vapour-forged",
    "transport-short",
)
MONTHLY = ("undeclared", "false-invoice")
CLASSES = {"≥ 4 m³": 6.0, "2–4 m³": 3.0, "< 2 m³": 1.5}
"""Turnover of a tank by day, m³: the class of the goals and what the twin is asked for."""
_HIDDEN_GOALS = {10.0: ("1 d", "1 d", "1 d"), 3.0: ("3 d", "7 d", "7 d"), 1.0: ("7 d", "14 d", "30 d")}
TUNING = (
    Suite("tuning null", "null", STATIONS, 45, seed=1_000, audited=False),
    Suite("tuning messy", "messy", STATIONS, 45, seed=1_200, audited=False),
)
HONEST = (
    Suite("null", "null", HONEST_STATIONS, 30, seed=10_000, estimated=3),
    Suite("messy", "messy", HONEST_STATIONS, 30, seed=10_200),
)


QUICK = (
    "unload 200 L",
    "unload 500 L in an 8 h gap",
    "drop padded 3 %",
    "hidden 3 % whole fills, ≥ 4 m³",
    "hidden 1 % shares, ≥ 4 m³",
    "one nozzle 2 %, 0.1 mm gauge",
    "all nozzles 2 %",
    "loss 0.757 L/h from day 4",
)
"""The suites of the reduced plan."""


def whole(stations: int | None = None, honest: int | None = None) -> list[Suite]:
    """Every suite: with at most `stations`, the honest and tuning ones with at most `honest` where given."""
    unharmed = stations if honest is None else honest
    tuning = [suite if honest is None else suite.smaller(honest) for suite in TUNING]
    audited = [*((suite, unharmed) for suite in HONEST), *((suite, stations) for suite in frauds())]
    return tuning + [suite if most is None else suite.smaller(most) for suite, most in audited]


def reduced(stations: int, honest: int) -> list[Suite]:
    """A few suites of a few stations."""
    chosen = [suite.smaller(stations) for suite in frauds() if suite.name in QUICK]
    return [suite.smaller(honest) for suite in (*TUNING, *HONEST)] + chosen


def compared(suite: Suite) -> bool:
    """Whether the simple methods are tried on a suite: hidden sales after a clean fortnight, and losses."""
    return suite.name.startswith(("hidden 1 %", "hidden 3 % whole", "loss 0.757 L/h from day 14"))


def frauds() -> list[Suite]:
    """Every fraud by size, each suite with seeds of its own."""
    listed = [*_deliveries(), *_hidden(), *_meters(), *_leaks(), *_gauges(), *_others()]
    first = FIRST_EVALUATION_SEED + _APART * len(HONEST)
    return [_seeded(suite, first + _APART * i) for i, suite in enumerate(listed)]


def _seeded(suite: dict[str, Any], seed: int) -> Suite:
    return Suite(kind="fraud", seed=seed, **{"stations": STATIONS, **suite})


def _deliveries() -> Iterator[dict[str, Any]]:
    for litres in (200, 500, 1000, 3000):
        yield _fraud(f"unload {litres} L", "unrecorded-delivery", litres, 16, 12, goal=("1 h", 0.99))
    for litres in (200, 500, 1000, 3000):
        goal = ("1 h", 0.95) if litres >= 500 else None
        name, knobs = f"unload {litres} L in an 8 h gap", (("hours", 8.0),)
        yield _fraud(name, "gap-delivery", litres, 16, 12, goal=goal, knobs=knobs, clock="after")
    for litres in (500, 1000):
        yield _fraud(f"drip {litres} L in 3 h", "drip", litres, 16, 12)
    yield _fraud("drop padded 3 %", "padded-drop", 3.0, 24, 14, goal=("7 d", 0.95))
    yield _fraud("early drop padded 3 %", "padded-drop", 3.0, 16, 4, goal=("7 d", 0.95))


def _hidden() -> Iterator[dict[str, Any]]:
    for size, words in _HIDDEN_GOALS.items():
        for word, (class_name, turnover) in zip(words, CLASSES.items(), strict=True):
            days = 46 if word == "30 d" else 30
            asked = {"goal": (word, 0.95), "knobs": (("turnover_m3", turnover),)}
            for fraud, how in (("hidden-sales", "whole fills"), ("hidden-proportional", "shares")):
                yield _fraud(f"hidden {size:g} % {how}, {class_name}", fraud, size, days, 14, **asked)
    yield _fraud("hidden 3 % shares, no clean past", "hidden-proportional", 3.0, 32, 0)


def _meters() -> Iterator[dict[str, Any]]:
    for size, days, step in ((2.0, 14, 0.1), (2.0, 28, 1.0), (1.0, 30, 0.1), (1.0, 60, 1.0), (0.5, 60, 0.1)):
        name = f"one nozzle {size:g} %, {step:g} mm gauge"
        knobs = (("gauge_step_mm", step), ("nozzles_per_tank", 4))
        goal = ("30 d" if days == 28 else f"{days} d", 0.95)
        yield _fraud(name, "short-nozzle", size, days + 4, 0, goal=goal, knobs=knobs)
    for size, days in ((2.0, 14), (1.0, 30)):
        goal = (f"{days} d", 0.95)
        yield _fraud(f"all nozzles {size:g} %", "short-all", size, days + 2, 0, goal=goal)
        yield _fraud(f"all nozzles {size:g} %, clean week", "short-all", size, 39, 7, goal=goal)
    yield _fraud("all nozzles 2 %, no documents", "short-all", 2.0, 32, 0, knobs=(("documents", False),))


def _leaks() -> Iterator[dict[str, Any]]:
    for onset in (0, 4, 14):
        name = f"loss 0.757 L/h from day {onset}"
        goal = ("30 d", 0.95)
        yield _fraud(name, "leak", 0.757, onset + 32, onset, goal=goal, estimated=0 if onset else ALL)
    for litres in (0.379, 0.189):
        yield _fraud(f"loss {litres:g} L/h from day 0", "leak", litres, 32, 0, estimated=ALL)


def _gauges() -> Iterator[dict[str, Any]]:
    for hours in (8.0, 24.0):
        yield _fraud(f"gauge frozen {hours:g} h", "gauge-frozen", hours, 16, 10, stations=20)
        yield _fraud(f"gauge replayed {hours:g} h", "gauge-replayed", hours, 16, 10, stations=20)
    yield _fraud("gauge scaled 3 %", "gauge-scaled", 3.0, 30, 14, stations=20)


def _others() -> Iterator[dict[str, Any]]:
    """One size each: what identities see, and measured frauds that have no goal of their own."""
    for fraud in EXACT:
        yield _fraud(fraud, fraud, None, 24, 8, stations=EXACT_STATIONS)
    for fraud in MEASURED:
        yield _fraud(fraud, fraud, None, 40, 10, stations=20)
    for fraud in MONTHLY:
        yield _fraud(fraud, fraud, None, 62, 3, stations=20)


def _fraud(name: str, fraud: str, size: float | None, days: int, onset: float, **more: Any) -> dict[str, Any]:
    seen = () if fraud.startswith(("vapour", "pressure", "monitor")) else (("pressure_s", 300.0),)
    knobs = (*seen, *more.pop("knobs", ()))
    asked = {"name": name, "fraud": fraud, "size": size, "days": days, "onset_day": onset}
    return {**asked, "knobs": knobs, **more}
