"""A big made-up city, to measure lists and look at full screens: a profile that `youjian import` takes.

    python -m benchmarks.city FOLDER [STATIONS [NOZZLES]]

FOLDER gets the whole profile: profile.toml, regions, companies, operations, dispensers, collectors, and the
register in FOLDER/registry as an audit folder. Its accounts `zhiban` (duty) and `guanli` (admin) see the
whole city; their password is `Youjian-2026`. From Python: `big_register(out, stations=2000, nozzles=15000)`
and `loading.load_profile(SYSTEM, out)`.
"""

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np

from scripts.city_making.cities import ZHENGZHOU
from scripts.city_making.register import make_register
from scripts.make_profiles import write_city

STATIONS, NOZZLES = 2000, 15_000
_CHART_STEP_MM = 500
_MOST_A_COUNTY = 9999
_TANKS = 4
_PROFILE = """[city]
code = "4101"
name = "大城市（测算）"
title = "加油站远程智能监管系统"
[modules]
on = ["map", "live", "stations", "alerts", "downtime", "uploads", "journal", "system"]
[[departments]]
code = "market"
name = "市市场监督管理局"
[[accounts]]
username = "zhiban"
password = "Youjian-2026"
display_name = "值班员 林晓"
department = "market"
role = "duty"
scope = ["4101"]
[[accounts]]
username = "guanli"
password = "Youjian-2026"
display_name = "系统管理员 何平"
department = "market"
role = "admin"
scope = ["4101"]
"""


def big_register(out: Path, stations: int = STATIONS, nozzles: int = NOZZLES, seed: int = 1) -> None:
    """Write a profile with exactly so many stations and nozzles into `out`; the same seed, the same files.

    Raises ValueError for fewer than four nozzles a station (each has up to four tanks), or for more stations
    than a county can number.
    """
    if nozzles < _TANKS * stations:
        raise ValueError(f"{stations} stations need at least {_TANKS * stations} nozzles, not {nozzles}")
    counties = ZHENGZHOU.layout.counties
    if not len(counties) <= stations <= len(counties) * _MOST_A_COUNTY:
        raise ValueError(
            f"between {len(counties)} and {len(counties) * _MOST_A_COUNTY} stations, not {stations}"
        )
    spread = _shares(stations, len(counties))
    layout = replace(
        ZHENGZHOU.layout,
        counties=tuple(replace(c, stations=n) for c, n in zip(counties, spread, strict=True)),
    )
    words = ZHENGZHOU.places.split()
    places = " ".join(f"{words[n % len(words)]}{n + 1}号" for n in range(stations))
    plan = replace(ZHENGZHOU, layout=layout, places=places, seed=seed, chart_step_mm=_CHART_STEP_MM)
    counts = np.random.default_rng(seed).permutation(_shares(nozzles, stations)).tolist()
    write_city(out, plan, "大城市（测算）", make_register(plan, counts), {})
    out.joinpath("profile.toml").write_text(_PROFILE, encoding="utf-8")


def _shares(total: int, parts: int) -> list[int]:
    """A total in parts that differ by one at most.

    >>> _shares(7, 3)
    [3, 2, 2]
    """
    return [total // parts + (number < total % parts) for number in range(parts)]


if __name__ == "__main__":
    big_register(Path(sys.argv[1]), *map(int, sys.argv[2:4]))
