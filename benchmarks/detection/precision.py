"""Loss rates and nozzles' errors as the balance estimates them, against what is true."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from benchmarks.detection.intervals import Share
from benchmarks.detection.kept import Outcome
from benchmarks.detection.leaks import LITRES_PER_GALLON, TARGET, Estimate, LeakScore, score
from benchmarks.detection.report import Done
from benchmarks.detection.words import share, table


def leak_estimates(outcomes: Iterable[Outcome]) -> list[Estimate]:
    """Every tank of some folders; one with a leak's label has its rate, the others none."""
    found: list[Estimate] = []
    for outcome in outcomes:
        induced = {(x.station_id, x.subject): x.size for x in outcome.labels if x.rule == "stock.loss"}
        for tank in outcome.estimates.get("tanks", []):
            rate = induced.get((tank["station_id"], f"tank:{tank['tank']}"), 0.0)
            gallons = (rate / LITRES_PER_GALLON, *(tank[n] / 24 / LITRES_PER_GALLON for n in ("l_day", "sd")))
            found.append(Estimate(*gallons))
    return found


def leaks_table(done: Done) -> str:
    """EPA style scores: honest tanks, tanks with a loss, and all together."""
    rows = [(suite.name, leak_estimates(found)) for suite, found in done if suite.estimated]
    every = ("all together", [e for _, estimates in rows for e in estimates])
    head = ["suite", "tanks", "bias", "sd", "Pfa", "Pd 0.05", "Pd 0.1", "Pd 0.2", "MDL", "inconclusive"]
    return table(head, [_leak_row(name, score(found)) for name, found in (*rows, every) if len(found) > 1])


def _leak_row(name: str, scored: LeakScore) -> list[str]:
    return [
        name,
        str(scored.tanks),
        f"{scored.bias:+.4f}",
        f"{scored.sd:.4f}",
        f"{scored.pfa:.4f}",
        *(f"{scored.pd[rate]:.4f}" for rate in (0.05, 0.1, TARGET)),
        f"{scored.mdl:.3f}",
        f"{100 * scored.inconclusive:.0f} %",
    ]


def bound_table(done: Done) -> str:
    """Spread of nozzles' errors about the truth, the bounds, and their ratio, by the gauge's step."""
    nozzles = [n for _, found in done for o in found for n in o.estimates.get("nozzles", [])]
    bounded = [n for n in nozzles if n["bound_pct"] is not None]
    head = [
        "gauge",
        "nozzles",
        "sd achieved",
        "95 % interval holds",
        "bound",
        "ratio",
        "bound, all else known",
    ]
    steps = sorted({n["step_mm"] for n in bounded})
    return table(head, [_bound_row(step, [n for n in bounded if n["step_mm"] == step]) for step in steps])


def _bound_row(step: float, nozzles: Sequence[dict[str, Any]]) -> list[str]:
    error = np.array([n["error_pct"] - n["true_pct"] for n in nozzles])
    bound, sd = (np.array([n[name] for n in nozzles]) for name in ("bound_pct", "sd_pct"))
    held = int(np.sum(np.abs(error) <= 1.96 * sd))
    return [
        f"{step:g} mm",
        str(len(nozzles)),
        f"{np.sqrt(np.mean(error**2)):.3f} %",
        share(Share(held, len(nozzles))),
        f"{np.sqrt(np.mean(bound**2)):.3f} %",
        f"{np.sqrt(np.mean((error / bound) ** 2)):.2f}",
        f"{np.median([n['bound_known_pct'] for n in nozzles]):.3f} %",
    ]
