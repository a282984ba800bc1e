"""Loss rates and nozzles' errors as the balance estimates them, against what is true."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

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
    """Spread of nozzles' errors about the truth beside their bounds, by the gauge's step."""
    nozzles = [n for _, found in done for o in found for n in o.estimates.get("nozzles", [])]
    bounded = [n for n in nozzles if n["bounds"] is not None]
    head = ["gauge", "nozzles", "what", "sd", "bound", "ratio", "95 % interval holds"]
    steps = sorted({n["step_mm"] for n in bounded})
    return table(head, [row for step in steps for row in _rows(step, bounded)])


def _rows(step: float, every: Sequence[dict[str, Any]]) -> list[list[str]]:
    nozzles = [n for n in every if n["step_mm"] == step]
    paired = [n for n in nozzles if n["bounds"]["siblings"] is not None]
    off = np.array([n["error_pct"] - n["true_pct"] for n in nozzles])
    known, unknown = (np.array([n["bounds"][name] for n in nozzles]) for name in ("known", "unknown"))
    held = int(np.sum(np.abs(off) <= [1.96 * n["sd_pct"] for n in nozzles]))
    apart = np.array([n["siblings_off_pct"] for n in paired])
    least = np.array([n["bounds"]["siblings"] for n in paired])
    return [
        [f"{step:g} mm", *_figures("its error", off, unknown), share(Share(held, len(nozzles)))],
        ["", *_figures("against its siblings", apart, least), "–"],
        ["", *_figures("its error, all else known", off, known), "–"],
    ]


def _figures(what: str, off: NDArray[np.float64], bound: NDArray[np.float64]) -> list[str]:
    """Root mean squares of errors and bounds, and of errors in units of their own bounds."""
    if not len(off):
        return ["0", what, "–", "–", "–"]
    sd, least, ratio = (float(np.sqrt(np.mean(x**2))) for x in (off, bound, off / bound))
    return [str(len(off)), what, f"{sd:.3f} %", f"{least:.4f} %", f"{ratio:.2f}"]
