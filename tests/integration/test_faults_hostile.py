"""Malformed, oversized, truncated, wrongly signed, replayed and cross-device batches, and an exact count."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from benchmarks.faults.hostile import Attacker
from benchmarks.intake.fleet import Fleet
from benchmarks.intake.ground import register
from tests.integration.intake_kit import running_door


@pytest.fixture(scope="module")
def attacker(module_database: Any) -> Iterator[Attacker]:
    fleet = Fleet(2, 4, datetime.now(UTC) - timedelta(days=12))
    with module_database.connect("owner") as conn:
        register(conn, fleet.collectors, [])
    with running_door(key_ttl_s=60) as running:
        yield Attacker(running.settings.port, fleet.collectors[0], fleet.collectors[1])


def kept(database: Any) -> tuple[set[Any], int, int]:
    """The ledger's fuellings, how many rows they are, and how many records are set aside."""
    with database.connect("owner") as conn:
        conn.execute("SET youjian.scope = '*'")
        rows = conn.execute(
            "SELECT station_id, nozzle_id, seq, volume_ml, totalizer_ml FROM ledger.fuellings"
        ).fetchall()
        aside = conn.execute("SELECT count(*) FROM ledger.quarantine").fetchone()
    return set(rows), len(rows), aside[0]


def test_what_no_honest_collector_sends_is_refused_and_leaves_nothing(
    attacker: Attacker, module_database: Any
) -> None:
    attacker.honest()
    attacker.try_cases()
    attacker.cross_device()
    attacker.honest(form="boxed")
    assert attacker.tally.wrong == []
    tally = attacker.tally
    assert kept(module_database) == (tally.acknowledged, len(tally.acknowledged), tally.set_aside)


def test_bytes_changed_on_the_line_never_reach_the_ledger(attacker: Attacker, module_database: Any) -> None:
    attacker.mutate(20)
    tally = attacker.tally
    assert tally.wrong == []
    assert kept(module_database) == (tally.acknowledged, len(tally.acknowledged), tally.set_aside)
