"""The plan keeps tuning and evaluation apart, and names what the twin knows."""

from benchmarks.detection import plan
from benchmarks.detection.suites import CHUNK, Suite
from youjian.simulator.twin.frauds import FRAUDS


def seeds(suite: Suite) -> set[int]:
    return {chunk.seed for chunk in suite.chunks()}


def test_no_seed_is_used_twice_and_tuning_stays_below() -> None:
    suites = plan.whole()
    every = [seed for suite in suites for seed in seeds(suite)]
    assert len(every) == len(set(every))
    for suite in suites:
        tuned = suite in plan.TUNING
        assert all((seed < plan.FIRST_EVALUATION_SEED) == tuned for seed in seeds(suite))


def test_every_fraud_of_the_plan_is_known_to_the_twin() -> None:
    assert {suite.fraud for suite in plan.frauds()} <= set(FRAUDS)


def test_names_are_unique_and_the_reduced_plan_is_part_of_the_whole() -> None:
    names = [suite.name for suite in plan.whole()]
    assert len(names) == len(set(names))
    assert {suite.name for suite in plan.reduced(2, 2)} <= set(names)
    assert len(plan.reduced(2, 2)) == len(plan.TUNING) + len(plan.HONEST) + len(plan.QUICK)


def test_a_suite_is_cut_into_folders() -> None:
    suite = Suite("s", "null", CHUNK + 2, 3, seed=5)
    assert [(c.seed, c.stations) for c in suite.chunks()] == [(5, CHUNK), (6, 2)]
    assert suite.smaller(1).stations == 1
