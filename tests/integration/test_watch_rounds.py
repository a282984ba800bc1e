"""Rounds of the watch: what the day shows is told before the night, missed ticks are caught up, once each."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

import tests.integration.bureau_office  # noqa: F401 - Django is set up by it
from tests.conftest import Database
from tests.integration import watch_kit as kit
from youjian.bureau.scope import scoped
from youjian.bureau.watch.models import Watch
from youjian.bureau.watch.nights import finish, run_night
from youjian.bureau.watch.rounds import run_due
from youjian.bureau.watch.selectors import lag
from youjian.bureau.watch.services import run_watch
from youjian.detection.ticks import nightly_ticks

HIDDEN = {"stock.hidden_sales"}
WATCHED = {"stock.hidden_sales", "stock.unrecorded_delivery", "gauge.frozen", "gauge.replayed", "gauge.fault"}
TEN = timedelta(minutes=10)


@pytest.fixture(scope="module")
def hiding(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A station that from its fifth day on sells a tenth without records."""
    return kit.twin_folder(
        tmp_path_factory.mktemp("twin") / "hidden", "hidden-sales", 10.0, days=6, onset_day=4.0
    )


@pytest.fixture(scope="module")
def trail(hiding: Path) -> kit.Said:
    """What the audit says of it."""
    start = kit.first_reading(hiding)
    return kit.audited(hiding, start, start + 6 * kit.DAY, WATCHED)


@pytest.fixture
def office(
    office_database: Database, hiding: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Database:
    monkeypatch.setenv("YOUJIAN_HOME", str(hiding.parent))
    kit.fill(office_database, hiding)
    return office_database


def done_before(tick: datetime, night: datetime) -> None:
    """The platform went down after a tick, with the night before it done."""
    with scoped():
        finish(night)
        Watch.objects.create(tick=tick, started_at=tick, finished_at=tick)


def caught_up(database: Database) -> dict[bool, int]:
    with database.connect("owner") as conn:
        rows = conn.execute("SELECT caught_up, count(*) FROM ledger.finding_queue GROUP BY 1").fetchall()
    return dict(rows)


def test_hidden_sales_are_told_by_day_and_by_night_as_one_finding_the_audit_s(
    office: Database, trail: kit.Said
) -> None:
    expected = {row for row in trail if row[0] in HIDDEN}
    [early, sure] = sorted(expected, key=lambda row: row[3])
    assert [row[3:6] for row in (early, sure)] == [(1, "warning", "open"), (2, "alarm", "open")]
    assert early[1] == sure[1], "one cause is one finding"
    assert sure[-1] - early[-1] > timedelta(hours=12), "told by day, long before the night"
    run_night(sure[-1] - kit.DAY)
    for tick in (early[-1] - TEN, early[-1], early[-1] + TEN):
        run_watch(tick)
    assert kit.said(office, HIDDEN) == {early}
    run_night(sure[-1])
    assert kit.said(office, HIDDEN) == expected


def test_what_was_missed_is_said_as_it_would_have_been_and_marked(
    office: Database, hiding: Path, trail: kit.Said
) -> None:
    start = kit.first_reading(hiding)
    now = start + timedelta(days=5, hours=8, minutes=3)
    before = now - timedelta(hours=30)
    expected = {row for row in trail if now - kit.DAY < row[-1] <= now}
    assert {row[0] for row in expected} >= HIDDEN, "there is something to miss, by day and by night"
    [night] = list(nightly_ticks(before - kit.DAY, before))
    run_night(night)
    done_before(before, night)
    run_due(now)
    assert kit.said(office, WATCHED) == expected
    marks = caught_up(office)
    assert marks.get(True, 0) >= len(expected), "told as caught up: nobody is flooded"
    with scoped():
        ticks = Watch.objects.filter(judged__gte=0).order_by("tick")
        assert ticks.filter(caught_up=True).count() == 24 * 6
        assert sum(tick.passed_over for tick in ticks) == 35
        last = lag(now)
    assert (last.stations, last.failures, last.behind_s) == (1, 0, 0.0)
    assert run_due(now) == 0, "nothing is done twice"
