"""GB 20952-2020 annex E: every published case, judged as records come, and the month judged both ways."""

import dataclasses
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from benchmarks.vapour_month import Size, month
from youjian.detection import parameters as p
from youjian.detection.vapour.books import day_start
from youjian.detection.vapour.streams import ConcentrationStream, PressureStream, RatioStream

CASES: dict[str, Any] = json.loads(
    (Path(__file__).parent / "vectors" / "gb20952_cases.json").read_text(encoding="utf-8")
)
EPOCH = date(1970, 1, 1)
ids = {"ids": lambda case: case["id"]}


def check_ratio(case: dict[str, Any], expected: list[dict[str, Any]], limits: p.VapourRatio) -> None:
    """Each day with a stream of its own, which knows of the days before only what was kept."""
    kept = None
    for day, wanted in zip(case["days"], expected, strict=True):
        stream = RatioStream(limits, kept)
        for fill in day["fills"]:
            number = (date.fromisoformat(day["date"]) - EPOCH).days
            assert stream.take(number, round(fill["volume_l"] * 1000), fill["al"]) is None
        told = stream.close()
        if told is None:
            assert wanted["state"] == "not_judged", day["date"]
            continue
        kept = told
        assert kept.state == wanted["state"], day["date"]
        if kept.state != "not_judged":
            assert (kept.counted, kept.bad, kept.streak) == (
                wanted["judged"],
                wanted["bad"],
                wanted["streak"],
            )


@pytest.mark.parametrize("case", CASES["ratio"], **ids)
def test_a_nozzles_days_as_they_come(case: dict[str, Any]) -> None:
    check_ratio(case, case["expect"], p.VapourRatio())


@pytest.mark.parametrize("case", [c for c in CASES["ratio"] if "expect_if_all_fills_count" in c], **ids)
def test_a_nozzles_days_with_all_fills_counted(case: dict[str, Any]) -> None:
    check_ratio(case, case["expect_if_all_fills_count"], dataclasses.replace(p.VapourRatio(), count="all"))


@pytest.mark.parametrize("case", CASES["pressure"], **ids)
def test_days_near_zero_as_they_come(case: dict[str, Any]) -> None:
    stream, told = PressureStream(p.VapourPressure()), []
    for part in case["segments"]:
        for second in range(part["from_s"], part["until_s"], case["sampling_s"]):
            at = day_start(20_000) + second * 10**6
            told.append(stream.take(20_000 + second // 86_400, at, part["pressure_pa"]))
    days = {one.day - 19_999: one for one in (*told, stream.close()) if one}
    for wanted in case["expect"]:
        found = days[wanted["day"]]
        assert found.longest_s == wanted["longest_in_band_s"]
        assert (found.state in ("warning", "alarm")) == (wanted["state"] != "normal")
        assert (found.state == "alarm") == (wanted["state"] == "alarm")


@pytest.mark.parametrize("case", CASES["concentration_ppm"], **ids)
def test_strong_vapours_as_they_come(case: dict[str, Any]) -> None:
    stream, told = ConcentrationStream(p.VapourConcentration()), []
    for day, most in enumerate(case["daily_max"]):
        for second in range(0, 86_400, 300):
            ppm = most if second == 43_200 else min(50.0, most)
            told.append(stream.take(day, day_start(day) + second * 10**6, ppm))
    states = [one.state for one in (*told, stream.close()) if one]
    assert states == case["expect"]


def test_a_month_is_judged_the_same_as_it_comes_and_all_at_once() -> None:
    stations, days, differ = month(Size(stations=6, days=12, sampling_s=120))
    assert stations == 12
    assert days > 700
    assert differ == 0
