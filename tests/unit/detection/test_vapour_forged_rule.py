"""Drawn A/L: honest monitors of many styles stay quiet, shielded ones are seen, and nothing is seen early."""

import dataclasses
import json
from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa
import pytest

from tests.unit.detection.vapour_kit import OBLIGED, night, walk
from tests.unit.detection.vapour_styles import STYLES, Style, honest, shielded
from youjian.contract.columns import to_table
from youjian.contract.tables import TABLES
from youjian.detection.facts import MemoryFacts
from youjian.detection.registry import rule
from youjian.detection.samples import LATER, STATION, facts, nozzle, station, vapour_fill
from youjian.detection.samples_vapour import drawn_fills
from youjian.detection.vapour.exactness import Measured

CODE = "vapour.forged"
START = datetime(2026, 11, 21, 22, tzinfo=UTC)
BY_NAME = {style.name: style for style in STYLES}


def station_of(streams: dict[int, Measured], per_day: int = 40) -> MemoryFacts:
    """One station whose nozzles wrote these streams, so many fills a day from 06:00 on."""
    parts = []
    for number, told in sorted(streams.items()):
        count = len(told.ratio)
        place = np.arange(count)
        ended = pa.array(
            [START + timedelta(days=int(n // per_day), minutes=20 * int(n % per_day)) for n in place],
            pa.timestamp("us", "UTC"),
        )
        columns = {
            "station_id": pa.array([STATION] * count),
            "nozzle_id": pa.array([number] * count, pa.int64()),
            "ended_at": ended,
            "started_at": ended,
            "fuel_ml": np.rint(told.fuel_l * 1000).astype(np.int64),
            "vapour_ml": np.rint(told.vapour_l * 1000).astype(np.int64),
            "ratio": told.ratio,
            "fuel_l_min": told.fuel_l_min,
            "vapour_l_min": told.vapour_l_min,
            "received_at": pa.nulls(count, pa.timestamp("us", "UTC")),
        }
        parts.append(pa.table(columns))
    register = {
        "stations": [station(vapour_monitoring=True)],
        "nozzles": [nozzle(nozzle_id=number) for number in streams],
    }
    tables = {name: to_table(TABLES[name], rows) for name, rows in register.items()}
    return MemoryFacts(tables | {"vapour_fills": pa.concat_tables(parts)})


def severities(streams: dict[int, Measured]) -> dict[str, str]:
    """What a whole month says of each nozzle, over nights a week apart."""
    held, worst = station_of(streams), dict[str, str]()
    for day in (6, 13, 29):
        for found in rule(CODE).judge(held, night(day)):
            worst[found.subject] = found.severity
    return worst


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.name)
def test_honest_monitors_of_any_style_raise_no_alarm(style: Style) -> None:
    rng = np.random.default_rng(20260101)
    streams = {n: honest(style, int(rng.choice([80, 200, 500, 1200])), rng) for n in range(1, 7)}
    assert "alarm" not in severities(streams).values()


SEEN = [
    (name, share)
    for name in ("plain", "wide", "own ratio", "computed rate", "close")
    for share in (0.05, 0.2, 1.0)
]


@pytest.mark.parametrize(
    ("name", "share"), [*SEEN, ("unrounded", 0.2), ("coarse rates", 0.2), ("orvr", 0.05)]
)
def test_a_shield_is_seen_in_a_month(name: str, share: float) -> None:
    rng = np.random.default_rng(7)
    streams = {n: shielded(honest(BY_NAME[name], 1000, rng), share, rng) for n in range(1, 7)}
    seen = severities(streams)
    assert sum(severity == "alarm" for severity in seen.values()) >= 5


def test_two_signs_are_an_alarm_with_its_share() -> None:
    [found] = rule(CODE).judge(facts(*OBLIGED, *drawn_fills(3)), LATER)
    told = json.loads(found.evidence)["figures"]
    assert (found.severity, found.verdict, found.estimate) == ("alarm", "suspicion", 100.0)
    assert told["signs"] == ["exact", "drawn", "cut"]


def test_it_waits_for_sixty_valid_fills() -> None:
    assert rule(CODE).judge(facts(*OBLIGED, *drawn_fills(3, count=59)), LATER) == []
    small = [f for f in drawn_fills(3) if f.fuel_ml < 15_000]
    assert small == []


def test_a_stretch_that_comes_again_is_a_warning() -> None:
    once = [
        vapour_fill(n, fuel_ml=20_000 + 37 * (n * n % 211), ratio=0.95 + n * n % 17 / 50) for n in range(40)
    ]
    again = [
        vapour_fill(200 + n, fuel_ml=f.fuel_ml, ratio=f.ratio, vapour_ml=f.vapour_ml)
        for n, f in enumerate(once[10:19])
    ]
    said = walk(CODE, [*OBLIGED, *once, *again], [night(n) for n in range(4)])
    assert [(f.severity, f.detected_at) for f in said] == [("warning", night(1))]
    assert "repeated" in said[0].evidence


def test_two_nozzles_with_one_stream_are_both_told() -> None:
    one = [
        vapour_fill(n, fuel_ml=20_000 + 37 * (n * n % 211), ratio=0.95 + n * n % 17 / 50) for n in range(12)
    ]
    two = [vapour_fill(n, nozzle_id=4, fuel_ml=f.fuel_ml, ratio=f.ratio) for n, f in enumerate(one)]
    found = rule(CODE).judge(facts(*OBLIGED, nozzle(nozzle_id=4), *one, *two), LATER)
    assert {f.subject for f in found} == {"nozzle:3", "nozzle:4"}
    assert {f.severity for f in found} == {"warning"}


def test_a_stuck_sensor_repeats_itself_and_says_nothing_of_drawing() -> None:
    stuck = [vapour_fill(n, fuel_ml=26_460, ratio=0.01) for n in range(30)]
    assert rule(CODE).judge(facts(*OBLIGED, *stuck), LATER) == []


def test_what_was_said_is_not_taken_back_and_only_grows() -> None:
    said = walk(CODE, [*OBLIGED, *drawn_fills(3)], [night(n) for n in range(45)])
    order = ["info", "warning", "alarm"]
    assert [f.severity for f in said] == sorted((f.severity for f in said), key=order.index)
    assert said[-1].severity == "alarm"
    assert {f.status for f in said} == {"open"}


def test_nothing_known_later_is_used() -> None:
    rng = np.random.default_rng(3)
    told = shielded(honest(BY_NAME["wide"], 400, rng), 0.2, rng)
    whole = station_of({3: told})
    for day in (2, 4, 7):
        cut = whole.known("vapour_fills", night(day))
        parts = {name: whole.known(name, night(day)) for name in ("stations", "nozzles")}
        alone = MemoryFacts(parts | {"vapour_fills": cut})
        assert rule(CODE).judge(whole, night(day)) == rule(CODE).judge(alone, night(day))


@pytest.mark.parametrize("name", ["plain", "computed rate", "own ratio"])
def test_a_shield_that_leaves_the_rates_is_seen_by_the_volumes(name: str) -> None:
    rng = np.random.default_rng(11)
    streams: dict[int, Measured] = {}
    for number in range(1, 7):
        told = honest(BY_NAME[name], 1000, rng)
        streams[number] = dataclasses.replace(shielded(told, 0.2, rng), vapour_l_min=told.vapour_l_min)
    seen = severities(streams)
    assert sum(severity == "alarm" for severity in seen.values()) >= 5
