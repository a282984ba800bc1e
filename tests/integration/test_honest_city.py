"""The city of the demo profile is honest but for what is injected: no exact rule may speak of its history."""

from datetime import UTC, datetime, timedelta

import pytest

from youjian.commands import demo_profile
from youjian.contract.columns import to_table
from youjian.contract.tables import TABLES
from youjian.detection.facts import MemoryFacts
from youjian.detection.ticks import watch_ticks
from youjian.engine.local import TickAt, walk
from youjian.simulator.history import station_history
from youjian.simulator.past_scenarios import PastScenario
from youjian.simulator.registry import read_registry

END = datetime(2026, 11, 22, 2, tzinfo=UTC)
START = END - timedelta(days=30)
PROFILE = demo_profile.load("jingdezhen")
PLANS = read_registry(PROFILE.registry)
WATCHES = [*watch_ticks(START + timedelta(days=4), END)][:: 6 * 24]
TICKS: list[TickAt] = [*(("watch", tick) for tick in WATCHES), ("pairwise", END + timedelta(hours=1))]


def facts_of(station_id: str, *scenarios: PastScenario) -> MemoryFacts:
    past = station_history(PLANS, station_id, START, END, PROFILE.simulation.seed, scenarios=scenarios)
    return MemoryFacts({**past.tables, "stations": to_table(TABLES["stations"], [PLANS[station_id].station])})


@pytest.mark.parametrize("county", sorted({station[:6] for station in PLANS}))
def test_a_month_of_honest_stations_raises_nothing(county: str) -> None:
    of_county = [station for station in PLANS if station.startswith(county)]
    assert {s: [f.message for f in walk(facts_of(s), TICKS)] for s in of_county} == {s: [] for s in of_county}


def test_the_same_walk_speaks_of_the_one_sale_that_was_hidden() -> None:
    station_id = min(PLANS)
    at = (END - timedelta(days=3)).timestamp()
    nozzle_id = min(PLANS[station_id].nozzles)
    hidden = PastScenario("hidden-sale", at, nozzle_id=nozzle_id, litres=20)
    [found] = walk(facts_of(station_id, hidden), TICKS)
    assert (found.rule, found.subject, found.estimate) == (
        "fuelling.totalizer_gap", f"nozzle:{nozzle_id}", 20_000,
    )  # fmt: skip
