"""Chance of detection, delay, place, size and onset on labels and alarms that are known exactly."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from benchmarks.detection.confusion import NOTHING, first_rules
from benchmarks.detection.honest import by_rule, false_alarms
from benchmarks.detection.horizons import HORIZONS
from benchmarks.detection.intervals import Share
from benchmarks.detection.matching import Trial, trial, unexplained
from benchmarks.detection.records import Alarm
from benchmarks.detection.scores import by_horizon, delay, litres_lost, onset_hours, right_place
from benchmarks.detection.sizes import first_sizes, last_sizes
from tests.unit.benchmarks.scored import DATA_END, LABEL, REVISION, STATION, after, alarm


def tried(*alarms: Alarm) -> Trial:
    return trial(LABEL, alarms, DATA_END)


def test_a_deadline_is_the_first_nightly_run_after_so_many_days() -> None:
    hour, day = HORIZONS[0], HORIZONS[1]
    assert hour.deadline(LABEL.started_at) == after(1 / 24)
    assert day.deadline(LABEL.started_at) == datetime(2026, 3, 11, 18, tzinfo=UTC)
    assert day.deadline(datetime(2026, 3, 10, 18, tzinfo=UTC)) == datetime(2026, 3, 11, 18, tzinfo=UTC)


def test_a_trial_is_found_from_its_horizon_on() -> None:
    shares = by_horizon([tried(alarm()), tried()])
    assert {word: (s.hits, s.trials) for word, s in shares.items()} == {
        "1 h": (0, 2),
        "1 d": (0, 2),
        "3 d": (1, 2),
        "7 d": (1, 2),
        "14 d": (1, 2),
        "30 d": (1, 2),
        "60 d": (0, 0),
    }


@pytest.mark.parametrize(
    "changes",
    [
        {"rule": "stock.loss"},
        {"station_id": "3602030002"},
        {"detected_at": after(-0.1), "started_at": after(-5)},
        {"started_at": after(22)},
        {"started_at": after(-9), "ended_at": after(-2)},
    ],
    ids=["another rule", "another station", "before the onset", "begins later", "ended before"],
)
def test_what_is_no_answer(changes: dict[str, object]) -> None:
    assert tried(alarm(**changes)).hit is None


def test_the_earliest_answer_is_the_hit_and_tells_the_place() -> None:
    wrong = alarm(finding_id="b" * 32, subject="tank:1", detected_at=after(1))
    found = trial(LABEL, [wrong, alarm()], DATA_END)
    assert (found.hit, found.right_place) == (wrong, False)
    shared = {(STATION, "tank:2"): frozenset({"tank:1", "tank:2"})}
    assert trial(LABEL, [wrong], DATA_END, shared).right_place is True
    assert right_place([found, tried(alarm()), tried()]) == Share(1, 2)


def test_a_miss_is_an_endless_delay() -> None:
    found, missed = tried(alarm()), tried()
    assert delay([found]).p90_h == 48.0
    assert (delay([found, found, missed]).median_h, delay([found, found, missed]).p90_h) == (48.0, None)


def test_litres_are_lost_evenly_until_the_alarm() -> None:
    assert litres_lost([tried(alarm())]) == pytest.approx(200.0)
    assert litres_lost([tried()]) == pytest.approx(2000.0)
    sudden = replace(LABEL, ended_at=after(0.1))
    assert litres_lost([trial(sudden, [alarm()], DATA_END)]) == 2000.0


def test_the_clock_of_a_gap_starts_at_its_end() -> None:
    gap = replace(LABEL, ended_at=after(1))
    found = trial(gap, [alarm()], DATA_END, onset=gap.ended_at)
    assert delay([found]).median_h == 24.0


def test_sizes_are_compared_in_the_unit_and_window_of_the_finding() -> None:
    litres = first_sizes([tried(alarm())])
    assert litres is not None
    assert (litres.bias_pct, litres.coverage) == (pytest.approx(10.0), Share(1, 1))
    share = alarm(unit="percent", estimate=2.4, low=2.0, high=2.8)
    percent = last_sizes([tried(share)])
    assert percent is not None
    assert (percent.bias_pct, percent.coverage) == (pytest.approx(-20.0), Share(0, 1))
    assert first_sizes([tried(alarm(unit="count")), tried()]) is None


def test_an_hourly_loss_is_compared_in_millilitres() -> None:
    leak = replace(LABEL, rule="stock.loss", accepts=("stock.loss",), size=0.757, unit="litres_per_hour")
    stated = alarm(rule="stock.loss", unit="ml_per_hour", estimate=757.0, low=600.0, high=900.0)
    sizes = first_sizes([trial(leak, [stated], DATA_END)])
    assert sizes is not None
    assert (sizes.bias_pct, sizes.coverage) == (pytest.approx(0.0), Share(1, 1))


def test_the_onset_error_is_in_hours() -> None:
    assert onset_hours([tried(alarm(started_at=after(-0.25))), tried()]) == 6.0
    assert onset_hours([tried()]) is None


def test_honest_alarms_are_counted_over_all_stations() -> None:
    found = [alarm(), alarm(finding_id="b" * 32, rule="stock.loss", status="open")]
    figures = false_alarms(found, [STATION, "3602030002", "3602030003", "3602030004"], days=15)
    assert (figures.alarms, figures.station_months, figures.rate) == (2, 2.0, 1.0)
    assert figures.by_station.high > figures.rate > figures.by_station.low == 0.0
    assert set(by_rule(found, [STATION], 30)) == {"stock.loss", "stock.hidden_sales"}


def test_a_label_explains_its_own_alarms_only() -> None:
    other = alarm(finding_id="b" * 32, rule="stock.loss")
    late = alarm(finding_id="c" * 32, started_at=after(30))
    assert unexplained([alarm(), other, late], [LABEL]) == [other, late]


def test_the_matrix_names_the_first_rule_of_any_kind() -> None:
    gap = alarm(finding_id="b" * 32, rule="fuelling.totalizer_gap", severity="warning", detected_at=after(1))
    matrix = first_rules([trial(LABEL, [gap, alarm()], DATA_END), tried(alarm()), tried()])
    assert matrix == {"hidden_sales": {"fuelling.totalizer_gap": 1, "stock.hidden_sales": 1, NOTHING: 1}}
    assert REVISION.rule in LABEL.accepts
