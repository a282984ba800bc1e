"""Honest vapour monitors of many styles, and the upload shield over any of them, in NumPy."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from youjian.detection.vapour.exactness import Measured

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Style:
    """How a monitor measures and writes.

    `apart` is the relative difference between rate and volume (0: one is computed from the other), `written`
    where the ratio comes from: `own` measurement, the `volume`, or the `mean` of both; `updated` after
    which share of the fills new firmware computes the rate.
    """

    name: str
    mean: float = 1.10
    sd: float = 0.10
    apart: float = 0.015
    written: str = "volume"
    ratio_decimals: int = 2
    volume_decimals: int = 3
    rate_decimals: int = 2
    orvr: float = 0.0
    clip: tuple[float, float] = (0.0, 3.0)
    updated: float = 1.0


STYLES = (
    Style("plain"),
    Style("narrow", sd=0.03),
    Style("narrow wide tails", sd=0.06),
    Style("wide", sd=0.15),
    Style("low mean", mean=1.0, sd=0.08),
    Style("high mean", mean=1.2, sd=0.08),
    Style("orvr", sd=0.08, orvr=0.25),
    Style("own ratio", written="own"),
    Style("mean ratio", written="mean", apart=0.01),
    Style("computed rate", apart=0.0),
    Style("computed rate, narrow", apart=0.0, sd=0.05),
    Style("computed rate, four decimals", apart=0.0, ratio_decimals=4),
    Style("computed rate, unrounded", apart=0.0, ratio_decimals=12, rate_decimals=12, volume_decimals=3),
    Style("coarse rates", rate_decimals=1),
    Style("coarse rates, close", rate_decimals=1, apart=0.004),
    Style("coarse volumes", volume_decimals=2, ratio_decimals=3),
    Style("very coarse", volume_decimals=1, rate_decimals=1, ratio_decimals=2),
    Style("close", apart=0.003),
    Style("very close", apart=0.001),
    Style("unrounded", ratio_decimals=12, rate_decimals=12),
    Style("clipped at the limits", sd=0.09, clip=(0.90, 1.30)),
    Style("clipped tightly", sd=0.06, clip=(1.00, 1.20), apart=0.0),
    Style("clipped tightly, apart", sd=0.06, clip=(1.00, 1.20)),
    Style("updated", updated=0.5),
    Style("updated, narrow", updated=0.5, sd=0.05),
    Style("updated, rare", updated=0.9, sd=0.07),
)


def honest(style: Style, count: int, rng: np.random.Generator) -> Measured:
    """So many valid fills of one nozzle."""
    fuel = np.round(15 + rng.gamma(2.5, 8.0, count), 2)
    preset = rng.random(count) < 0.3
    fuel[preset] = np.round(np.array([200, 300])[rng.integers(0, 2, preset.sum())] / 7.56, 2)
    fuel = np.round(fuel * (1 + rng.normal(0, 0.002, count)), 2)
    rate = rng.normal(33, 3, count)
    true = rng.normal(style.mean + rng.normal(0, 0.02), style.sd, count)
    true = np.where(rng.random(count) < style.orvr, true * rng.uniform(0.6, 0.9, count), true)
    true = np.clip(true, *style.clip)
    apart = np.where(np.arange(count) < style.updated * count, style.apart, 0.0)
    by_volume = true * (1 + apart * rng.normal(0, 1, count) / np.sqrt(2))
    by_rate = true * (1 + apart * rng.normal(0, 1, count) / np.sqrt(2))
    vapour = np.round(fuel * by_volume, style.volume_decimals)
    written = {"own": true, "volume": vapour / fuel, "mean": (by_volume + by_rate) / 2}[style.written]
    fuel_rate = np.round(rate, style.rate_decimals)
    return Measured(
        nozzle=np.zeros(count, dtype=np.int64),
        fuel_l=fuel,
        vapour_l=vapour,
        ratio=np.round(np.clip(written, *style.clip), style.ratio_decimals),
        fuel_l_min=fuel_rate,
        vapour_l_min=np.round(fuel_rate * by_rate, style.rate_decimals),
    )


def shielded(
    told: Measured,
    share: float,
    rng: np.random.Generator,
    decimals: int = 2,
    written_decimals: int | None = None,
) -> Measured:
    """The same with values outside the limits, and so many more, replaced by draws; 1: every record."""
    count = len(told.ratio)
    hidden = (told.ratio < 0.90) | (told.ratio > 1.30)
    rank = np.where(hidden, -1.0, rng.random(count))
    hidden |= rank <= np.quantile(rank, share) if share < 1 else True
    drawn = np.floor(rng.uniform(1.0, 1.2, count) * 10**decimals + 1e-9) / 10**decimals
    ratio = np.where(hidden, drawn, told.ratio)
    vapour = np.where(hidden, np.round(told.fuel_l * drawn, 3), told.vapour_l)
    rate = np.where(hidden, np.round(told.fuel_l_min * drawn, 2), told.vapour_l_min)
    if written_decimals is not None:
        ratio = np.round(ratio, written_decimals)
    return Measured(told.nozzle, told.fuel_l, vapour, ratio, told.fuel_l_min, rate)
