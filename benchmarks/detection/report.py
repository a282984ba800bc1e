"""The tables of docs/detection.md, each made of audited suites alone."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from benchmarks.detection.confusion import first_rules
from benchmarks.detection.honest import FalseAlarms, by_rule, false_alarms
from benchmarks.detection.horizons import HORIZONS
from benchmarks.detection.intervals import Share
from benchmarks.detection.kept import Outcome
from benchmarks.detection.matching import Trial, trial, unexplained
from benchmarks.detection.records import Alarm, Label
from benchmarks.detection.scores import by_horizon, delay, litres_lost, onset_hours, right_place
from benchmarks.detection.sizes import Sizes, first_sizes, last_sizes
from benchmarks.detection.suites import Suite
from benchmarks.detection.words import hours, number, per_month, share, table
from youjian.contract.codes import RULE_CODES

ODDITY = "oddity-"
"""Labels that begin so are honest events that an exact rule must report all the same."""
Done = Sequence[tuple[Suite, Sequence[Outcome]]]


def trials_of(suite: Suite, outcomes: Iterable[Outcome]) -> list[Trial]:
    """Every fraud of a suite as a trial."""
    after = suite.clock == "after"
    return [
        trial(label, found.alarms, found.data_ends, found.groups, onset=back if after else None)
        for found in outcomes
        for label, back in zip(found.labels, found.back, strict=True)
        if not label.fraud.startswith(ODDITY)
    ]


def suites_table(done: Done) -> str:
    """What was run: stations, days, seeds, and what the audits complained of."""
    head = ["suite", "stations", "days", "from day", "seeds", "twin's knobs", "failures"]
    return table(head, [_suite_row(suite, found) for suite, found in done])


def _suite_row(suite: Suite, found: Sequence[Outcome]) -> list[str]:
    seeds = [chunk.seed for chunk in suite.chunks()]
    failures = sum(bool(o.complaints) for o in found)
    return [
        suite.name,
        str(sum(len(o.stations) for o in found)),
        str(suite.days),
        "–" if suite.onset_day is None else f"{suite.onset_day:g}",
        f"{seeds[0]}–{seeds[-1]}",
        ", ".join(f"{name} {value}" for name, value in suite.knobs) or "–",
        str(failures) if failures else "none",
    ]


def detection_table(done: Done) -> str:
    """Chance of detection by time, with exact 95 % intervals."""
    head = ["suite", "n", *(h.word for h in HORIZONS), "undecidable", "goal", "met"]
    return table(head, [_detection_row(s, found) for s, found in done if not s.honest])


def _detection_row(suite: Suite, found: Sequence[Outcome]) -> list[str]:
    trials = trials_of(suite, found)
    shares = by_horizon(trials)
    told = [*(share(s) for s in shares.values()), str(_undecided(trials, found))]
    return [suite.name, str(len(trials)), *told, *_goal(suite, shares)]


def _undecided(trials: Iterable[Trial], found: Iterable[Outcome]) -> int:
    """Misses at stations where a rule that names the fraud says that the data do not decide."""
    said = {pair for outcome in found for pair in outcome.undecided}
    return sum(
        any((t.label.station_id, rule) in said for rule in t.label.accepts) for t in trials if t.hit is None
    )


def _goal(suite: Suite, shares: Mapping[str, Share]) -> tuple[str, str]:
    if suite.goal is None:
        return "–", "–"
    word, wanted = suite.goal
    reached = shares[word]
    met = "–" if not reached.trials else "yes" if reached.value >= wanted else "**no**"
    return f"≥ {wanted} in {word}", met


def quality_table(done: Done) -> str:
    """Time, litres, place, onset and size of the first alarms."""
    head = [
        "suite",
        "median time",
        "90 %",
        "litres lost",
        "right place",
        "onset error",
        "size bias, sd",
        "coverage first",
        "coverage last",
    ]
    return table(head, [_quality_row(s, trials_of(s, found)) for s, found in done if not s.honest])


def _quality_row(suite: Suite, trials: list[Trial]) -> list[str]:
    late, first, last = delay(trials), first_sizes(trials), last_sizes(trials)
    onset = onset_hours(trials)
    return [
        suite.name,
        hours(late.median_h),
        hours(late.p90_h),
        number(litres_lost(trials)),
        share(right_place(trials)),
        "–" if onset is None else hours(onset),
        "–" if first is None else f"{first.bias_pct:+.1f} %, {first.sd_pct:.1f} %",
        _coverage(first),
        _coverage(last),
    ]


def _coverage(sizes: Sizes | None) -> str:
    return "–" if sizes is None else share(sizes.coverage)


def honest_table(done: Done) -> str:
    """Alarms that nothing explains at honest stations: together, then every rule that spoke."""
    head = ["suite", "rule", "alarms", "standing", "per station-month (Poisson)", "(by station)"]
    rows = [row for suite, found in done if suite.honest for row in _honest_rows(suite, found)]
    return table(head, rows)


def _honest_rows(suite: Suite, found: Sequence[Outcome]) -> list[list[str]]:
    stations = [station for o in found for station in o.stations]
    unasked = [a for o in found for a in unexplained(o.alarms, o.labels)]
    measured = [a for a in unasked if not a.exact]
    exact = [a for a in unasked if a.exact]
    rows = [
        _honest_row(suite.name, "**all measured**", false_alarms(measured, stations, suite.days)),
        _honest_row(suite.name, "**all exact**", false_alarms(exact, stations, suite.days)),
    ]
    spoke = by_rule(unasked, stations, suite.days)
    return [*rows, *(_honest_row("", f"`{rule}`", figures) for rule, figures in spoke.items())]


def _honest_row(suite: str, rule: str, figures: FalseAlarms) -> list[str]:
    low, high = figures.by_station
    return [
        suite,
        rule,
        f"{figures.alarms} in {figures.station_months:.0f}",
        str(figures.standing),
        per_month(figures.rate, figures.poisson),
        f"{low:.3f}–{high:.3f}",
    ]


def exact_table(done: Done) -> str:
    """Exact rules: labels found, and findings at labelled stations that no label explains."""
    recall: dict[str, list[bool]] = {}
    false: Counter[str] = Counter()
    for found in (o for _, outcomes in done for o in outcomes):
        for label in found.labels:
            if RULE_CODES[label.rule].kind == "exact":
                hit = trial(label, found.alarms, found.data_ends).hit
                recall.setdefault(label.rule, []).append(hit is not None)
        false.update(a.first.rule for a in unexplained(found.alarms, found.labels) if a.exact)
    rules = sorted({*recall, *false})
    return table(["rule", "recall", "false"], [_exact_row(r, recall.get(r, []), false[r]) for r in rules])


def _exact_row(rule: str, hits: list[bool], false: int) -> list[str]:
    told = f"{sum(hits)}/{len(hits)}" if hits else "–"
    return [f"`{rule}`", told, str(false)]


def confusion_table(done: Done) -> str:
    """Which rule spoke first about each fraud."""
    trials = [t for suite, found in done if not suite.honest for t in trials_of(suite, found)]
    rows = [[fraud, str(n.total()), _listed(n)] for fraud, n in sorted(first_rules(trials).items())]
    return table(["fraud", "n", "first spoken of by"], rows)


def _listed(counted: Counter[str]) -> str:
    return ", ".join(f"`{rule}` {n}" if "." in rule else f"{rule} {n}" for rule, n in counted.most_common())


def missed(trials: Iterable[Trial]) -> list[Label]:
    """The labels that nothing answered: where to look next."""
    return [t.label for t in trials if t.hit is None]


def false_measured(found: Iterable[Outcome]) -> list[Alarm]:
    """The measured alarms that nothing explains, for a closer look."""
    return [a for o in found for a in unexplained(o.alarms, o.labels) if not a.exact]
